"""What recipes with progressive networks share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Adam, Optimizer

from ...engine.networks.base import doublings
from ...engine.networks.progressive import Progressive
from ...engine.parameters import parameter
from ..adversarial import GAME_LABELS, GAMES, Game
from ..datasets import Dataset
from ..descent import descend
from ..growth import GrowthSchedule, Stage
from ..state import TrainingState
from .generative import DecoderRecipe

BETAS = (0.0, 0.99)


@dataclass(frozen=True)
class ProgressiveRecipe(DecoderRecipe):
    """Networks that grow from 4x4 to the full size while they train (Karras et al. 2018).

    Where training is follows from the number of images seen alone. When a grid is added, the optimisers
    start afresh.
    """

    latent_dimension: int = parameter(128, "Latent dimension", "Numbers in a latent", low=1, high=4096)
    maps: int = parameter(16, "Maps", "Feature maps at the finest grid", low=1, high=512)
    most_maps: int = parameter(128, "Most maps", "Feature maps at the coarsest grids, at most", low=1, high=4096)
    average_images: int = parameter(
        10_000, "Averaging", "Half-life of the moving average of the weights", low=0, high=10_000_000, unit="images",
        advanced=True,
    )  # fmt: skip
    fade_images: int = parameter(
        600_000, "Fade-in", "Over how many images a new grid fades in", low=0, high=100_000_000, unit="images"
    )
    stable_images: int = parameter(
        600_000, "Settling", "How many images a grid trains on before the next", low=0, high=100_000_000, unit="images"
    )
    learning_rate: float = parameter(
        1e-3, "Learning rate", "Of Adam, for all networks", low=1e-6, high=1.0, scale="log"
    )

    def schedule(self) -> GrowthSchedule:
        """When the networks grow."""
        return GrowthSchedule(doublings(self.size), self.fade_images, self.stable_images)

    def shape(self, data: Dataset) -> dict[str, Any]:
        """The arguments that all image networks share."""
        return {"channels": data.image_shape[0], "size": self.size, "maps": self.maps, "most_maps": self.most_maps}

    def adam(self, networks: Iterable[nn.Module]) -> Optimizer:
        """The optimiser of some networks (Karras et al. 2018, appendix A.1)."""
        free = [p for network in networks for p in network.parameters() if p.requires_grad]
        return Adam(free, self.learning_rate, BETAS)

    def begin_step(self, state: TrainingState) -> Stage:
        """Grow the networks to where training is; forget the optimisers' moments where a grid is added."""
        stage = self.grow(state)
        before = self.schedule().at(max(state.images_seen - state.sampler.batch_size, 0))
        if before.level != stage.level:
            for optimiser in state.optimisers.values():
                optimiser.state.clear()
        return stage

    def grow(self, state: TrainingState) -> Stage:
        """Grow networks and averages to where training is."""
        stage = self.schedule().at(state.images_seen)
        for network in (*state.networks.values(), *state.averages.values()):
            if isinstance(network, Progressive):
                network.grow(stage.growth)
        return stage


@dataclass(frozen=True)
class AdversarialRecipe(ProgressiveRecipe):
    """A progressive recipe with a network 'discriminator' and an optimiser for it of the same name."""

    loss: str = parameter("wgan_gp", "Loss", "What discriminator and generator play for", choices=GAME_LABELS)
    penalty: float = parameter(
        10.0, "Penalty", "Weight of the penalty on the discriminator's gradient", low=0.0, high=10_000.0,
        when=("loss", ("wgan_gp", "ns_logistic_r1")),
    )  # fmt: skip
    penalty_every: int = parameter(
        1, "Penalty every", "Steps from one penalty to the next, which weighs that much more", low=1, high=1000,
        unit="steps", when=("loss", ("wgan_gp", "ns_logistic_r1")),
    )  # fmt: skip

    @property
    def game(self) -> Game:
        """The losses of the parameter `loss`."""
        return GAMES[self.loss]

    def train_discriminator(self, real: Tensor, fake: Tensor, state: TrainingState) -> dict[str, Tensor]:
        """One step of the discriminator on real and made images; what to log. Nothing else is changed."""
        discriminator = state.networks["discriminator"]
        fake = fake.detach()
        real_logits, fake_logits = discriminator(real), discriminator(fake)
        parts = {"discriminator": self.game.discriminator(real_logits, fake_logits)}
        if self.game.penalty and self.penalty and (state.step + 1) % self.penalty_every == 0:
            penalty = self.game.penalty(discriminator, real, fake, state.generator)
            parts["penalty"] = self.penalty * self.penalty_every * penalty
        total = torch.stack(list(parts.values())).sum()
        gradient = descend("discriminator", total, state.optimisers["discriminator"], parts)
        return {
            **parts,
            "discriminator gradient": gradient,
            "real logit": real_logits.mean(),
            "fake logit": fake_logits.mean(),
        }
