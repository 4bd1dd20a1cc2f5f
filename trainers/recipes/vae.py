"""The variational autoencoder."""

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
from ..datasets import Dataset
from ..descent import descend
from ..evaluation import score_autoencoder
from ..losses import bernoulli_reconstruction, gaussian_divergence, gaussian_reconstruction
from ..state import Batch, TrainingState
from .base import RECIPES
from .codes import fitted_density
from .generative import GenerativeRecipe

RECONSTRUCTIONS = {"bernoulli": bernoulli_reconstruction, "gaussian": gaussian_reconstruction}


@RECIPES.register("vae")
@dataclass(frozen=True)
class VAE(GenerativeRecipe):
    """VAE and beta-VAE (Kingma and Welling 2014; Higgins et al. 2017).

    The reconstruction is summed over pixels and the divergence over latent dimensions, so that beta = 1
    is the evidence lower bound. Where latents keep to a part of N(0, I), a density fitted to them afterwards gives
    better samples (Ghosh et al. 2020, sec. 4).
    """

    latent_dimension: int = parameter(16, "Latent dimension", "Numbers in a latent", low=1, high=4096)
    beta: float = parameter(1.0, "Beta", "Weight of the divergence", low=0.0, high=1000.0)
    likelihood: str = parameter(
        "bernoulli", "Likelihood", "Of a pixel", choices={"bernoulli": "Bernoulli", "gaussian": "Gaussian"}
    )
    learning_rate: float = parameter(1e-3, "Learning rate", "Of Adam", low=1e-6, high=1.0, scale="log")
    fitted_prior: bool = parameter(
        False, "Fitted prior",
        "Samples come from a mixture of Gaussians fitted to the latents of training images, not from N(0, I)",
    )  # fmt: skip

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "ci": {"steps": 60, "size": 8, "maps": 8, "sample_every": 30, "checkpoint_every": 30, "log_every": 10},
        "cpu": {"steps": 12_000},
        "paper": {"steps": 100_000, "maps": 64, "batch_size": 128},
    }
    summary: ClassVar[str] = (
        "A variational autoencoder: softer images, and an encoder that finds the latent of any image."
    )
    averaged: ClassVar[tuple[str, ...]] = ("encoder", "decoder")

    def latents(self) -> Prior:
        return make_prior("normal", {"dimension": self.latent_dimension})

    def density(self, parts: Mapping[str, nn.Module], data: Dataset) -> Prior:
        return fitted_density(parts["encoder"], data) if self.fitted_prior else self.latents()

    def networks(self, data: Dataset) -> dict[str, nn.Module]:
        shape = {"channels": data.image_shape[0], "size": self.size, "maps": self.maps}
        shape["latent_dimension"] = self.latent_dimension
        return {"encoder": build_network("vae-encoder", shape), "decoder": build_network("vae-decoder", shape)}

    def optimisers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        parameters = [p for network in networks.values() for p in network.parameters()]
        return {"autoencoder": Adam(parameters, self.learning_rate)}

    def step(self, batch: Batch, state: TrainingState) -> dict[str, Tensor]:
        decoder: Any = state.networks["decoder"]
        mean, log_variance = state.networks["encoder"](batch.images)
        noise = torch.randn(mean.shape, generator=state.generator).to(state.device)
        logits = decoder.logits(mean + (0.5 * log_variance).exp() * noise)
        reconstruction = RECONSTRUCTIONS[self.likelihood](logits, batch.images)
        divergence = gaussian_divergence(mean, log_variance)
        loss = reconstruction + self.beta * divergence
        gradient = descend("autoencoder", loss, state.optimisers["autoencoder"])
        return {
            "autoencoder": loss,
            "reconstruction": reconstruction,
            "divergence": divergence,
            "autoencoder gradient": gradient,
            "latent deviation": mean.std(0).mean(),
        }

    def parts(self, state: TrainingState) -> dict[str, nn.Module]:
        return {"encoder": state.averages["encoder"], "decoder": state.averages["decoder"]}

    def scores(self, parts: Mapping[str, nn.Module], data: Dataset) -> dict[str, float]:
        """Of reconstructions of the test images, and of samples where there is a classifier."""
        own = score_autoencoder(parts["encoder"], parts["decoder"], data, self.likelihood == "bernoulli")
        return own | super().scores(parts, data)

    def title(self, data: Dataset) -> str:
        return f"{data.name}: variational autoencoder, {self.latent_dimension} dimensions"

    def method(self) -> str:
        return (
            f"A variational autoencoder of {self.latent_dimension} dimensions with a {self.likelihood} likelihood "
            f"and beta = {self.beta:g}; encoder and decoder are moving averages."
            + (" Its prior is a mixture of Gaussians fitted to the latents." if self.fitted_prior else "")
        )
