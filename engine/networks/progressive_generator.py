"""The generator of a progressive GAN."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ..parameters import parameter
from .base import NETWORKS, SMALLEST_GRID
from .equalised import SLOPE, EqualisedConv2d, EqualisedLinear, PixelNorm
from .progressive import Progressive, ProgressiveArguments, enlarge


@NETWORKS.register("progressive-generator")
class ProgressiveGenerator(Progressive):
    """Latents (N, D) to images (N, C, size, size) in [0, 1] (Karras et al. 2018, table 2).

    Latents are normalised, so their length does not matter. A sigmoid bounds the pixels, after grids are blended.
    """

    @dataclass(frozen=True)
    class Arguments(ProgressiveArguments):
        latent_dimension: int = parameter(128, "Latent dimension", "Numbers in a latent", low=1, high=4096)

    def __init__(self, arguments: Arguments) -> None:
        super().__init__(arguments)
        maps = arguments.grid_maps()
        self.begin = nn.Sequential(
            PixelNorm(),
            EqualisedLinear(arguments.latent_dimension, maps[0] * SMALLEST_GRID**2),
            nn.Unflatten(1, (maps[0], SMALLEST_GRID, SMALLEST_GRID)),
            nn.LeakyReLU(SLOPE),
            PixelNorm(),
            *_convolution(maps[0], maps[0]),
        )
        self.blocks = nn.ModuleList(
            nn.Sequential(Double(), *_convolution(coarse, fine), *_convolution(fine, fine))
            for coarse, fine in zip(maps, maps[1:])
        )
        self.to_image = nn.ModuleList(EqualisedConv2d(width, arguments.channels, 1, gain=1.0) for width in maps)

    def forward(self, latents: Tensor) -> Tensor:
        level = self.level
        maps = coarse = self.begin(latents)
        for block in self.blocks[:level]:
            maps, coarse = block(maps), maps
        pixels = self.to_image[level](maps)
        if level and self.fade < 1:
            pixels = torch.lerp(enlarge(self.to_image[level - 1](coarse), 1), pixels, self.fade)
        return enlarge(pixels.sigmoid(), self.arguments.levels - level)


class Double(nn.Module):
    """Every pixel of the maps twice along both sides."""

    def forward(self, maps: Tensor) -> Tensor:
        return enlarge(maps, 1)


def _convolution(inputs: int, outputs: int) -> list[nn.Module]:
    return [EqualisedConv2d(inputs, outputs, 3), nn.LeakyReLU(SLOPE), PixelNorm()]
