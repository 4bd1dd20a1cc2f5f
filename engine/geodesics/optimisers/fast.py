"""The optimiser for use: coarse to fine, in a sketch of the decoder where there is one, by preconditioned L-BFGS."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from ...curves import LinearCurve
from ...curves.linear_curve import read
from ...progress import Progress
from ...starts import may_leap
from ..search import Found, Search
from .base import OPTIMISERS

SKETCH_STAGES = ((20, 30), (50, 40))
"""Points and iterations of the descents in the sketch; none has more points than the path."""
SKETCH_TOLERANCE = 1e-4
COARSE_POINTS = 28
"""On fewer, single steps leap over what is unlikely, and the full grid does not undo it."""
COARSE_ITERATIONS = 12


@OPTIMISERS.register("fast")
def fast(search: Search, starts: Tensor, progress: Progress) -> Found:
    """The method's `iterations` and `tolerance` are those on the full grid.

    A network of time has no coarse form, and is descended upon at once, without a preconditioner. Where the metric may
    leap, half of the iterations are a trial of the two ways that promise most, and the better one has the rest.
    """
    method = search.method
    if not isinstance(search.curve(search.times), LinearCurve):
        return search.descend(search.cheapest(starts), search.times, method.iterations, method.tolerance, progress)
    # A coarse grid has no short first step: the start that makes use of one waits for the fine.
    leaping = starts.shape[1] > 1 and may_leap(search.scorer.metric)
    coarse = starts[:, :-1] if leaping else starts
    rough = _in_sketch if search.sketch else _on_coarse_grid
    paths = rough(search.repeated(coarse.shape[1]), coarse.flatten(0, 1), progress.within(0, 0.4))
    paths = search.cheapest(paths.reshape(coarse.shape))
    progress.partial(paths)
    if not leaping:
        return search.descend(paths, search.times, method.iterations, method.tolerance, progress.within(0.4, 1))
    rivals = torch.stack([paths, starts[:, -1]], 1)
    trial = method.iterations // 2
    quiet = Progress(progress.on_report, cancelled=progress.cancelled).within(0.4, 0.8)
    tried = search.repeated(2).descend(rivals.flatten(0, 1), search.times, trial, method.tolerance, quiet)
    paths = search.cheapest(tried.paths.reshape(rivals.shape))
    rest = method.iterations - trial
    return search.descend(paths, search.times, rest, method.tolerance, progress.within(0.8, 1))


def _in_sketch(search: Search, paths: Tensor, progress: Progress) -> Tensor:
    """Paths (P, n, D) that are short in the sketch, where a step costs a small part of one in the decoder."""
    assert search.sketch is not None
    times = search.times
    for index, (points, iterations) in enumerate(SKETCH_STAGES):
        grid = search.grid(points)
        start = search.evened(read(paths, times, grid), grid, search.sketch)
        stage = _upsampling(search, grid, progress.within(index / 2, (index + 1) / 2))
        paths = search.descend(start, grid, iterations, SKETCH_TOLERANCE, stage, search.sketch).paths
        times = grid
    return search.better_than_straight(search.full(paths, times))


def _on_coarse_grid(search: Search, paths: Tensor, progress: Progress) -> Tensor:
    """Paths (P, n, D) improved on a coarse grid."""
    grid = search.grid(COARSE_POINTS)
    if len(grid) == len(search.times):
        return paths
    coarse = read(paths, search.times, grid)
    coarse = search.better(coarse, search.evened(coarse, grid, search.scorer), grid)
    found = search.descend(
        coarse, grid, COARSE_ITERATIONS, search.method.tolerance, _upsampling(search, grid, progress)
    )
    return search.full(found.paths, grid)


def _upsampling(search: Search, grid: np.ndarray, progress: Progress) -> Progress:
    """Partial results on a coarse grid, handed on as paths on the full one."""
    return Progress(progress.on_report, lambda paths: progress.partial(search.full(paths, grid)), progress.cancelled)
