"""What sheets show of a decoder: ways between fixed pairs, and images beside their reconstructions."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from ..datasets import Dataset
from .codes import codes_of

STRIP_ROWS, STRIP_FRAMES = 10, 11
"""Pairs on a sheet of strips, and images a row."""
RECONSTRUCTED = 50


def strips_along(decoder: nn.Module, path: Tensor) -> Tensor:
    """The decoded latents (STRIP_FRAMES, N, D) of N paths, row by row: (N * STRIP_FRAMES, C, H, W)."""
    return _frames(decoder, path).transpose(0, 1).flatten(0, 1)


def strips_between(decoder: nn.Module, path: Tensor, source: Tensor, target: Tensor) -> Tensor:
    """Row by row an image, the latents (T, N, D) of the way from it decoded at equal times, and the other image."""
    shown = path[torch.linspace(0, len(path) - 1, STRIP_FRAMES - 2).round().long()]
    return torch.cat([source[None], _frames(decoder, shown), target[None]]).transpose(0, 1).flatten(0, 1)


def fixed_pairs(data: Dataset, device: torch.device) -> tuple[Tensor, Tensor]:
    """Sources and targets (STRIP_ROWS, C, H, W), always the same test images; fewer if there are not so many."""
    images = torch.from_numpy(data.test.images[: 2 * STRIP_ROWS]).float().to(device) / 255
    half = len(images) // 2
    return images[:half], images[half : 2 * half]


@torch.no_grad()
def reconstructions(parts: Mapping[str, nn.Module], data: Dataset, device: torch.device) -> Tensor:
    """Test images, each beside what the decoder makes of its encoding."""
    images = torch.from_numpy(data.test.images[:RECONSTRUCTED]).float().to(device) / 255
    return torch.stack([images, parts["decoder"](codes_of(parts["encoder"], images))], 1).flatten(0, 1)


@torch.no_grad()
def straight_lines(parts: Mapping[str, nn.Module], data: Dataset, device: torch.device) -> Tensor:
    """`strips_between` the fixed pairs, on straight lines between their latents."""
    source, target = fixed_pairs(data, device)
    times = torch.linspace(0, 1, STRIP_FRAMES - 2, device=device)[:, None, None]
    path = torch.lerp(codes_of(parts["encoder"], source), codes_of(parts["encoder"], target), times)
    return strips_between(parts["decoder"], path, source, target)


def _frames(decoder: nn.Module, path: Tensor) -> Tensor:
    return decoder(path.flatten(0, 1)).unflatten(0, path.shape[:2])
