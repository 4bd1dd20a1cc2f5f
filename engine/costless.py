"""Paths that cost nothing: with epsilon 0 whatever lies where Q is 1, so that no curve is shorter than another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from .scoring import make_scorer

if TYPE_CHECKING:
    from .methods.base import Problem
    from .metric import Metric

EVERY_PATH = "Every path costs nothing here: Q is 1 all along and epsilon 0."
THIS_PATH = "This path costs nothing, nor do others near it: Q is 1 all along and epsilon 0."
LEAST_LOG_QUALITY = -1e-3
"""What is taken for Q = 1: closer to it the cost is a sum of rounding errors."""


def is_costless(metric: Metric, problem: Problem, path: Tensor) -> bool:
    """Whether Q is 1, to three digits, all along a path (n, D) at the problem's times, and epsilon 0.

    Raises ExplorerError where the model does not allow the metric.
    """
    if metric.epsilon > 0:
        return False
    scorer, times = make_scorer(problem.model, metric), problem.times.to(path)
    with torch.no_grad():
        weights = scorer.energy.weights(scorer.log_regularised, path, (path[1:] + path[:-1]) / 2, times)
    return bool((weights <= LEAST_LOG_QUALITY**2).all())
