"""The adversarial autoencoder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor, nn

from ...engine.networks import build_network
from ...engine.parameters import parameter
from ..datasets import Dataset
from ..descent import descend
from ..losses import discriminator_loss, generator_loss, squared_reconstruction
from ..state import Batch, TrainingState
from .base import RECIPES
from .shaped import NormalRecipe, draws_like


@RECIPES.register("aae")
@dataclass(frozen=True)
class AAE(NormalRecipe):
    """AAE (Makhzani et al. 2015): a discriminator of latents makes their density that of N(0, I)."""

    adversarial_weight: float = parameter(
        1.0, "Adversarial", "Weight of passing for draws from the prior", low=0.0, high=1e4
    )

    summary: ClassVar[str] = "An autoencoder whose latents look like draws from a normal density to a discriminator."
    label: ClassVar[str] = "AAE"

    def opponents(self, data: Dataset) -> dict[str, nn.Module]:
        shape = {"latent_dimension": self.latent_dimension, "hidden": self.hidden}
        return {"discriminator": build_network("latent-discriminator", shape)}

    def step(self, batch: Batch, state: TrainingState) -> dict[str, Tensor]:
        discriminator = state.networks["discriminator"]
        codes = state.networks["encoder"](batch.images)
        drawn = draws_like(codes, state)
        real_logits, made_logits = discriminator(drawn), discriminator(codes.detach())
        d_loss = discriminator_loss(real_logits, made_logits)
        d_gradient = descend("discriminator", d_loss, state.optimisers["discriminator"])
        terms = {
            "reconstruction": squared_reconstruction(state.networks["decoder"](codes), batch.images),
            "adversarial": generator_loss(discriminator(codes)),
        }
        total = terms["reconstruction"] + self.adversarial_weight * terms["adversarial"]
        gradient = descend("total", total, state.optimisers["autoencoder"], terms)
        return {
            **terms,
            "discriminator": d_loss,
            "autoencoder gradient": gradient,
            "discriminator gradient": d_gradient,
            "real logit": real_logits.mean(),
            "fake logit": made_logits.mean(),
            "latent deviation": codes.std(0).mean(),
        }

    def method(self) -> str:
        return f"An adversarial autoencoder of {self.latent_dimension} dimensions with a normal prior."
