"""From a geodesic's parameters to its points: start, coarse, fine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from scipy.interpolate import PchipInterpolator
from torch import Tensor

from ..curves.fixed import linear
from ..curves.linear_map import CURVES
from ..curves.times import through_anchors, time_grid
from ..errors import ExplorerError
from ..progress import Progress
from ..scoring import Scorer, make_scorer
from .lbfgs import Minimum, minimise
from .objective import Objective
from .preconditioner import make_preconditioner

if TYPE_CHECKING:
    from ..methods.base import Problem, Solution
    from ..methods.geodesic import Geodesic

COARSE_POINTS = 20
COARSE_ITERATIONS = 12
PREVIEW_POINTS = 18
PREVIEW_ITERATIONS = 1
PREVIEW_TOLERANCE = 2e-3


def solve_geodesic(method: Geodesic, problem: Problem, progress: Progress) -> Solution:
    """The curve of least energy through the problem's anchors (FG eq. 6, RI eq. 3).

    Starts from the straight line and goes from a coarse grid to the full one; every partial result is
    a latent path (n, D), and no cost is above the start's. A preview starts from the problem's warm path
    and stays on a coarse grid. Raises ExplorerError if the energy is not finite along the start, and Cancelled.
    """
    from ..methods.base import Solution

    times = problem.times.cpu().numpy()
    scorer = make_scorer(problem.model, method)
    search = Search(method, scorer, problem.anchors, problem.anchor_times.cpu().numpy(), times)
    if problem.preview and problem.warm is not None:
        path = search.moved(problem.warm)
        return Solution(search.on_coarse_grid(path, PREVIEW_POINTS, PREVIEW_ITERATIONS, PREVIEW_TOLERANCE, progress))
    path = linear(problem.anchors, problem.anchor_times, problem.times)
    search.check_start(path)
    coarse = search.on_coarse_grid(path, COARSE_POINTS, COARSE_ITERATIONS, method.tolerance, progress.within(0, 0.5))
    path = search.better(path, coarse)
    if problem.preview:
        return Solution(path)
    progress.partial(path)
    path, found = search.descend(path, times, method.iterations, method.tolerance, progress.within(0.5, 1))
    unsettled = f"Not converged: more than {method.iterations} iterations would lower the cost."
    note = "" if bool(found.settled[0]) else unsettled
    return Solution(path, cost=float(found.cost[0]), note=note)


@dataclass(frozen=True)
class Search:
    """What stays the same from one grid to the next; `times` (n,) is the full grid."""

    method: Geodesic
    scorer: Scorer
    anchors: Tensor
    anchor_times: np.ndarray
    times: np.ndarray

    def on_coarse_grid(
        self, path: Tensor, points: int, iterations: int, tolerance: float, progress: Progress
    ) -> Tensor:
        """The path (n, D) improved on a grid of fewer points, and read on the full one again."""
        points = max(points, 2 * len(self.anchors) + 1)
        if points >= len(self.times):
            return path
        coarse = time_grid(points, tuple(float(t) for t in self.anchor_times[1:-1]))
        stage = Progress(
            progress.on_report, lambda partial: progress.partial(self.upsampled(partial, coarse)), progress.cancelled
        )
        solved, _ = self.descend(_read(path, self.times, coarse), coarse, iterations, tolerance, stage)
        return self.upsampled(solved, coarse)

    def better(self, first: Tensor, second: Tensor) -> Tensor:
        """The one of two paths (n, D) that costs less."""
        with torch.no_grad():
            costs = self.scorer.cost(torch.stack([first, second]), torch.as_tensor(self.times))
        return second if costs[1] <= costs[0] else first

    def descend(
        self, path: Tensor, times: np.ndarray, iterations: int, tolerance: float, progress: Progress
    ) -> tuple[Tensor, Minimum]:
        """Minimise from a path (m, D) at `times` (m,) over the curve's free coefficients."""
        basis = CURVES[self.method.curve](times, self.anchor_times, self.method.knots)
        objective = Objective(self.scorer, basis, path)
        coefficients = _read(path, times, basis.coefficient_times)[None]

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
        return objective.points(objective.with_free(coefficients, found.variables))[0], found

    def upsampled(self, path: Tensor, times: np.ndarray) -> Tensor:
        """A coarse path read on the full grid by shape-preserving cubics, through the anchors exactly."""
        values = PchipInterpolator(times, path.double().cpu().numpy())(self.times)
        return self.moved(torch.as_tensor(values, dtype=path.dtype, device=path.device))

    def moved(self, path: Tensor) -> Tensor:
        """A path on the full grid, or on a uniform one of another size, bent through the anchors on the full grid."""
        anchors = self.anchors.cpu().numpy()
        own_times = self.times if len(path) == len(self.times) else np.linspace(0, 1, len(path))
        moved = through_anchors(path.cpu().numpy(), own_times, anchors, self.anchor_times, self.times)
        moved[np.searchsorted(self.times, self.anchor_times - 1e-9)] = anchors
        return torch.as_tensor(moved, dtype=self.anchors.dtype, device=self.anchors.device)

    def check_start(self, path: Tensor) -> None:
        """Raise ExplorerError naming the cause if the energy is not finite along the path."""
        with torch.no_grad():
            if torch.isfinite(self.scorer.cost(path[None], torch.as_tensor(self.times))).all():
                return
            if not torch.isfinite(self.scorer.embed(path)).all():
                raise ExplorerError(
                    "The decoder returns NaN or infinity on the path: choose other ends or another model."
                )
        raise ExplorerError(
            "The quality is zero somewhere on the path, so its energy is infinite: raise epsilon above 0."
        )


def _read(path: Tensor, times: np.ndarray, wanted: np.ndarray) -> Tensor:
    """A path at other times, linear between its points."""
    return linear(path, torch.as_tensor(times), torch.as_tensor(wanted))
