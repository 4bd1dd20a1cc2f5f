"""Adversarial mixup resynthesis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ...engine.networks import build_network
from ...engine.parameters import parameter
from ..datasets import Dataset
from ..descent import descend
from ..losses import generator_loss
from ..state import Batch, TrainingState
from .base import RECIPES
from .shaped import ShapedRecipe, decoded, mixtures, shares


@RECIPES.register("amr")
@dataclass(frozen=True)
class AMR(ShapedRecipe):
    """AMR (Beckham et al. 2019): reconstructions and mixtures are to look real to one discriminator.

    The absolute error is a mean over pixels. The published runs weigh the consistency of latents with 0.
    """

    learning_rate: float = parameter(
        1e-4, "Learning rate", "Of Adam, for all networks", low=1e-6, high=1.0, scale="log"
    )
    reconstruction_weight: float = parameter(
        10.0, "Reconstruction", "Weight of the absolute error of a pixel", low=0.0, high=1e4
    )
    consistency_weight: float = parameter(
        0.0, "Consistency", "Weight of the absolute error of a mixture's latent, encoded again", low=0.0, high=1e4
    )

    summary: ClassVar[str] = "An autoencoder whose reconstructions and mixtures look real to a discriminator."
    betas: ClassVar[tuple[float, float]] = (0.5, 0.99)
    label: ClassVar[str] = "AMR"

    def opponents(self, data: Dataset) -> dict[str, nn.Module]:
        shape = {"channels": data.image_shape[0], "size": self.size, "maps": self.maps}
        return {"discriminator": build_network("dcgan-discriminator", {**shape, "normalisation": "spectral"})}

    def step(self, batch: Batch, state: TrainingState) -> dict[str, Tensor]:
        images, discriminator = batch.images, state.networks["discriminator"]
        encoder = state.networks["encoder"]
        codes = encoder(images)
        mixed = mixtures(codes, shares(len(images), state))
        rebuilt, made = decoded(state.networks["decoder"], codes, mixed)
        terms = {"reconstruction": F.l1_loss(rebuilt, images)}
        if self.consistency_weight:
            terms["consistency"] = F.l1_loss(encoder(made), mixed)
        logits = [discriminator(each) for each in (images, rebuilt.detach(), made.detach())]
        d_loss = discriminator_loss(*logits)
        d_gradient = descend("discriminator", d_loss, state.optimisers["discriminator"])
        terms["adversarial"] = generator_loss(discriminator(rebuilt)) + generator_loss(discriminator(made))
        total = self.reconstruction_weight * terms["reconstruction"] + terms["adversarial"]
        if "consistency" in terms:
            total = total + self.consistency_weight * terms["consistency"]
        gradient = descend("total", total, state.optimisers["autoencoder"], terms)
        return {
            **terms,
            "discriminator": d_loss,
            "autoencoder gradient": gradient,
            "discriminator gradient": d_gradient,
            "real logit": logits[0].mean(),
            "fake logit": torch.cat(logits[1:]).mean(),
            "latent deviation": codes.std(0).mean(),
        }

    def method(self) -> str:
        return (
            f"Adversarial mixup resynthesis of {self.latent_dimension} dimensions; the absolute error of a pixel "
            f"weighs {self.reconstruction_weight:g}, the consistency of latents {self.consistency_weight:g}."
        )


def discriminator_loss(real: Tensor, rebuilt: Tensor, mixed: Tensor) -> Tensor:
    """-log D(x) - log(1 - D(reconstruction)) - log(1 - D(mixture)) from logits (N,) (Beckham et al. 2019, eq. 3)."""
    return F.softplus(-real).mean() + F.softplus(rebuilt).mean() + F.softplus(mixed).mean()
