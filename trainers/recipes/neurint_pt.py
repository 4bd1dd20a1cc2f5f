"""NeurInt on a generator that was trained before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from torch import nn

from ...engine.networks import build_network
from ...engine.priors import Prior
from ..datasets import Dataset
from .base import RECIPES
from .based import BasedRecipe
from .neurint import DynamicsRecipe

GROWN = {"fade_images": 0, "stable_images": 0}


@RECIPES.register("neurint-pt")
@dataclass(frozen=True)
class NeurIntPT(DynamicsRecipe, BasedRecipe):
    """NeurInt-PT (NI table 5): generator and encoder are those of a trained model with both, such as `pgan-encoder`
    makes, and stay; only the dynamics and a discriminator are trained."""

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        name: {**preset, **GROWN} for name, preset in DynamicsRecipe.presets.items()
    }
    summary: ClassVar[str] = "NeurInt's ways between images for a decoder and an encoder that are trained already."
    averaged: ClassVar[tuple[str, ...]] = ("velocity", "field")
    order: ClassVar[str] = "second"
    label: ClassVar[str] = "NeurInt-PT"

    def networks(self, data: Dataset) -> dict[str, nn.Module]:
        frozen = self.base_networks(data, "decoder", "encoder")
        discriminator = build_network("progressive-discriminator", self.shape(data))
        return {
            "generator": frozen["decoder"],
            "discriminator": discriminator,
            "encoder": frozen["encoder"],
            **self.joining(),
        }

    def density(self, parts: Mapping[str, nn.Module], data: Dataset) -> Prior:
        """The base's prior, since the latents are the base's."""
        return BasedRecipe.density(self, parts, data)
