"""From a problem to its geodesic."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from ..progress import Progress
from ..scoring import make_scorer, make_sketch_scorer
from ..starts import starting_paths
from .ending import ending
from .optimisers import OPTIMISERS
from .optimisers.preview import preview
from .search import Found, Search

if TYPE_CHECKING:
    from ..methods.base import Problem, Solution
    from ..methods.geodesic import Geodesic
    from ..model import Model


def solve_geodesic(method: Geodesic, problem: Problem, progress: Progress) -> Solution:
    """The curve of least energy through the problem's anchors (FG eq. 6, RI eq. 3).

    Every partial result is a latent path (n, D), and no cost is above the straight line's. A preview starts
    from the problem's warm path and stays on a coarse grid.
    Raises ExplorerError if the energy is not finite along the start, and Cancelled.
    """
    from ..methods.base import Solution

    stage = Progress(progress.on_report, lambda paths: progress.partial(paths[0]), progress.cancelled)
    search = make_search(
        method, problem.model, problem.anchors[None], problem.anchor_times.numpy(), problem.times.numpy()
    )
    if problem.preview and problem.warm is not None:
        return Solution(preview(search, problem.warm[None], stage)[0])
    found = solve_search(search, problem.model, stage, problem.preview)
    note = "" if problem.preview else ending(search, found)
    return Solution(found.paths[0], cost=float(found.cost[0]), note=note)


def solve_geodesics(
    method: Geodesic, model: Model, anchors: Tensor, anchor_times: np.ndarray, times: np.ndarray, progress: Progress
) -> Found:
    """Many geodesics in one batch, through anchors (P, k, D) at `anchor_times` (k,), read at times (n,).

    Partial results are paths (P, n, D). Raises ExplorerError and Cancelled as `solve_geodesic`.
    """
    return solve_search(make_search(method, model, anchors, anchor_times, times), model, progress)


def make_search(method: Geodesic, model: Model, anchors: Tensor, anchor_times: np.ndarray, times: np.ndarray) -> Search:
    """The search for geodesics of a model. Raises ExplorerError where the model does not allow the metric."""
    return Search(method, make_scorer(model, method), anchors, anchor_times, times, make_sketch_scorer(model, method))


def solve_search(search: Search, model: Model, progress: Progress, preview: bool = False) -> Found:
    """What the method's optimiser finds, or the straight line where that costs less; a preview is cut short."""
    if preview:
        steps = min(search.method.steps, PREVIEW_STEPS)
        search = replace(search, method=replace(search.method, iterations=1, steps=steps))
    search.check_start(search.straight, search.straight_costs)
    anchor_times, times = torch.as_tensor(search.anchor_times), torch.as_tensor(search.times)
    starts = torch.stack(
        [starting_paths(search.scorer, model.prior, anchors, anchor_times, times) for anchors in search.anchors]
    )
    found = OPTIMISERS[search.method.optimiser](search, starts, progress)
    worse = ~(found.cost <= search.straight_costs)
    paths = torch.where(worse[:, None, None], search.straight, found.paths)
    return Found(paths, torch.where(worse, search.straight_costs, found.cost), found.fell)


PREVIEW_STEPS = 10
"""Steps of the papers' optimisers in a preview."""
