"""The blocks that the VGG-like encoder and its mirrored decoder are built of (AE sec. 2.3)."""

from __future__ import annotations

from dataclasses import dataclass

from torch import nn

from ..parameters import parameter
from .base import ImageArguments, doublings, widths
from .batch_norm import BatchNorm2d


@dataclass(frozen=True)
class VGGShape:
    """What is chosen of both networks' shape; the paper's has 16 to 128 maps and 256 numbers in a latent."""

    latent_dimension: int = parameter(256, "Latent dimension", "Numbers in a latent", low=1, high=4096)
    maps: int = parameter(16, "Maps", "Feature maps at the finest grid; doubled at each coarser one", low=1, high=512)
    most_maps: int = parameter(128, "Most maps", "Feature maps at the coarsest grid, at most", low=1, high=4096)
    convolutions: int = parameter(2, "Convolutions", "Of each block", low=1, high=4)
    hidden: int = parameter(256, "Hidden units", "Width of the layers beside the latent", low=1, high=8192)


@dataclass(frozen=True)
class VGGArguments(VGGShape, ImageArguments):
    """The shape, for images of some size."""

    @property
    def grids(self) -> list[int]:
        """Feature maps from the finest grid to the coarsest."""
        return widths(self.maps, doublings(self.size), self.most_maps)


def settled(layer: nn.Module, maps: int) -> list[nn.Module]:
    """A learned layer with batch normalisation and ReLU."""
    return [layer, BatchNorm2d(maps), nn.ReLU()]


def block(inputs: int, outputs: int, convolutions: int) -> list[nn.Module]:
    """3x3 convolutions, the first of which changes the number of maps."""
    given = [inputs] + [outputs] * (convolutions - 1)
    return [part for maps in given for part in settled(nn.Conv2d(maps, outputs, 3, padding=1, bias=False), outputs)]
