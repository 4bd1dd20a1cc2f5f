"""Sets between two sets: the cost of FG eq. 13 and its descent."""

from __future__ import annotations

import math
import time

import numpy as np
import torch
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import linear_sum_assignment
from torch import Tensor

from ...errors import ExplorerError
from ...geodesics.lbfgs import minimise
from ...kernels import KERNELS
from ...parameters import check
from ...progress import Progress
from .task import LEAST_POINTS, MeasurePath, MeasureResult, MeasureTask, SetStep

TOLERANCE = 1e-5
SHOWN_EVERY = 0.05


def set_distance(first: Tensor, second: Tensor, method: MeasurePath) -> Tensor:
    """k(X, X) - 2 k(X, Y) + k(Y, Y) with k(X, Y) = 1/n^2 sum_ij k(x_i, y_j), (...) for two (..., n, 2).

    Written in the distances of points, d^2 = 2 k(x, x) - 2 k(x, y), of which only the means matter: what all terms
    share is never added, so that it need not cancel.
    """
    within = (_mean_distance(first, first, method) + _mean_distance(second, second, method)) / 2
    return _mean_distance(first, second, method) - within


def path_cost(sets: Tensor, method: MeasurePath) -> Tensor:
    """FG eq. 13, (...) for sets (..., K + 1, n, 2)."""
    own = _mean_distance(sets, sets, method)
    across = _mean_distance(sets[..., :-1, :, :], sets[..., 1:, :, :], method)
    return (across - (own[..., :-1] + own[..., 1:]) / 2).sum(-1)


def solve_measures(
    task: MeasureTask, progress: Progress | None = None, warm: np.ndarray | None = None
) -> MeasureResult:
    """Sets between the task's two that minimise FG eq. 13, with every few steps kept.

    Starts from straight lines, or from the inner sets of `warm`, (K + 1, n, 2). Partial results go to `progress`.
    Raises ExplorerError for sets that are too small, of two sizes or not finite; and Cancelled.
    """
    started = time.perf_counter()
    progress = progress or Progress()
    check(task.method)
    source, target = (torch.tensor(points, dtype=torch.float64) for points in (task.source, task.target))
    if min(len(source), len(target)) < LEAST_POINTS:
        raise ExplorerError("A set needs at least two points: paint some more.")
    if len(source) != len(target):
        raise ExplorerError(f"The sets have {len(source)} and {len(target)} points: give both the same number.")
    if not (torch.isfinite(source).all() and torch.isfinite(target).all()):
        raise ExplorerError("A point of a set is not finite: paint the set again.")
    method = task.method
    sets = straight_lines(source, target, method)
    if warm is not None and warm.shape == tuple(sets.shape):
        sets[1:-1] = torch.as_tensor(warm[1:-1], dtype=sets.dtype)
    least = float(set_distance(source, target, method)) / method.steps
    kept = [SetStep(0, sets.numpy().copy(), float(path_cost(sets, method)))]
    shown = -math.inf

    def whole(variables: Tensor) -> Tensor:
        inner = variables.reshape(method.steps - 1, len(source), 2)
        return torch.cat([sets[:1], inner, sets[-1:]])

    def evaluate(variables: Tensor, rows: Tensor) -> tuple[Tensor, Tensor]:
        free = variables.detach().requires_grad_()
        cost = path_cost(whole(free), method)
        (gradient,) = torch.autograd.grad(cost, free)
        return cost.detach()[None], gradient

    def on_step(iteration: int, variables: Tensor) -> None:
        nonlocal shown
        progress.report((iteration + 1) / method.iterations)
        if (iteration + 1) % method.every == 0:
            present = whole(variables).detach()
            kept.append(SetStep(iteration + 1, present.numpy().copy(), float(path_cost(present, method))))
        if time.perf_counter() - shown >= SHOWN_EVERY:
            shown = time.perf_counter()
            progress.partial(MeasureResult(task, tuple(kept), least, False, shown - started))

    found = minimise(
        evaluate,
        sets[1:-1].reshape(1, -1),
        _even_in_time(method, len(source)),
        method.iterations,
        TOLERANCE,
        on_step,
    )
    answer = whole(found.variables).detach().numpy()
    if not np.isfinite(answer).all():
        raise ExplorerError("No sets could be found with this kernel: choose a larger scale.")
    if not np.array_equal(answer, kept[-1].sets):
        kept.append(SetStep(kept[-1].iteration + 1, answer, float(found.cost[0])))
    return MeasureResult(task, tuple(kept), least, True, time.perf_counter() - started)


def straight_lines(source: Tensor, target: Tensor, method: MeasurePath) -> Tensor:
    """Every point on its way to a partner at even steps, (K + 1, n, 2)."""
    if method.start == "matched":
        rows, columns = linear_sum_assignment(torch.cdist(source, target).square().numpy())
        source, target = source[torch.as_tensor(rows)], target[torch.as_tensor(columns)]
    share = torch.linspace(0, 1, method.steps + 1, dtype=source.dtype)[:, None, None]
    return torch.lerp(source[None], target[None], share)


def _mean_distance(first: Tensor, second: Tensor, method: MeasurePath) -> Tensor:
    """The mean of the kernel's d^2 over all pairs of points, (...) for two (..., n, 2)."""
    # One matrix product, a third of the time of all differences; what it loses to rounding, some 1e-15 of the
    # largest r^2, no mean over the sets notices.
    squares = first.square().sum(-1)[..., :, None] + second.square().sum(-1)[..., None, :]
    r2 = (squares - 2 * first @ second.mT).clamp_min(0.0)
    return KERNELS[method.kernel].distance(r2, method.metric).mean((-2, -1))


def _even_in_time(method: MeasurePath, points: int):
    """The inverse of what eq. 13 is to points that all move alike: a second difference over the sets."""
    count = method.steps - 1
    slope = float(KERNELS[method.kernel].slope(torch.zeros((), dtype=torch.float64), method.metric))
    matrix = (2 * np.eye(count) - np.eye(count, k=1) - np.eye(count, k=-1)) * 2 * slope / points**2
    factor = cho_factor(matrix)

    def apply(vectors: Tensor) -> Tensor:
        rows = vectors.reshape(count, -1).numpy()
        return torch.from_numpy(cho_solve(factor, rows)).reshape(1, -1)

    return apply
