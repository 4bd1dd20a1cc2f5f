"""Adversarially learned inference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.optim import Adam, Optimizer

from ...engine.networks import build_network
from ...engine.networks.progressive import as_grown
from ...engine.parameters import parameter
from ...engine.priors import Prior, make_prior
from ..datasets import Dataset
from ..descent import descend
from ..evaluation import score_reconstruction
from ..losses import discriminator_loss
from ..state import Batch, TrainingState
from .base import RECIPES
from .generative import GenerativeRecipe
from .presets import GROWING
from .progressive import ProgressiveRecipe

BETAS = (0.5, 0.999)


@RECIPES.register("ali")
@dataclass(frozen=True)
class ALI(ProgressiveRecipe, GenerativeRecipe):
    """ALI (Dumoulin et al. 2017) with progressive networks, as NI compares it.

    One discriminator sees (x, E(x)) and (G(z), z); encoder and generator play with the labels swapped.
    """

    learning_rate: float = parameter(
        1e-4, "Learning rate", "Of Adam, for all networks", low=1e-6, high=1.0, scale="log"
    )
    hidden: int = parameter(128, "Hidden units", "Width of the discriminator's joint layers", low=1, high=8192)

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "ci": {**GROWING["ci"], "learning_rate": 1e-3},
        "cpu": {**GROWING["cpu"], "learning_rate": 3e-4},
        "tables": {**GROWING["tables"], "learning_rate": 3e-4},
        "paper": {**GROWING["paper"], "hidden": 512},
    }
    summary: ClassVar[str] = "A decoder and an encoder that learn from each other, by adversarially learned inference."
    averaged: ClassVar[tuple[str, ...]] = ("generator", "encoder")

    def latents(self) -> Prior:
        return make_prior("normal", {"dimension": self.latent_dimension})

    def networks(self, data: Dataset) -> dict[str, nn.Module]:
        latent = {**self.shape(data), "latent_dimension": self.latent_dimension}
        return {
            "generator": build_network("progressive-generator", latent),
            "encoder": build_network("progressive-encoder", latent),
            "discriminator": build_network("joint-discriminator", {**latent, "hidden": self.hidden}),
        }

    def optimisers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        both = [*networks["generator"].parameters(), *networks["encoder"].parameters()]
        return {
            "discriminator": Adam(networks["discriminator"].parameters(), self.learning_rate, BETAS),
            "generator": Adam(both, self.learning_rate, BETAS),
        }

    def step(self, batch: Batch, state: TrainingState) -> dict[str, Tensor]:
        stage = self.begin_step(state)
        discriminator = state.networks["discriminator"]
        real = as_grown(batch.images, stage.growth)
        z = self.latents().sample(len(real), state.generator).to(state.device)
        mean, log_variance = state.networks["encoder"](real)
        noise = torch.randn(mean.shape, generator=state.generator).to(state.device)
        codes = mean + (0.5 * log_variance).exp() * noise
        made = state.networks["generator"](z)
        encoded_logits, made_logits = discriminator(real, codes.detach()), discriminator(made.detach(), z)
        d_loss = discriminator_loss(encoded_logits, made_logits)
        d_gradient = descend("discriminator", d_loss, state.optimisers["discriminator"])
        g_loss = discriminator_loss(discriminator(made, z), discriminator(real, codes))
        g_gradient = descend("generator", g_loss, state.optimisers["generator"])
        return {
            "discriminator": d_loss,
            "generator": g_loss,
            "discriminator gradient": d_gradient,
            "encoder and generator gradient": g_gradient,
            "encoded logit": encoded_logits.mean(),
            "made logit": made_logits.mean(),
            "latent deviation": mean.std(0).mean(),
            "growth": torch.tensor(stage.growth),
        }

    def parts(self, state: TrainingState) -> dict[str, nn.Module]:
        self.grow(state)
        return {"decoder": state.averages["generator"], "encoder": state.averages["encoder"]}

    def scores(self, parts: Mapping[str, nn.Module], data: Dataset) -> dict[str, float]:
        """Of samples, where there is a classifier, and of the reconstruction of test images."""
        error = score_reconstruction(lambda images: parts["decoder"](parts["encoder"](images)[0]), data)
        return super().scores(parts, data) | error

    def title(self, data: Dataset) -> str:
        return f"{data.name}: ALI, {self.latent_dimension} dimensions"

    def method(self) -> str:
        return (
            f"Adversarially learned inference of {self.latent_dimension} dimensions with networks that grow; "
            "encoder and decoder are moving averages."
        )
