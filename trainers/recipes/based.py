"""What recipes that build on a trained model share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from torch import nn

from ...engine.errors import ExplorerError
from ...engine.model import load_networks
from ...engine.model_file import ModelHeader
from ...engine.parameters import parameter
from ...engine.priors import Prior, make_prior
from ..datasets import Dataset
from .generative import DecoderRecipe


@dataclass(frozen=True)
class BasedRecipe(DecoderRecipe):
    """A recipe that takes networks of another model, which stay as they are, and its prior."""

    base: str = parameter("", "Base model", "Name or file of the model to build on")

    def base_networks(self, data: Dataset, *roles: str) -> dict[str, nn.Module]:
        """The base's networks by role, frozen. Raises ExplorerError if there is no such model, it lacks a role,
        or its images or latents are not those asked for."""
        if not self.base:
            raise ExplorerError("This recipe builds on a trained model: name it, or its file, with base=MODEL.")
        header, networks = load_networks(self.base, *roles)
        if header.image_shape != data.image_shape:
            raise ExplorerError(f"{header.name} is for images of {header.image_shape}, not for {data.image_shape}.")
        if header.latent_dimension != self.latent_dimension:
            raise ExplorerError(
                f"Latents of {header.name} have {header.latent_dimension} numbers: "
                f"set latent_dimension={header.latent_dimension}."
            )
        return networks

    def density(self, parts: Mapping[str, nn.Module], data: Dataset) -> Prior:
        """The base's prior."""
        header, _ = load_networks(self.base)
        return base_prior(header)


def base_prior(header: ModelHeader) -> Prior:
    """The prior of a model. Raises ExplorerError if it has none."""
    if header.prior is None:
        raise ExplorerError(f"{header.name} has no prior.")
    return make_prior(header.prior["name"], header.prior["arguments"])
