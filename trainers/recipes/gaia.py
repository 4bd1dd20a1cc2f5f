"""Generative adversarial interpolative autoencoding."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ...engine.parameters import parameter
from ..datasets import Dataset
from ..descent import descend
from ..state import Batch, TrainingState
from .base import RECIPES
from .shaped import ShapedRecipe, decoded, mixtures

BALANCES = {"rates": "Rates, by a sigmoid", "share": "Share of made images (BEGAN)"}
MIXING = (0.5, 0.25)
"""Mean and deviation of the share of the other in a mixture, as in the published code."""
SHARPNESS = 20.0
"""Of the sigmoid that balances the rates, in errors of a pixel."""


@RECIPES.register("gaia")
@dataclass(frozen=True)
class GAIA(ShapedRecipe):
    """GAIA (Sainburg et al. 2018): the discriminator is an autoencoder too, which is to rebuild images well and made
    ones badly; reconstructions and mixtures are to be rebuilt well.

    Two ways keep the two sides even: learning rates that follow from the errors, or BEGAN's share k of the
    made images in the discriminator's loss (Berthelot et al. 2017, sec. 3.4).
    """

    balance: str = parameter("rates", "Balance", "What keeps the two sides even", choices=BALANCES)
    balance_rate: float = parameter(
        0.001, "Balance rate", "How fast the share changes: BEGAN's lambda", low=0.0, high=1.0,
        when=("balance", ("share",)),
    )  # fmt: skip
    diversity: float = parameter(
        0.75, "Diversity", "Wanted ratio of the errors at made and at real images: BEGAN's gamma", low=0.0, high=2.0,
        when=("balance", ("share",)),
    )  # fmt: skip
    adversarial_weight: float = parameter(
        1.0, "Adversarial", "Weight of the discriminator's error at made images", low=0.0, high=1e4
    )

    summary: ClassVar[str] = "An autoencoder against one that rebuilds real images and not its mixtures."
    betas: ClassVar[tuple[float, float]] = (0.5, 0.999)
    label: ClassVar[str] = "GAIA"

    def opponents(self, data: Dataset) -> dict[str, nn.Module]:
        return {"discriminator": Rebuilder(**self.pair(data))}

    def step(self, batch: Batch, state: TrainingState) -> dict[str, Tensor]:
        images, discriminator = batch.images, state.networks["discriminator"]
        assert isinstance(discriminator, Rebuilder)
        codes = state.networks["encoder"](images)
        mean, deviation = MIXING
        share = (mean + deviation * torch.randn(len(images), generator=state.generator)).to(state.device)
        rebuilt, made = decoded(state.networks["decoder"], codes, mixtures(codes, share))
        at_real, at_rebuilt, at_made = (
            rebuilding_error(discriminator, each.detach()) for each in (images, rebuilt, made)
        )
        self._balance_rates(at_real.item(), (at_rebuilt.item() + at_made.item()) / 2, state)
        d_loss = discriminator_loss(at_real, at_rebuilt, at_made, discriminator.share)
        d_gradient = descend("discriminator", d_loss, state.optimisers["discriminator"])
        fooling = rebuilding_error(discriminator, rebuilt) + rebuilding_error(discriminator, made)
        terms = {"reconstruction": F.l1_loss(rebuilt, images), "adversarial": fooling / 2}
        total = terms["reconstruction"] + self.adversarial_weight * terms["adversarial"]
        gradient = descend("total", total, state.optimisers["autoencoder"], terms)
        if self.balance == "share":
            errors = (at_real.detach(), at_rebuilt.detach(), at_made.detach())
            discriminator.share.copy_(next_share(discriminator.share, *errors, self.balance_rate, self.diversity))
        return {
            **terms,
            "discriminator": d_loss,
            "error at real images": at_real,
            "error at reconstructions": at_rebuilt,
            "error at mixtures": at_made,
            "autoencoder gradient": gradient,
            "discriminator gradient": d_gradient,
            "latent deviation": codes.std(0).mean(),
            "weight of made images": discriminator.share.clone(),
        }

    def _balance_rates(self, at_real: float, at_made: float, state: TrainingState) -> None:
        """Let the side that is behind learn the faster, if that is how they are balanced."""
        part = discriminator_rate(at_real, at_made) if self.balance == "rates" else 0.5
        for name, own in (("discriminator", part), ("autoencoder", 1 - part)):
            for group in state.optimisers[name].param_groups:
                group["lr"] = 2 * own * self.learning_rate

    def method(self) -> str:
        return (
            f"GAIA of {self.latent_dimension} dimensions: an autoencoding discriminator, balanced by "
            f"{'the learning rates' if self.balance == 'rates' else 'the share of made images'}."
        )


class Rebuilder(nn.Module):
    """GAIA's discriminator: images to images; `share` is how much it cares for made ones, and is saved with it."""

    share: Tensor

    def __init__(self, encoder: nn.Module, decoder: nn.Module) -> None:
        super().__init__()
        self.encoder, self.decoder = encoder, decoder
        self.register_buffer("share", torch.ones(()))

    def forward(self, images: Tensor) -> Tensor:
        return self.decoder(self.encoder(images))


def rebuilding_error(discriminator: nn.Module, images: Tensor) -> Tensor:
    """v(y) = |y - D(y)|, a mean over images and pixels."""
    return F.l1_loss(discriminator(images), images)


def discriminator_loss(real: Tensor, rebuilt: Tensor, mixed: Tensor, share: Tensor | float = 1.0) -> Tensor:
    """v(x) - k (v(reconstruction) + v(mixture)) / 2 with share k."""
    return real - share * (rebuilt + mixed) / 2


def next_share(share: Tensor, real: Tensor, rebuilt: Tensor, mixed: Tensor, rate: float, diversity: float) -> Tensor:
    """k + lambda (gamma v(x) - v(made)), kept in [0, 1] (Berthelot et al. 2017, sec. 3.4)."""
    return (share + rate * (diversity * real - (rebuilt + mixed) / 2)).clamp(0, 1)


def discriminator_rate(real: float, made: float) -> float:
    """The discriminator's part of the learning rate, in (0, 1): a half where it errs as much at made images as at
    real ones, less where it tells them apart already."""
    return 1 / (1 + math.exp(min(SHARPNESS * (made - real), 50.0)))
