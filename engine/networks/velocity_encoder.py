"""NeurInt's density of the initial velocity."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..parameters import parameter
from .base import NETWORKS
from .equalised import mlp


@NETWORKS.register("velocity-encoder")
class VelocityEncoder(nn.Module):
    """Latents of source and target, each (N, D), to mean and deviation of the velocity, each (N, D).

    mu_v and sigma_v of NI, Algorithm 1: a perceptron with one hidden layer each; the deviation is positive.
    """

    @dataclass(frozen=True)
    class Arguments:
        latent_dimension: int = parameter(128, "Latent dimension", "Numbers in a latent", low=1, high=4096)
        hidden: int = parameter(128, "Hidden units", "Width of the hidden layers", low=1, high=8192)
        least: float = parameter(0.0, "Least deviation", "What is added to every deviation", low=0.0, high=100.0)

    def __init__(self, arguments: Arguments) -> None:
        super().__init__()
        self.arguments = arguments
        shape = (2 * arguments.latent_dimension, arguments.hidden, arguments.latent_dimension)
        self.mean, self.deviation = mlp(*shape), mlp(*shape)

    def forward(self, source: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        both = torch.cat([source, target], 1)
        return self.mean(both), self.arguments.least + F.softplus(self.deviation(both))
