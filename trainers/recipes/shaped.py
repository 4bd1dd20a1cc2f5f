"""What the autoencoders of AE's comparison share: networks, pairs, and how mixtures of two latents are decoded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.optim import Adam, Optimizer

from ...engine.networks import build_network
from ...engine.networks.vgg import VGGShape
from ...engine.parameters import describe, parameter
from ...engine.priors import Prior, make_prior
from ..datasets import Dataset
from ..evaluation import score_reconstruction
from ..state import TrainingState
from .codes import fitted_density
from .generative import DecoderRecipe
from .strips import reconstructions, straight_lines

PRESETS: Mapping[str, Mapping[str, Any]] = {
    # 8 pixels and one convolution a block.
    "ci": {
        "steps": 60, "size": 8, "maps": 8, "convolutions": 1, "hidden": 32, "latent_dimension": 8, "batch_size": 16,
        "average_images": 200, "log_every": 10, "sample_every": 30, "checkpoint_every": 30,
    },
    "cpu": {
        "steps": 12_000, "maps": 16, "convolutions": 1, "hidden": 128, "latent_dimension": 32, "batch_size": 32,
        "average_images": 2000, "learning_rate": 1e-3,
    },
    # What AE's figures compare, trained alike.
    "figures": {
        "steps": 3000, "maps": 8, "convolutions": 1, "hidden": 64, "latent_dimension": 32, "batch_size": 32,
        "average_images": 2000, "learning_rate": 1e-3, "checkpoint_every": 500,
    },
    "paper": {"steps": 50_000, "size": 64, "batch_size": 64, "average_images": 5000},
}  # fmt: skip
"""Of every recipe here, which add what is their own."""
CODES_A_PART = 100
"""The sets are small, and their latents bent. For the 461 of `pole`, one Gaussian ranks the middle of two as high as
they are; with ten, many held-out images rank near 0."""


@dataclass(frozen=True)
class VGGRecipe(VGGShape, DecoderRecipe):
    """A recipe whose encoder and decoder are AE's VGG-like pair (AE sec. 2.3)."""

    average_images: int = parameter(
        5000, "Averaging", "Half-life of the moving average of the weights", low=0, high=10_000_000, unit="images",
        advanced=True,
    )  # fmt: skip

    averaged: ClassVar[tuple[str, ...]] = ("encoder", "decoder")

    def sheet(self, state: TrainingState, data: Dataset) -> Tensor:
        """Test images, each beside its reconstruction."""
        return reconstructions(self.parts(state), data, state.device)

    def strips(self, state: TrainingState, data: Dataset) -> Tensor:
        """Straight lines between the latents of test images."""
        return straight_lines(self.parts(state), data, state.device)

    def pair(self, data: Dataset, density: bool = False) -> dict[str, nn.Module]:
        """A fresh encoder, of latents or of densities, and a fresh decoder."""
        chosen = {p.name: getattr(self, p.name) for p in describe(VGGShape)}
        shape = {"channels": data.image_shape[0], "size": self.size, **chosen}
        encoder = build_network("vgg-encoder", {**shape, "density": density})
        return {"encoder": encoder, "decoder": build_network("vgg-decoder", shape)}


@dataclass(frozen=True)
class ShapedRecipe(VGGRecipe):
    """An autoencoder trained by Adam; subclasses add an objective, and an opponent if it needs one.

    A batch gives as many pairs as it has images: each with the one in its place from the other end.
    """

    learning_rate: float = parameter(
        1e-3, "Learning rate", "Of Adam, for all networks", low=1e-6, high=1.0, scale="log"
    )

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = PRESETS
    betas: ClassVar[tuple[float, float]] = (0.9, 0.999)
    label: ClassVar[str]

    def opponents(self, data: Dataset) -> dict[str, nn.Module]:
        """Fresh networks that play against the autoencoder, each with an optimiser of its name."""
        return {}

    def networks(self, data: Dataset) -> dict[str, nn.Module]:
        return self.pair(data) | self.opponents(data)

    def optimisers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        own = [*networks["encoder"].parameters(), *networks["decoder"].parameters()]
        opponents = {name: [*network.parameters()] for name, network in networks.items() if name not in self.averaged}
        players = {"autoencoder": own, **opponents}
        return {name: Adam(parameters, self.learning_rate, self.betas) for name, parameters in players.items()}

    def parts(self, state: TrainingState) -> dict[str, nn.Module]:
        return {"encoder": state.averages["encoder"], "decoder": state.averages["decoder"]}

    def density(self, parts: Mapping[str, nn.Module], data: Dataset) -> Prior:
        """Nothing shapes the density of the latents, so one is fitted to those of the training images."""
        return fitted_density(parts["encoder"], data, CODES_A_PART)

    def scores(self, parts: Mapping[str, nn.Module], data: Dataset) -> dict[str, float]:
        return score_reconstruction(lambda images: parts["decoder"](parts["encoder"](images)), data)

    def kind(self) -> str:
        return self.label

    def title(self, data: Dataset) -> str:
        return f"{data.name}: {self.label}, {self.latent_dimension} dimensions"


@dataclass(frozen=True)
class NormalRecipe(ShapedRecipe):
    """One whose objective makes the density of the latents N(0, I).

    The reconstruction is a sum over pixels, halved, as the Gaussian likelihood of a VAE.
    """

    def density(self, parts: Mapping[str, nn.Module], data: Dataset) -> Prior:
        """N(0, I), which the latents are made to have."""
        return make_prior("normal", {"dimension": self.latent_dimension})


def draws_like(codes: Tensor, state: TrainingState) -> Tensor:
    """As many draws from N(0, I) as there are latents (N, D)."""
    return torch.randn(codes.shape, generator=state.generator).to(state.device)


def partners(batch: Tensor) -> Tensor:
    """The other of each pair of a batch (N, ...)."""
    return batch.flip(0)


def shares(count: int, state: TrainingState) -> Tensor:
    """a ~ U[0, 1] for each of `count` pairs."""
    return torch.rand(count, generator=state.generator).to(state.device)


def mixtures(codes: Tensor, share: Tensor) -> Tensor:
    """(1 - a) z + a z' for latents (N, D), those of their partners, and a (N,)."""
    return codes + share[:, None] * (partners(codes) - codes)


def decoded(decoder: nn.Module, codes: Tensor, mixed: Tensor) -> tuple[Tensor, Tensor]:
    """Images of latents and of mixtures, from one batch.

    Its normalisations measure both together, as the finished decoder has one set of statistics for all of a path.
    Mixtures in a batch of their own are decoded otherwise than they will be; by the running statistics, training
    became unstable.
    """
    rebuilt, made = decoder(torch.cat([codes, mixed])).tensor_split([len(codes)])
    return rebuilt, made


def squared_error(made: Tensor, images: Tensor) -> Tensor:
    """The mean over images and pixels."""
    return (made - images).square().mean()
