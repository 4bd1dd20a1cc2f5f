"""The registry of networks and what their descriptions share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import nn

from ..errors import ExplorerError
from ..parameters import parameter, parse, to_dict
from ..registry import Registry

NETWORKS = Registry("network")
"""Name -> an `nn.Module` class with a frozen dataclass `Arguments`, made from one instance of it."""

SMALLEST_GRID = 4
"""Every image network ends, or begins, on a grid of 4x4 maps."""


@dataclass(frozen=True)
class ImageArguments:
    """The image side of a network: square images of `channels` x `size` x `size`, values in [0, 1]."""

    channels: int = parameter(1, "Channels", "Colour channels of the image", low=1, high=4)
    size: int = parameter(32, "Size", "Width and height, a power of two", low=8, high=1024, unit="px")
    maps: int = parameter(32, "Maps", "Feature maps at the finest grid; doubled at each coarser one", low=1, high=512)


def build_network(name: str, arguments: Mapping[str, Any]) -> nn.Module:
    """A freshly initialised network, on the CPU, from its registered name and JSON arguments.

    Raises ExplorerError for an unknown name, an unknown argument, or a value out of its range.
    """
    network = NETWORKS[name]
    return network(parse(network.Arguments, arguments, f"network {name!r}"))


def describe_network(network: Any) -> dict[str, Any]:
    """{'name', 'arguments'} from which `build_network` makes a network of the same shape."""
    return {"name": NETWORKS.name_of(network), "arguments": to_dict(network.arguments)}


def doublings(size: int) -> int:
    """How often the 4x4 grid is doubled to reach `size`. Raises ExplorerError unless size is 8, 16, 32, ..."""
    if size < 2 * SMALLEST_GRID or size & (size - 1):
        raise ExplorerError(f"The image size must be a power of two of at least 8, not {size}.")
    return (size // SMALLEST_GRID).bit_length() - 1


def widths(maps: int, levels: int, most: int = 512) -> list[int]:
    """Feature maps from the finest of `levels` grids to the coarsest: doubling, at most `most`."""
    return [min(maps * 2**level, max(most, maps)) for level in range(levels)]
