"""Adversarially constrained autoencoder interpolation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from ...engine.networks import build_network
from ...engine.parameters import parameter
from ..datasets import Dataset
from ..descent import descend
from ..state import Batch, TrainingState
from .base import RECIPES
from .shaped import ShapedRecipe, decoded, mixtures, shares, squared_error


@RECIPES.register("acai")
@dataclass(frozen=True)
class ACAI(ShapedRecipe):
    """ACAI (Berthelot et al. 2018): a critic guesses how much was mixed, the autoencoder makes it say 0."""

    learning_rate: float = parameter(
        1e-4, "Learning rate", "Of Adam, for all networks", low=1e-6, high=1.0, scale="log"
    )
    adversarial_weight: float = parameter(
        0.5, "Adversarial", "Weight of the critic's squared guess at mixtures", low=0.0, high=1e4
    )
    blend: float = parameter(
        0.2, "Blend", "Share of the image in a blend with its reconstruction, which the critic is to call unmixed",
        low=0.0, high=1.0,
    )  # fmt: skip

    summary: ClassVar[str] = "An autoencoder from whose mixtures a critic cannot tell how much was mixed."
    label: ClassVar[str] = "ACAI"

    def opponents(self, data: Dataset) -> dict[str, nn.Module]:
        shape = {"channels": data.image_shape[0], "size": self.size, "maps": self.maps}
        return {"critic": build_network("dcgan-discriminator", {**shape, "normalisation": "none"})}

    def step(self, batch: Batch, state: TrainingState) -> dict[str, Tensor]:
        images, critic, decoder = batch.images, state.networks["critic"], state.networks["decoder"]
        codes = state.networks["encoder"](images)
        share = mixing_share(shares(len(images), state))
        rebuilt, made = decoded(decoder, codes, mixtures(codes, share))
        blended = torch.lerp(rebuilt, images, self.blend).detach()
        guesses = critic(made.detach())
        critic_terms = critic_losses(guesses, share, critic(blended))
        critic_loss = torch.stack(list(critic_terms.values())).sum()
        critic_gradient = descend("critic", critic_loss, state.optimisers["critic"], critic_terms)
        terms = {"reconstruction": squared_error(rebuilt, images), "adversarial": fooling_loss(critic(made))}
        total = terms["reconstruction"] + self.adversarial_weight * terms["adversarial"]
        gradient = descend("total", total, state.optimisers["autoencoder"], terms)
        return {
            **terms,
            **critic_terms,
            "autoencoder gradient": gradient,
            "critic gradient": critic_gradient,
            "latent deviation": codes.std(0).mean(),
        }

    def method(self) -> str:
        return (
            f"ACAI of {self.latent_dimension} dimensions: squared error, and {self.adversarial_weight:g} times the "
            "critic's squared guess at mixtures."
        )


def mixing_share(uniform: Tensor) -> Tensor:
    """a = 1/2 - |u - 1/2|: how much of the other is in a mixture, at most a half (Berthelot et al. 2018, sec. 3)."""
    return 0.5 - (uniform - 0.5).abs()


def critic_losses(guesses: Tensor, share: Tensor, at_blends: Tensor) -> dict[str, Tensor]:
    """(d(mixture) - a)^2 and d(blend)^2, from guesses and a, (N,) each (Berthelot et al. 2018, eq. 2)."""
    return {"critic": (guesses - share).square().mean(), "critic at blends": at_blends.square().mean()}


def fooling_loss(guesses: Tensor) -> Tensor:
    """d(mixture)^2 (Berthelot et al. 2018, eq. 1)."""
    return guesses.square().mean()
