"""beta-VAE with the networks of AE's comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from torch import nn

from ...engine.parameters import parameter
from ..datasets import Dataset
from .base import RECIPES
from .shaped import PRESETS, VGGRecipe
from .vae import VAE


@RECIPES.register("beta-vae")
@dataclass(frozen=True)
class BetaVAE(VGGRecipe, VAE):
    """The recipe `vae` with the networks of AE's comparison, and a beta above 1 (Higgins et al. 2017).

    The likelihood has variance 1: presets divide beta by how much larger that is than a pixel's noise.
    """

    beta: float = parameter(4.0, "Beta", "Weight of the divergence", low=0.0, high=1000.0)
    likelihood: str = parameter(
        "gaussian", "Likelihood", "Of a pixel", choices={"bernoulli": "Bernoulli", "gaussian": "Gaussian"}
    )

    # By variance 1 a whole shadow is worth three nats: the divergence outweighs it, and images become one.
    # 0.01 is a beta of 4 where a pixel deviates by 0.05.
    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        name: {**settings, **({} if name == "ci" else {"beta": 0.01})} for name, settings in PRESETS.items()
    }
    summary: ClassVar[str] = "A variational autoencoder with the networks of AEAI and its rivals, to compare with them."

    def kind(self) -> str:
        return "beta-VAE"

    def networks(self, data: Dataset) -> dict[str, nn.Module]:
        return self.pair(data, density=True)
