"""What networks that grow by one grid at a time share (Karras et al. 2018, sec. 2)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..parameters import parameter
from .base import SMALLEST_GRID, ImageArguments, doublings, widths
from .equalised import SLOPE, EqualisedConv2d, EqualisedLinear

GROWN = 8.0
GROUP = 4
"""Images among which the minibatch deviation is taken."""

A = TypeVar("A", bound="ProgressiveArguments")


@dataclass(frozen=True)
class ProgressiveArguments(ImageArguments):
    """An image network that has grown from 4x4 by `growth` grids.

    2.3 means: 8x8 is there, and 16x16 has come in by 0.3. Images always have the full size; what is not yet
    there is left out of them, or filled by repeating pixels.
    """

    most_maps: int = parameter(512, "Most maps", "Feature maps at the coarsest grids, at most", low=1, high=4096)
    growth: float = parameter(
        GROWN, "Growth", "Grids beyond 4x4, a fraction while one fades in; all of them at most", low=0.0, high=GROWN
    )

    @property
    def levels(self) -> int:
        """Grids beyond 4x4 when fully grown. Raises ExplorerError for an unusable size."""
        return doublings(self.size)

    def grid_maps(self) -> list[int]:
        """Feature maps at 4x4, 8x8, ..., size x size."""
        return widths(self.maps, self.levels + 1, self.most_maps)[::-1]


class Progressive(nn.Module):
    """A network with `ProgressiveArguments` that can be told how far it has grown."""

    def __init__(self, arguments: ProgressiveArguments) -> None:
        super().__init__()
        self.arguments = arguments

    def grow(self, growth: float) -> None:
        """Set the growth; it is part of the network's description, not of its weights."""
        self.arguments = replace(self.arguments, growth=min(growth, float(self.arguments.levels)))

    @property
    def level(self) -> int:
        """The finest grid in use: 0 is 4x4."""
        return math.ceil(min(self.arguments.growth, self.arguments.levels))

    @property
    def fade(self) -> float:
        """How far the finest grid has come in, in (0, 1]."""
        return min(self.arguments.growth, self.arguments.levels) - self.level + 1


class ProgressiveBody(Progressive):
    """`body` takes images (N, C, size, size) in [0, 1] to features (N, `width`): all of a discriminator but its end.

    Two 3x3 convolutions and a mean over 2x2 for each grid; at 4x4 one convolution and a linear layer. With
    `deviation`, the deviation over groups of the minibatch joins the features at 4x4, and then images in a batch
    depend on each other.
    """

    def __init__(self, arguments: ProgressiveArguments, deviation: bool) -> None:
        super().__init__(arguments)
        maps = arguments.grid_maps()
        self.deviation = deviation
        self.width = maps[0]
        self.from_image = nn.ModuleList(EqualisedConv2d(arguments.channels, width, 1) for width in maps)
        self.blocks = nn.ModuleList(
            nn.Sequential(
                EqualisedConv2d(fine, fine, 3),
                nn.LeakyReLU(SLOPE),
                EqualisedConv2d(fine, coarse, 3),
                nn.LeakyReLU(SLOPE),
                nn.AvgPool2d(2),
            )
            for coarse, fine in zip(maps, maps[1:])
        )
        self.convolution = EqualisedConv2d(maps[0] + deviation, maps[0], 3)
        self.linear = EqualisedLinear(maps[0] * SMALLEST_GRID**2, maps[0])

    def body(self, images: Tensor) -> Tensor:
        """Features (N, width) of images (N, C, size, size) in [0, 1]."""
        level = self.level
        images = shrink(2 * images - 1, self.arguments.levels - level)
        maps = self._enter(images, level)
        for index in range(level, 0, -1):
            maps = self.blocks[index - 1](maps)
            if index == level and self.fade < 1:
                maps = torch.lerp(self._enter(shrink(images, 1), level - 1), maps, self.fade)
        if self.deviation:
            maps = minibatch_deviation(maps)
        maps = F.leaky_relu(self.convolution(maps), SLOPE)
        return F.leaky_relu(self.linear(maps.flatten(1)), SLOPE)

    def _enter(self, images: Tensor, level: int) -> Tensor:
        return F.leaky_relu(self.from_image[level](images), SLOPE)


def shrink(images: Tensor, levels: int) -> Tensor:
    """Means over blocks of 2**levels pixels a side."""
    return F.avg_pool2d(images, 2**levels) if levels else images


def enlarge(images: Tensor, levels: int) -> Tensor:
    """Every pixel repeated 2**levels times along both sides."""
    return F.interpolate(images, scale_factor=2.0**levels, mode="nearest") if levels else images


def as_grown(images: Tensor, growth: float) -> Tensor:
    """Images (N, C, size, size) as a network of that growth sees them: without the grids that are not there, and with
    the newest one faded in. Real images are shown to a discriminator like this, so that it cannot tell them
    from made ones by their detail."""
    levels = doublings(images.shape[-1])
    growth = min(growth, levels)
    level = math.ceil(growth)
    fine = shrink(images, levels - level)
    if growth < level:
        fine = torch.lerp(enlarge(shrink(fine, 1), 1), fine, growth - level + 1)
    return enlarge(fine, levels - level)


def minibatch_deviation(maps: Tensor) -> Tensor:
    """(N, C, h, w) with one more map: the deviation over each group of images in sequence, a mean over maps and
    pixels (Karras et al. 2018, sec. 3). Groups have 4 images, or fewer if N is no multiple of 4."""
    count, _, height, width = maps.shape
    group = next(size for size in range(min(GROUP, count), 0, -1) if count % size == 0)
    grouped = maps.view(count // group, group, *maps.shape[1:])
    deviation = (grouped.var(1, correction=0) + 1e-8).sqrt().mean((1, 2, 3))
    return torch.cat([maps, deviation.repeat_interleave(group).view(-1, 1, 1, 1).expand(-1, 1, height, width)], 1)
