"""The ablations of NI that join latents by a fixed path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from ...engine.curves.fixed import great_circles
from ..datasets import Dataset
from .base import RECIPES
from .interpolating import InterpolatingRecipe


@dataclass(frozen=True)
class FixedPathRecipe(InterpolatingRecipe):
    """NI, Algorithm 2, whose step 4 is a formula: nothing is drawn, and a path ends at its target's latent."""

    averaged: ClassVar[tuple[str, ...]] = ("generator", "encoder")
    label: ClassVar[str]

    def joining(self) -> dict[str, nn.Module]:
        return {}

    def times(self, latents: Tensor) -> Tensor:
        """Equal times, (path_steps + 1, 1, 1)."""
        return torch.linspace(0, 1, self.path_steps + 1, device=latents.device)[:, None, None]

    def title(self, data: Dataset) -> str:
        return f"{data.name}: {self.label}, {self.latent_dimension} dimensions"

    def method(self) -> str:
        return (
            f"{self.label} of {self.latent_dimension} dimensions: encoder and generator trained as in NeurInt, with "
            f"the loss {self.loss}, but with fixed paths between latents; both are moving averages."
        )


@RECIPES.register("lerpint")
@dataclass(frozen=True)
class LERPInt(FixedPathRecipe):
    """Straight lines (NI table 6)."""

    label: ClassVar[str] = "LERPInt"
    summary: ClassVar[str] = "NeurInt with straight lines between latents, to compare with."

    def path(self, networks: Mapping[str, nn.Module], source: Tensor, target: Tensor, noise: Tensor) -> Tensor:
        return torch.lerp(source, target, self.times(source))


@RECIPES.register("slerpint")
@dataclass(frozen=True)
class SLERPInt(FixedPathRecipe):
    """Great circles (NI table 6)."""

    label: ClassVar[str] = "SLERPInt"
    summary: ClassVar[str] = "NeurInt with great circles between latents, to compare with."

    def path(self, networks: Mapping[str, nn.Module], source: Tensor, target: Tensor, noise: Tensor) -> Tensor:
        return great_circles(source, target, self.times(source))
