"""From a geodesic's parameters to its points: start, coarse, fine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from ..curves.fixed import linear
from ..curves.linear_map import CURVES
from ..curves.times import through_anchors, time_grid
from ..errors import ExplorerError
from ..progress import Progress
from ..scoring import Scorer
from .lbfgs import minimise
from .objective import Objective
from .preconditioner import make_preconditioner

if TYPE_CHECKING:
    from ..methods.base import Problem, Solution
    from ..methods.geodesic import Geodesic

COARSE_POINTS = 14
COARSE_ITERATIONS = 12
PREVIEW_ITERATIONS = 2
PREVIEW_TOLERANCE = 2e-3


def solve_geodesic(method: Geodesic, problem: Problem, progress: Progress) -> Solution:
    """The curve of least energy through the problem's anchors (FG eq. 6, RI eq. 3).

    Starts from the problem's warm path, or from the straight line refined on a coarse grid; every
    partial result is a latent path (n, D). Its cost is never above the start's. Raises ExplorerError
    if the energy is not finite along the start, and Cancelled.
    """
    from ..methods.base import Solution

    times = problem.times.cpu().numpy()
    anchor_times = problem.anchor_times.cpu().numpy()
    anchors = problem.anchors
    scorer = Scorer(problem.model, method)
    if problem.warm is not None:
        path = _moved(problem.warm, anchors, anchor_times, times)
    else:
        path = linear(anchors, problem.anchor_times, problem.times)
        _check_start(scorer, path, times)
        coarse = max(COARSE_POINTS, 2 * len(anchors) + 1)
        if coarse < len(times):
            coarse_times = time_grid(coarse, tuple(float(t) for t in anchor_times[1:-1]))
            start = linear(anchors, problem.anchor_times, torch.as_tensor(coarse_times, device=anchors.device))
            stage = Progress(
                progress.within(0, 0.5).on_report,
                lambda path: progress.partial(_upsampled(path, coarse_times, times)),
                progress.cancelled,
            )
            solved, _ = _descend(
                method, scorer, start, coarse_times, anchor_times, COARSE_ITERATIONS, method.tolerance, stage
            )
            refined = _upsampled(solved, coarse_times, times)
            refined = _moved(refined, anchors, anchor_times, times)
            path = _better(scorer, path, refined, times)
            progress.partial(path)
    iterations, tolerance = method.iterations, method.tolerance
    if problem.preview:
        iterations, tolerance = min(PREVIEW_ITERATIONS, iterations), PREVIEW_TOLERANCE
    _check_start(scorer, path, times)
    path, cost = _descend(method, scorer, path, times, anchor_times, iterations, tolerance, progress.within(0.5, 1))
    return Solution(path, cost=cost)


def _descend(
    method: Geodesic,
    scorer: Scorer,
    start: Tensor,
    times: np.ndarray,
    anchor_times: np.ndarray,
    iterations: int,
    tolerance: float,
    progress: Progress,
) -> tuple[Tensor, float]:
    """Minimise from the path `start` (n, D) over the curve's free coefficients: the path and its cost."""
    basis = CURVES[method.curve](times, anchor_times, method.knots)
    objective = Objective(scorer, basis, start)
    at = torch.as_tensor(basis.coefficient_times, device=start.device)
    coefficients = linear(start, torch.as_tensor(times, device=start.device), at)[None]

    def on_step(iteration: int, variables: Tensor) -> None:
        progress.report((iteration + 1) / iterations)
        progress.partial(objective.points(objective.with_free(coefficients, variables))[0])

    progress.check()
    found = minimise(
        objective.evaluator(coefficients),
        objective.free_part(coefficients),
        make_preconditioner(objective, coefficients),
        iterations,
        tolerance,
        on_step,
    )
    points = objective.points(objective.with_free(coefficients, found.variables))[0]
    return points, float(found.cost[0])


def _moved(path: Tensor, anchors: Tensor, anchor_times: np.ndarray, times: np.ndarray) -> Tensor:
    """A path on its own uniform or known grid, moved through the anchors and read at `times`."""
    old_times = times if len(path) == len(times) else np.linspace(0, 1, len(path))
    moved = through_anchors(path.cpu().numpy(), old_times, anchors.cpu().numpy(), anchor_times, times)
    moved[np.searchsorted(times, anchor_times - 1e-9)] = anchors.cpu().numpy()
    return torch.as_tensor(moved, dtype=anchors.dtype, device=anchors.device)


def _upsampled(path: Tensor, times: np.ndarray, new_times: np.ndarray) -> Tensor:
    """Cubic interpolation of a coarse path at finer times."""
    from scipy.interpolate import PchipInterpolator

    values = PchipInterpolator(times, path.double().cpu().numpy())(new_times)
    return torch.as_tensor(values, dtype=path.dtype, device=path.device)


def _better(scorer: Scorer, first: Tensor, second: Tensor, times: np.ndarray) -> Tensor:
    """The one of two paths that costs less."""
    with torch.no_grad():
        costs = scorer.cost(torch.stack([first, second]), torch.as_tensor(times, device=first.device))
    return second if costs[1] <= costs[0] else first


def _check_start(scorer: Scorer, path: Tensor, times: np.ndarray) -> None:
    """Raise ExplorerError naming the cause if the energy is not finite along the path."""
    with torch.no_grad():
        if torch.isfinite(scorer.cost(path[None], torch.as_tensor(times, device=path.device))).all():
            return
        if not torch.isfinite(scorer.embed(path)).all():
            raise ExplorerError("The decoder returns NaN or infinity on the path: choose other ends or another model.")
    raise ExplorerError("The quality is zero somewhere on the path, so its energy is infinite: raise epsilon above 0.")
