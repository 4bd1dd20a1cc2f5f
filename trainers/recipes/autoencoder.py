"""The plain autoencoder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from ..descent import descend
from ..state import Batch, TrainingState
from .base import RECIPES
from .shaped import ShapedRecipe, squared_error


@RECIPES.register("autoencoder")
@dataclass(frozen=True)
class Autoencoder(ShapedRecipe):
    """Reconstruction alone: what every recipe of the comparison adds to."""

    summary: ClassVar[str] = "A plain autoencoder: shows what lines between latents do where nothing shapes them."
    label: ClassVar[str] = "autoencoder"

    def step(self, batch: Batch, state: TrainingState) -> dict[str, Tensor]:
        codes = state.networks["encoder"](batch.images)
        loss = squared_error(state.networks["decoder"](codes), batch.images)
        gradient = descend("reconstruction", loss, state.optimisers["autoencoder"])
        return {
            "reconstruction": loss,
            "autoencoder gradient": gradient,
            "latent deviation": codes.std(0).mean(),
        }

    def method(self) -> str:
        return f"An autoencoder of {self.latent_dimension} dimensions, trained on the squared error of a pixel alone."
