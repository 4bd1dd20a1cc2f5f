"""The generator of DCGAN."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from ..parameters import parameter
from .base import NETWORKS, SMALLEST_GRID, ImageArguments, doublings, widths


@NETWORKS.register("dcgan-generator")
class DCGANGenerator(nn.Module):
    """Latents (N, D) to images (N, C, size, size) in [0, 1] (Radford, Metz and Chintala 2016, fig. 1).

    Transposed 4x4 convolutions with batch normalisation and ReLU; a sigmoid in place of the paper's
    tanh, which is the same function on another range.
    """

    @dataclass(frozen=True)
    class Arguments(ImageArguments):
        latent_dimension: int = parameter(8, "Latent dimension", "Numbers in a latent", low=1, high=4096)

    def __init__(self, arguments: Arguments) -> None:
        super().__init__()
        self.arguments = arguments
        maps = widths(arguments.maps, doublings(arguments.size))[::-1]
        layers: list[nn.Module] = [
            nn.ConvTranspose2d(arguments.latent_dimension, maps[0], SMALLEST_GRID, bias=False),
            nn.BatchNorm2d(maps[0]),
            nn.ReLU(),
        ]
        for coarse, fine in zip(maps, maps[1:]):
            layers += [nn.ConvTranspose2d(coarse, fine, 4, 2, 1, bias=False), nn.BatchNorm2d(fine), nn.ReLU()]
        layers += [nn.ConvTranspose2d(maps[-1], arguments.channels, 4, 2, 1), nn.Sigmoid()]
        self.layers = nn.Sequential(*layers)

    def forward(self, latents: Tensor) -> Tensor:
        return self.layers(latents[:, :, None, None])
