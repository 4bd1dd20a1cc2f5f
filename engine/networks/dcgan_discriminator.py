"""The discriminator of DCGAN."""

from __future__ import annotations

from torch import Tensor, nn

from .base import NETWORKS, SMALLEST_GRID, ImageArguments, doublings, widths


@NETWORKS.register("dcgan-discriminator")
class DCGANDiscriminator(nn.Module):
    """Images (N, C, size, size) in [0, 1] to logits (N,), high for real (Radford, Metz and Chintala 2016).

    Strided 4x4 convolutions, LeakyReLU 0.2, batch normalisation in all layers but the first and last.
    """

    Arguments = ImageArguments

    def __init__(self, arguments: ImageArguments) -> None:
        super().__init__()
        self.arguments = arguments
        maps = widths(arguments.maps, doublings(arguments.size))
        layers: list[nn.Module] = [nn.Conv2d(arguments.channels, maps[0], 4, 2, 1), nn.LeakyReLU(0.2)]
        for fine, coarse in zip(maps, maps[1:]):
            layers += [nn.Conv2d(fine, coarse, 4, 2, 1, bias=False), nn.BatchNorm2d(coarse), nn.LeakyReLU(0.2)]
        layers += [nn.Conv2d(maps[-1], 1, SMALLEST_GRID)]
        self.layers = nn.Sequential(*layers)

    def forward(self, images: Tensor) -> Tensor:
        return self.layers(2 * images - 1).flatten()
