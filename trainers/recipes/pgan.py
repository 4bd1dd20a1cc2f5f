"""The progressive GAN."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from ...engine.networks import build_network
from ...engine.networks.progressive import as_grown
from ...engine.priors import Prior, make_prior
from ..datasets import Dataset
from ..descent import descend
from ..state import Batch, TrainingState
from .base import RECIPES
from .generative import GenerativeRecipe
from .presets import ADVERSARIAL
from .progressive import AdversarialRecipe


@RECIPES.register("pgan")
@dataclass(frozen=True)
class PGAN(AdversarialRecipe, GenerativeRecipe):
    """Progressive GAN (Karras et al. 2018) on a normal prior, whose samples the generator normalises."""

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = ADVERSARIAL
    summary: ClassVar[str] = "A GAN that grows from 4x4 pixels to the full size."
    averaged: ClassVar[tuple[str, ...]] = ("generator",)

    def latents(self) -> Prior:
        return make_prior("normal", {"dimension": self.latent_dimension})

    def networks(self, data: Dataset) -> dict[str, nn.Module]:
        shape = self.shape(data)
        return {
            "generator": build_network("progressive-generator", {**shape, "latent_dimension": self.latent_dimension}),
            "discriminator": build_network("progressive-discriminator", shape),
        }

    def optimisers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        return {name: self.adam([network]) for name, network in networks.items()}

    def step(self, batch: Batch, state: TrainingState) -> dict[str, Tensor]:
        stage = self.begin_step(state)
        fake = state.networks["generator"](self.latents().sample(len(batch.images), state.generator).to(state.device))
        log = self.train_discriminator(as_grown(batch.images, stage.growth), fake, state)
        loss = self.game.generator(state.networks["discriminator"](fake))
        gradient = descend("generator", loss, state.optimisers["generator"])
        return {**log, "generator": loss, "generator gradient": gradient, "growth": torch.tensor(stage.growth)}

    def parts(self, state: TrainingState) -> dict[str, nn.Module]:
        self.grow(state)
        return {"decoder": state.averages["generator"]}

    def title(self, data: Dataset) -> str:
        return f"{data.name}: progressive GAN, {self.latent_dimension} dimensions"

    def method(self) -> str:
        return (
            f"A progressive GAN of {self.latent_dimension} dimensions, trained with the loss {self.loss}; "
            "the decoder is the moving average of the generator."
        )
