"""Geodesics on toy surfaces, with every step of the optimisation kept (FG sec. 4)."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ..curves.fixed import linear
from ..curves.linear_curve import read
from ..errors import ExplorerError
from ..geodesics.optimisers import OPTIMISERS
from ..geodesics.search import Search
from ..parameters import check
from ..progress import Progress
from ..qualities.manifold import NearManifold
from ..scoring import Scorer
from ..times import through_anchors, time_grid
from .grid_start import at_even_pace, grid_path
from .surfaces import Exact, Surface
from .task import Step, SurfaceResult, SurfaceTask

ROUNDINGS = (0.3, 0.1, 0.03, 0.01, 0.003, 0.001)
"""A kink of the distance is rounded by these in turn, each answer starting the next: descent cannot follow the kink
itself, and ends where it happens to meet it."""
FINE_ROUNDINGS = ROUNDINGS[3:]
BOWS = {
    "left": (0.5,),
    "right": (-0.5,),
    "straight": (0.0,),
    "shorter": (0.5, -0.5, 1.0, -1.0),
}
"""How far the first curve is pushed to its left, in units of the distance of the ends."""
TRIAL_ROUNDINGS, FINAL_ROUNDINGS = ROUNDINGS[:4], ROUNDINGS[4:]
TRIAL_ITERATIONS = 25
COARSE_POINTS = 32
PREVIEW_ITERATIONS = 12
SHOWN_EVERY = 0.05


def solve_surface(task: SurfaceTask, progress: Progress | None = None, warm: np.ndarray | None = None) -> SurfaceResult:
    """Minimise the energy of a curve between the task's ends, keeping the curve after every few iterations.

    Partial results, as the curve stands, go to `progress`. With `warm`, latents (n, D), it is a preview: a few steps
    from that curve, moved to the ends. Raises ExplorerError for parameters out of range, ends off the manifold or an
    energy that is not finite; and Cancelled.
    """
    started = time.perf_counter()
    progress = progress or Progress()
    for part in (task.surface, task.method, task.recording):
        check(part)
    if not np.isfinite([*task.source, *task.target]).all():
        raise ExplorerError("An end is not finite: move it back into view.")
    exact = task.surface.exact(task.source, task.target)
    kept = _Recorder(task, progress, exact, started)
    if warm is not None:
        path = _descend(task, _moved(warm, task), (ROUNDINGS[-1],), PREVIEW_ITERATIONS, kept.add, progress)
    elif task.method.optimiser == "fast":
        path = _coarse(task, kept.add, progress.within(0, 0.5))
        path = _descend(task, path, FINE_ROUNDINGS, task.method.iterations, kept.add, progress.within(0.5, 1))
    else:
        path = _as_printed(task, kept.add, progress)
    return kept.result(path)


def surface_scorer(task: SurfaceTask, rounding: float = 0.0) -> Scorer:
    """What scores curves on the task's surface, its distance rounded by so much."""
    surface = task.surface
    return Scorer(surface.embed, NearManifold(surface.distance, surface.stiffness, rounding), task.method)


def quality_map(surface: Surface, rect: tuple[float, float, float, float], columns: int, rows: int) -> np.ndarray:
    """Q, not regularised, at the middles of cells over (x0, y0, x1, y1): (rows, columns), row 0 at y0."""
    x0, y0, x1, y1 = rect
    x = torch.linspace(0, 1, 2 * columns + 1)[1::2] * (x1 - x0) + x0
    y = torch.linspace(0, 1, 2 * rows + 1)[1::2] * (y1 - y0) + y0
    z = torch.stack(torch.meshgrid(x, y, indexing="xy"), -1)
    return NearManifold(surface.distance, surface.stiffness).log_quality(z).exp().numpy()


def _coarse(task: SurfaceTask, on_path: Callable[[Tensor], None], progress: Progress) -> Tensor:
    """The answer on a few points, read on all of them, (n, D); of several starts the one that costs least is shown."""
    starts = _starts(task)
    scorer, times = surface_scorer(task), torch.as_tensor(time_grid(COARSE_POINTS))
    # What is near the answer already must not be led away from it by obstacles that are blurred.
    roundings = TRIAL_ROUNDINGS[2:] if task.recording.start == "grid" else TRIAL_ROUNDINGS
    best, best_cost = [], math.inf
    for index, start in enumerate(starts):
        stage = progress.within(index / len(starts), (index + 1) / len(starts))
        curves = [start]
        curves.append(_descend(task, start, roundings, TRIAL_ITERATIONS, curves.append, stage))
        cost = float(scorer.cost(curves[-1][None], times)[0])
        # An equal cost is no reason to start farther away, or on the other side.
        if not best or cost < best_cost * (1 - 1e-3):
            best, best_cost = curves, cost
    silent = Progress(None, None, progress.cancelled)
    best.append(_descend(task, best[-1], FINAL_ROUNDINGS, task.method.iterations, best.append, silent))
    wanted = torch.as_tensor(time_grid(task.recording.points))
    curves = [linear(curve, times, wanted) for curve in best]
    for curve in curves:
        on_path(curve)
    return curves[-1]


def _starts(task: SurfaceTask) -> list[Tensor]:
    """The first curves to choose from, (COARSE_POINTS, D) each; in space there are no sides."""
    start = task.recording.start if task.surface.flat else "straight"
    if start == "grid" and task.source != task.target:
        ends = np.array([task.source, task.target], float)
        return [at_even_pace(grid_path(surface_scorer(task), *ends), COARSE_POINTS)]
    return [_bowed(task, bow, COARSE_POINTS) for bow in BOWS.get(start, (0.0,))]


def _bowed(task: SurfaceTask, bow: float, points: int) -> Tensor:
    """The line from end to end, (points, D), pushed to its left by a parabola of height `bow` times its length."""
    ends = torch.tensor([task.source, task.target], dtype=torch.float64)
    share = torch.as_tensor(time_grid(points))[:, None]
    line = torch.lerp(ends[0], ends[1], share)
    if bow == 0:
        return line
    way = ends[1] - ends[0]
    return line + 4 * share * (1 - share) * bow * torch.stack([-way[1], way[0]])


def _moved(path: np.ndarray, task: SurfaceTask) -> Tensor:
    """A curve bent to the task's ends, on its grid."""
    ends, times = np.array([task.source, task.target], float), time_grid(task.recording.points)
    own_times = np.linspace(0, 1, len(path))
    return torch.as_tensor(through_anchors(np.asarray(path, float), own_times, ends, np.array([0.0, 1.0]), times))


def _descend(
    task: SurfaceTask,
    path: Tensor,
    roundings: tuple[float, ...],
    iterations: int,
    on_path: Callable[[Tensor], None],
    progress: Progress,
) -> Tensor:
    """The fast solver from a path (n, D), on ever less rounded distances."""
    times = time_grid(len(path))
    ends = path[[0, -1]]
    for stage, rounding in enumerate(roundings):
        scorer = surface_scorer(task, rounding)
        share = progress.within(stage / len(roundings), (stage + 1) / len(roundings))
        listener = Progress(share.on_report, lambda paths: on_path(paths[0]), progress.cancelled)
        search = Search(task.method, scorer, ends[None], np.array([0.0, 1.0]), times)
        search.check_start(path[None], search.costs(path[None], times))
        path = search.descend(path[None], times, iterations, task.method.tolerance, listener).paths[0]
    return path


def _as_printed(task: SurfaceTask, on_path: Callable[[Tensor], None], progress: Progress) -> Tensor:
    """One of the papers' own optimisers, on the unrounded distance, from the cheapest of the first curves."""
    listener = Progress(progress.on_report, lambda paths: on_path(paths[0]), progress.cancelled)
    times = time_grid(task.recording.points)
    starts = torch.stack([read(start[None], time_grid(len(start)), times)[0] for start in _starts(task)])
    search = Search(task.method, surface_scorer(task), starts[:1, [0, -1]], np.array([0.0, 1.0]), times)
    search.check_start(starts, search.costs(starts, times))
    return OPTIMISERS[task.method.optimiser](search, starts[None], listener).paths[0]


@dataclass
class _Recorder:
    """Keeps the curve after every few iterations, and shows it now and then."""

    task: SurfaceTask
    progress: Progress
    exact: Exact | None
    started: float

    def __post_init__(self) -> None:
        self._scorer = surface_scorer(self.task)
        self._times = torch.as_tensor(time_grid(self.task.recording.points))
        self._steps: list[Step] = []
        self._iteration = -1
        self._shown = -math.inf

    def add(self, path: Tensor) -> None:
        """Take the curve after one more iteration. Raises Cancelled."""
        self._iteration += 1
        if self._iteration % self.task.recording.every == 0:
            self._steps.append(self._step(path))
        now = time.perf_counter()
        if now - self._shown >= SHOWN_EVERY and self._steps:
            self._shown = now
            self.progress.partial(self._result(path, finished=False))
        self.progress.check()

    def result(self, path: Tensor) -> SurfaceResult:
        """The answer, with the curve itself as the last step. Raises ExplorerError if it is not finite."""
        if not torch.isfinite(path).all():
            raise ExplorerError("The optimiser left the plane: lower K, or choose the fast optimiser.")
        if not self._steps or not np.array_equal(self._steps[-1].latents, path.numpy()):
            self._iteration = max(self._iteration, 0)
            self._steps.append(self._step(path))
        return self._result(path, finished=True)

    def _step(self, path: Tensor) -> Step:
        with torch.no_grad():
            cost = float(self._scorer.cost(path.double()[None], self._times)[0])
        return Step(self._iteration, _numpy(path), _embedded(self.task, path), cost)

    def _result(self, path: Tensor, finished: bool) -> SurfaceResult:
        embedded = _embedded(self.task, path)
        return SurfaceResult(
            self.task,
            tuple(self._steps),
            _numpy(path),
            embedded,
            float(np.linalg.norm(np.diff(embedded, axis=0), axis=1).sum()),
            self.exact,
            None if self.exact is None else _embedded(self.task, torch.as_tensor(self.exact.latents)),
            finished,
            time.perf_counter() - self.started,
        )


def _embedded(task: SurfaceTask, path: Tensor) -> np.ndarray:
    with torch.no_grad():
        return task.surface.embed(path.detach().double()).numpy().copy()


def _numpy(path: Tensor) -> np.ndarray:
    return path.detach().double().numpy().copy()
