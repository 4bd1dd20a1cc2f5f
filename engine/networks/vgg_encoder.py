"""The VGG-like encoder of AEAI and its rivals."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from ..parameters import parameter
from .base import NETWORKS, SMALLEST_GRID
from .vgg import VGGArguments, block, settled


@NETWORKS.register("vgg-encoder")
class VGGEncoder(nn.Module):
    """Images (N, C, size, size) in [0, 1] to latents (N, D), or to mean and log-variance of q(z | x) (AE sec. 2.3).

    Each block ends with max pooling; every learned layer but the last has batch normalisation and ReLU. The first
    fully connected layer is written as a convolution over the whole grid, so that its normalisation can be folded.
    """

    @dataclass(frozen=True)
    class Arguments(VGGArguments):
        density: bool = parameter(False, "Density", "Whether it gives a density of latents, not one latent")

    def __init__(self, arguments: Arguments) -> None:
        super().__init__()
        self.arguments = arguments
        maps = [arguments.channels, *arguments.grids]
        layers: list[nn.Module] = []
        for fine, coarse in zip(maps, maps[1:]):
            layers += [*block(fine, coarse, arguments.convolutions), nn.MaxPool2d(2)]
        layers += settled(nn.Conv2d(maps[-1], arguments.hidden, SMALLEST_GRID, bias=False), arguments.hidden)
        self.layers = nn.Sequential(*layers, nn.Flatten())
        self.last_layer = nn.Linear(arguments.hidden, arguments.latent_dimension * (2 if arguments.density else 1))

    def forward(self, images: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        codes = self.last_layer(self.layers(2 * images - 1))
        if not self.arguments.density:
            return codes
        mean, log_variance = codes.chunk(2, dim=1)
        return mean, log_variance
