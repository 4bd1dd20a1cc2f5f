"""A quick answer while a hand moves an anchor: how the geodesic last found gives way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from ...curves import LinearCurve
from ...curves.linear_curve import read
from ...progress import Progress
from ...scoring import Scorer
from ..lbfgs import minimise
from ..objective import Objective
from ..preconditioner import make_preconditioner
from ..search import Search

POINTS = 18
ITERATIONS = 1
SKETCH_ITERATIONS = 3
TOLERANCE = 2e-3


def preview(search: Search, warm: Tensor, progress: Progress) -> Tensor:
    """Paths (P, n, D) near the geodesics, from those found before an anchor was moved, (P, m, D). Raises Cancelled."""
    bent = search.moved(warm)
    times = search.grid(POINTS)
    curve = search.curve(times)
    if not isinstance(curve, LinearCurve) or len(times) >= len(search.times):
        return bent
    coarse = read(bent, search.times, times)
    progress.check()
    if search.sketch is None:
        moved = search.descend(coarse, times, ITERATIONS, TOLERANCE, Progress(cancelled=progress.cancelled)).paths
    else:
        own_times = search.times if warm.shape[1] == len(search.times) else np.linspace(0, 1, warm.shape[1])
        moved = _by_sketch(search, search.sketch, curve, coarse, read(warm, own_times, times), times)
    moved = search.better(coarse, search.pinned(moved, times), times)
    # What changes is smooth; the detail of the path found before stays.
    return search.pinned(bent + search.upsampled(moved - coarse, times), search.times)


def _by_sketch(
    search: Search, sketch: Scorer, curve: LinearCurve, bent: Tensor, before: Tensor, times: np.ndarray
) -> Tensor:
    """The sketch's own answer, put right by what it got wrong before the move; paths (P, m, D) on a coarse grid.

    A path found before has no slope in the decoder's energy. The slope that it has in the sketch's is the
    sketch's fault, and is taken off.
    """
    anchor_rows = np.searchsorted(times, search.anchor_times - 1e-9)
    old = replace(search, anchors=before[:, anchor_rows]).curve(times)
    everyone = torch.arange(len(bent), device=bent.device)
    _, fault = Objective(sketch, old, times).evaluate(old.start(before, times), everyone)
    objective, start = Objective(sketch, curve, times), curve.start(bent, times)

    def evaluate(variables: Tensor, rows: Tensor) -> tuple[Tensor, Tensor]:
        cost, gradient = objective.evaluate(variables, rows)
        return cost - (fault[rows] * (variables - start[rows])).sum(-1), gradient - fault[rows]

    precondition = make_preconditioner(sketch, curve, bent, times, everywhere=True)
    found = minimise(evaluate, start, precondition, SKETCH_ITERATIONS, TOLERANCE, lambda step, variables: None)
    return objective.points(found.variables)
