"""What classifiers see on the frames of a path."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from .judges import find_judge
from .progress import Progress
from .request import Seen

if TYPE_CHECKING:
    from .model import Model

BATCH = 256


@torch.no_grad()
def see(model: Model, frames: Tensor, judged: bool, progress: Progress) -> Seen | None:
    """Class probabilities of frames (..., C, H, W) by the model's classifier and, if `judged`, by a second one.

    None where the model has no classifier. Raises Cancelled.
    """
    if not model.has_classifier:
        return None
    probabilities = classify_all(model.classify, frames, progress)
    judge = find_judge(model) if judged else None
    if judge is None:
        return Seen(model.header.classes, probabilities.cpu().numpy())
    second = classify_all(judge.classify, frames, progress)
    return Seen(model.header.classes, probabilities.cpu().numpy(), judge.name, second.cpu().numpy())


def classify_all(classify: Callable[[Tensor], Tensor], frames: Tensor, progress: Progress) -> Tensor:
    """Class probabilities (..., K) of frames (..., C, H, W), in batches. Raises Cancelled."""
    parts = []
    for part in frames.flatten(0, -4).split(BATCH):
        progress.check()
        parts.append(classify(part))
    return torch.cat(parts).reshape(*frames.shape[:-3], -1)
