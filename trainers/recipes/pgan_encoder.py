"""An encoder for a generator that has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from ...engine.networks import build_network
from ...engine.networks.progressive import as_grown
from ...engine.parameters import parameter
from ..datasets import Dataset
from ..descent import descend
from ..evaluation import score_reconstruction
from ..state import Batch, TrainingState
from .base import RECIPES
from .based import BasedRecipe
from .presets import GROWING
from .progressive import ProgressiveRecipe
from .strips import reconstructions, straight_lines


@RECIPES.register("pgan-encoder")
@dataclass(frozen=True)
class PGANEncoder(ProgressiveRecipe, BasedRecipe):
    """E_P of NI: NeurInt's position encoder, grown while |x - G(E(x))|^2 falls, G being a trained decoder."""

    hidden: int = parameter(128, "Hidden units", "Width of the encoder's hidden layer", low=1, high=8192)

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "ci": GROWING["ci"],
        "cpu": {**GROWING["cpu"], "steps": 8000},
        "tables": GROWING["tables"],
        "paper": {**GROWING["paper"], "hidden": 512},
    }
    summary: ClassVar[str] = "An encoder for a decoder that is trained already, such as a progressive GAN."
    averaged: ClassVar[tuple[str, ...]] = ("encoder",)

    def networks(self, data: Dataset) -> dict[str, nn.Module]:
        arguments = {**self.shape(data), "latent_dimension": self.latent_dimension, "hidden": self.hidden}
        return {
            "generator": self.base_networks(data, "decoder")["decoder"],
            "encoder": build_network("position-encoder", arguments),
        }

    def optimisers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        return {"encoder": self.adam([networks["encoder"]])}

    def step(self, batch: Batch, state: TrainingState) -> dict[str, Tensor]:
        stage = self.begin_step(state)
        images = as_grown(batch.images, stage.growth)
        codes = state.networks["encoder"](images)
        loss = (state.networks["generator"](codes) - images).square().mean()
        gradient = descend("reconstruction", loss, state.optimisers["encoder"])
        return {
            "reconstruction": loss,
            "encoder gradient": gradient,
            "latent deviation": codes.std(0).mean(),
            "growth": torch.tensor(stage.growth),
        }

    def sheet(self, state: TrainingState, data: Dataset) -> Tensor:
        """Test images, each beside its reconstruction."""
        return reconstructions(self.parts(state), data, state.device)

    def strips(self, state: TrainingState, data: Dataset) -> Tensor:
        """Straight lines between the latents of test images."""
        return straight_lines(self.parts(state), data, state.device)

    def parts(self, state: TrainingState) -> dict[str, nn.Module]:
        self.grow(state)
        return {"decoder": state.networks["generator"], "encoder": state.averages["encoder"]}

    def scores(self, parts: Mapping[str, nn.Module], data: Dataset) -> dict[str, float]:
        return score_reconstruction(lambda images: parts["decoder"](parts["encoder"](images)), data)

    def title(self, data: Dataset) -> str:
        return f"{data.name}: GAN with an encoder, {self.latent_dimension} dimensions"

    def method(self) -> str:
        return f"The decoder of {self.base}, with an encoder that was trained to invert it pixel by pixel."
