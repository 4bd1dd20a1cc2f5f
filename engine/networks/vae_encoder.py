"""The encoder of a variational autoencoder."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from ..parameters import parameter
from .base import NETWORKS, SMALLEST_GRID, ImageArguments, doublings, widths


@NETWORKS.register("vae-encoder")
class VAEEncoder(nn.Module):
    """Images (N, C, size, size) in [0, 1] to mean and log-variance of q(z | x), each (N, D).

    The posterior is a Gaussian of diagonal covariance (Kingma and Welling 2014, eq. 9).
    """

    @dataclass(frozen=True)
    class Arguments(ImageArguments):
        latent_dimension: int = parameter(16, "Latent dimension", "Numbers in a latent", low=1, high=4096)
        hidden: int = parameter(256, "Hidden units", "Width of the layer before the latent", low=1, high=8192)

    def __init__(self, arguments: Arguments) -> None:
        super().__init__()
        self.arguments = arguments
        maps = [arguments.channels, *widths(arguments.maps, doublings(arguments.size))]
        layers: list[nn.Module] = []
        for fine, coarse in zip(maps, maps[1:]):
            layers += [nn.Conv2d(fine, coarse, 4, 2, 1, bias=False), nn.BatchNorm2d(coarse), nn.LeakyReLU(0.2)]
        layers += [nn.Flatten(), nn.Linear(maps[-1] * SMALLEST_GRID**2, arguments.hidden), nn.LeakyReLU(0.2)]
        self.layers = nn.Sequential(*layers)
        self.posterior = nn.Linear(arguments.hidden, 2 * arguments.latent_dimension)

    @property
    def last_layer(self) -> nn.Module:
        """The layer that is given the last hidden one."""
        return self.posterior

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        mean, log_variance = self.posterior(self.layers(2 * images - 1)).chunk(2, dim=1)
        return mean, log_variance
