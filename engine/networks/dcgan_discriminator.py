"""The discriminator of DCGAN."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from ..parameters import parameter
from .base import NETWORKS, SMALLEST_GRID, ImageArguments, doublings, widths

NORMALISATIONS = {"batch": "Batch", "spectral": "Spectral", "none": "None"}


@NETWORKS.register("dcgan-discriminator")
class DCGANDiscriminator(nn.Module):
    """Images (N, C, size, size) in [0, 1] to logits (N,), high for real (Radford, Metz and Chintala 2016).

    Strided 4x4 convolutions, LeakyReLU 0.2, batch normalisation in all layers but the first and last; or spectral
    normalisation of every layer's weights (Miyato et al. 2018); or neither.
    """

    @dataclass(frozen=True)
    class Arguments(ImageArguments):
        normalisation: str = parameter("batch", "Normalisation", "Of its layers", choices=NORMALISATIONS)

    def __init__(self, arguments: Arguments) -> None:
        super().__init__()
        self.arguments = arguments
        batch = arguments.normalisation == "batch"
        maps = widths(arguments.maps, doublings(arguments.size))
        layers: list[nn.Module] = [nn.Conv2d(arguments.channels, maps[0], 4, 2, 1), nn.LeakyReLU(0.2)]
        for fine, coarse in zip(maps, maps[1:]):
            layers += [nn.Conv2d(fine, coarse, 4, 2, 1, bias=not batch)]
            layers += [nn.BatchNorm2d(coarse), nn.LeakyReLU(0.2)] if batch else [nn.LeakyReLU(0.2)]
        layers += [nn.Conv2d(maps[-1], 1, SMALLEST_GRID)]
        if arguments.normalisation == "spectral":
            layers = [spectral_norm(layer) if isinstance(layer, nn.Conv2d) else layer for layer in layers]
        self.layers = nn.Sequential(*layers)

    def forward(self, images: Tensor) -> Tensor:
        return self.layers(2 * images - 1).flatten()
