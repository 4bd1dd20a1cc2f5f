"""A discriminator of latents."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from ..parameters import parameter
from .base import NETWORKS


@NETWORKS.register("latent-discriminator")
class LatentDiscriminator(nn.Module):
    """Latents (N, D) to logits (N,), high for draws from the prior: two hidden layers (Makhzani et al. 2015)."""

    @dataclass(frozen=True)
    class Arguments:
        latent_dimension: int = parameter(256, "Latent dimension", "Numbers in a latent", low=1, high=4096)
        hidden: int = parameter(256, "Hidden units", "Width of the hidden layers", low=1, high=8192)

    def __init__(self, arguments: Arguments) -> None:
        super().__init__()
        self.arguments = arguments
        widths = [arguments.latent_dimension, arguments.hidden, arguments.hidden]
        layers = [part for pair in zip(widths, widths[1:]) for part in (nn.Linear(*pair), nn.LeakyReLU(0.2))]
        self.layers = nn.Sequential(*layers, nn.Linear(arguments.hidden, 1))

    def forward(self, latents: Tensor) -> Tensor:
        return self.layers(latents).squeeze(1)
