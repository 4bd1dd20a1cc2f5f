"""Measures of learned paths between test images."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from ..datasets import Dataset
from .scores import score_images

PAIRS = 5000
CHUNK = 250

Draw = Callable[[Tensor, Tensor, torch.Generator], tuple[Tensor, Tensor, Tensor]]
"""Of sources and targets (N, C, H, W): the first and last image of each path, and images between, any number."""


@torch.no_grad()
def score_paths(
    draw: Draw, classifier: nn.Module | None, judge: str, data: Dataset, chance: torch.Generator
) -> dict[str, float]:
    """Mean squared errors of a pixel at both ends of paths between random pairs of test images; and of
    images between, where there is a classifier, what `score_images` tells."""
    images = torch.from_numpy(data.test.images).float() / 255
    count = min(PAIRS, len(images))
    source, target = (torch.randperm(len(images), generator=chance)[:count] for _ in range(2))
    first: list[float] = []
    last: list[float] = []
    between: list[Tensor] = []
    for at, to in zip(source.split(CHUNK), target.split(CHUNK)):
        start, end, inner = draw(images[at], images[to], chance)
        first.append((start - images[at]).square().mean((1, 2, 3)).sum().item())
        last.append((end - images[to]).square().mean((1, 2, 3)).sum().item())
        between.append(inner)
    scores = {"squared error at the source": sum(first) / count, "squared error at the target": sum(last) / count}
    judged: Any = classifier
    return scores if judged is None else scores | score_images(torch.cat(between), judged, judge, data)
