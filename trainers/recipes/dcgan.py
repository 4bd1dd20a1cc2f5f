"""The deep convolutional GAN."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.optim import Adam, Optimizer

from ...engine.networks import build_network
from ...engine.parameters import parameter
from ...engine.priors import Prior, make_prior
from ..batch_norm import recalibrate
from ..datasets import Dataset
from ..descent import descend
from ..losses import discriminator_loss, generator_loss
from ..state import Batch, TrainingState
from .base import RECIPES
from .generative import SEED, GenerativeRecipe

PRIOR_CHOICES = {"normal": "Normal", "semicircle": "Semicircle"}
INITIAL_DEVIATION = 0.02


@RECIPES.register("dcgan")
@dataclass(frozen=True)
class DCGAN(GenerativeRecipe):
    """DCGAN (Radford, Metz and Chintala 2016), with the prior of RI sec. 6 or a normal one."""

    prior: str = parameter("normal", "Prior", "Density that latents are drawn from", choices=PRIOR_CHOICES)
    learning_rate: float = parameter(
        2e-4, "Learning rate", "Of Adam, for both networks", low=1e-6, high=1.0, scale="log"
    )
    beta1: float = parameter(0.5, "Momentum", "Of Adam: its beta 1", low=0.0, high=0.999)

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "ci": {"steps": 60, "size": 8, "maps": 8, "sample_every": 30, "checkpoint_every": 30, "log_every": 10},
        "cpu": {},
        "paper": {"steps": 100_000, "maps": 64, "batch_size": 128},
    }
    summary: ClassVar[str] = "A GAN: sharp images from a normal or a semicircle prior. Quick to train."
    averaged: ClassVar[tuple[str, ...]] = ("generator",)

    def latents(self) -> Prior:
        return make_prior(self.prior, {"dimension": self.latent_dimension})

    def networks(self, data: Dataset) -> dict[str, nn.Module]:
        shape = {"channels": data.image_shape[0], "size": self.size, "maps": self.maps}
        generator = build_network("dcgan-generator", {**shape, "latent_dimension": self.latent_dimension})
        discriminator = build_network("dcgan-discriminator", shape)
        return {"generator": generator.apply(_initialise), "discriminator": discriminator.apply(_initialise)}

    def optimisers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        betas = (self.beta1, 0.999)
        return {name: Adam(network.parameters(), self.learning_rate, betas) for name, network in networks.items()}

    def step(self, batch: Batch, state: TrainingState) -> dict[str, Tensor]:
        generator, discriminator = state.networks["generator"], state.networks["discriminator"]
        fake = generator(self.latents().sample(len(batch.images), state.generator).to(state.device))
        real_logits, fake_logits = discriminator(batch.images), discriminator(fake.detach())
        d_loss = discriminator_loss(real_logits, fake_logits)
        d_gradient = descend("discriminator", d_loss, state.optimisers["discriminator"])
        g_loss = generator_loss(discriminator(fake))
        g_gradient = descend("generator", g_loss, state.optimisers["generator"])
        return {
            "discriminator": d_loss,
            "generator": g_loss,
            "discriminator gradient": d_gradient,
            "generator gradient": g_gradient,
            "real logit": real_logits.mean(),
            "fake logit": fake_logits.mean(),
        }

    def parts(self, state: TrainingState) -> dict[str, nn.Module]:
        """The averaged generator, its batch statistics measured anew: averages of old ones do not fit it."""
        seeded = torch.Generator().manual_seed(SEED)
        batches = (self.latents().sample(self.batch_size, seeded).to(state.device) for _ in range(50))
        return {"decoder": recalibrate(state.averages["generator"], batches)}

    def title(self, data: Dataset) -> str:
        return f"{data.name}: GAN, {self.prior} prior, {self.latent_dimension} dimensions"

    def method(self) -> str:
        return (
            f"A DCGAN with a {self.prior} prior of {self.latent_dimension} dimensions, trained with the "
            "non-saturating logistic loss; the decoder is the moving average of the generator."
        )


def _initialise(module: nn.Module) -> None:
    """Normal weights of deviation 0.02 (Radford, Metz and Chintala 2016, sec. 4)."""
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(module.weight, 0.0, INITIAL_DEVIATION)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, INITIAL_DEVIATION)
