"""Bridges chained through anchors: from standard normal numbers to paths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from ..progress import Progress
from ..spread import Law
from .noise import DrawNoise

if TYPE_CHECKING:
    from ..methods.base import Problem

NUMBERS_AT_ONCE = 2**22
"""Paths are made in parts of about this many numbers: less memory, and a request can be cancelled between two."""


@dataclass(frozen=True)
class Stretch:
    """One bridge of a chain.

    elapsed (m,): the process's own time from 0 to the stretch's duration, both ends included;
    source (D,) and target (D,): the ends. All float64 on the CPU.
    """

    elapsed: Tensor
    source: Tensor
    target: Tensor


Move = Callable[[Tensor], None]
"""Turns standard normal numbers (draws, m - 2, D) into the inner points of a bridge, in place."""


def refine(times: Tensor, substeps: int) -> Tensor:
    """Every gap of times (n,) divided evenly: ((n - 1) * substeps + 1,), with times[i] at i * substeps exactly."""
    shares = torch.arange(substeps, dtype=times.dtype) / substeps
    return torch.cat([torch.lerp(times[:-1, None], times[1:, None], shares).flatten(), times[-1:]])


def chain(
    problem: Problem,
    duration: float,
    bridge: Callable[[Stretch, torch.dtype], Move],
    progress: Progress,
    substeps: int = 1,
    dtype: torch.dtype = torch.float32,
) -> Tensor:
    """Paths (draws, n, D) in `dtype` on the anchors' device: a bridge of its own from each anchor to the next.

    The whole path lasts `duration`, a stretch its share of it. `bridge` prepares a stretch once, for all
    draws. With `substeps` > 1 the bridges are made on a grid that many times finer. Ends and control
    points are met exactly, and draw i does not depend on the number of draws. Raises Cancelled.

    Numbers are single precision by default, since that is what is handed out; `bridge` is to do in
    double precision what could lose more than rounding.
    """
    anchors = problem.anchors.cpu()
    grid, rows, stretches = _stretches(problem, duration, substeps)
    moves = [(inner, bridge(stretch, dtype)) for inner, stretch in stretches]
    noise = DrawNoise(problem.draws, problem.generator, problem.own_seeds)
    paths = torch.empty(problem.draws, len(problem.times), anchors.shape[1], dtype=dtype)
    at_once = max(1, NUMBERS_AT_ONCE // (len(grid) * anchors.shape[1]))
    work = torch.empty(min(at_once, problem.draws), len(grid), anchors.shape[1], dtype=dtype)
    for start in range(0, problem.draws, at_once):
        progress.report(start / problem.draws)
        part = noise.normal_(work[: problem.draws - start], start)
        for inner, move in moves:
            move(part[:, inner])
        part[:, rows] = anchors.to(dtype)
        paths[start : start + len(part)] = part[:, ::substeps]
    return paths.to(problem.anchors.device)


def chain_law(
    problem: Problem, duration: float, moments: Callable[[Stretch], tuple[Tensor, Tensor]], substeps: int = 1
) -> Law:
    """The exact law of what `chain` makes; `moments` gives mean (m - 2, D) and variance (m - 2,) within a stretch."""
    anchors = problem.anchors.cpu().double()
    grid, rows, stretches = _stretches(problem, duration, substeps)
    mean = torch.empty(len(grid), anchors.shape[1], dtype=torch.float64)
    variance = torch.zeros(len(grid), dtype=torch.float64)
    for inner, stretch in stretches:
        mean[inner], variance[inner] = moments(stretch)
    mean[rows] = anchors
    return Law(mean[::substeps].numpy(), variance[::substeps].numpy())


def _stretches(problem: Problem, duration: float, substeps: int) -> tuple[Tensor, Tensor, list[tuple[slice, Stretch]]]:
    """The refined grid, its rows of the anchors, and each stretch that has inner points, with their rows."""
    grid = refine(problem.times.cpu(), substeps)
    anchors = problem.anchors.cpu().double()
    rows = torch.searchsorted(grid, problem.anchor_times.cpu())
    found = []
    for k in range(len(anchors) - 1):
        first, last = int(rows[k]), int(rows[k + 1])
        if last - first > 1:
            elapsed = duration * (grid[first : last + 1] - grid[first])
            found.append((slice(first + 1, last), Stretch(elapsed, anchors[k], anchors[k + 1])))
    return grid, rows, found
