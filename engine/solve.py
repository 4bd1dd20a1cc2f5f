"""The one function from a request to a result; the window's thread and the command line both call it."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from . import geodesics  # noqa: F401  loaded here, so that the first path's time is its own
from .attribute_share import unseen
from .checks import check_request
from .errors import ExplorerError
from .measures import measure
from .methods import METHODS, Problem, Solution, is_steered
from .metric import Metric
from .model import draw_pixels
from .progress import Progress
from .request import PathRequest, PathResult
from .scoring import Scorer, make_scorer
from .seeing import see
from .times import time_grid

if TYPE_CHECKING:
    from .model import Model

SHOWN_EVERY = 0.05
"""Seconds between two partial results: more often is not seen, and drawing would slow the solver down."""
INFINITE = "The cost is infinite, since Q is zero on the path: raise epsilon above 0."
DECODE_BATCH = 256
PREVIEW_FRAMES = 200
"""A preview of more frames, a fan of many draws, ends with its curves, so that these keep up with the hand."""
QUALITY_BATCH = 4096


def solve(request: PathRequest, model: Model, progress: Progress | None = None) -> PathResult:
    """Compute one path: latents, frames, what classifiers see on them, quality, step distances and cost.

    A preview of more than PREVIEW_FRAMES points ends with stage "path", without frames.
    Partial results (stage 'preview' while the method works, 'path' before the frames are decoded) go
    to `progress`. Raises ExplorerError for a request that does not fit the model, a method that has
    no path to offer, or a decoder that returns NaN; and Cancelled.
    """
    progress = progress or Progress()
    started = time.perf_counter()
    problem = _problem(request, model)
    times = problem.times.cpu().numpy()

    def result(stage, latents: Tensor, **values) -> PathResult:
        latents = _drawn(request, latents)
        seconds = time.perf_counter() - started
        defaults = {"solve_seconds": seconds, "device": str(problem.anchors.device)}
        return PathResult(request, stage, times, _numpy(latents), **{**defaults, **values})

    shown = -math.inf

    def show(latents: Tensor) -> None:
        nonlocal shown
        now = time.perf_counter()
        if now - shown >= SHOWN_EVERY:
            shown = now
            progress.partial(result("preview", latents))

    solution = _solution(request, problem, Progress(progress.on_report, show, progress.cancelled))
    solve_seconds = time.perf_counter() - started
    curve = result(
        "path",
        solution.latents,
        solve_seconds=solve_seconds,
        note=solution.note,
        law=solution.law,
        flight=solution.flight,
    )
    progress.partial(curve)
    if request.preview and solution.latents.shape[:-1].numel() > PREVIEW_FRAMES:
        return curve
    decoding = time.perf_counter()
    with torch.no_grad():
        frames = _frames(model, solution, progress)
        scorer = make_scorer(model, problem.metric)
        quality = _quality(scorer, solution.latents, problem.times)
        flat = frames.flatten(-3)
        step_distances = (flat[..., 1:, :] - flat[..., :-1, :]).square().sum(-1)
        cost = _cost(solution, scorer, problem, flat)
        ends = decode_all(model, problem.anchors[[0, -1]], progress)
        seen = see(model, frames, problem.metric.quality == "attribute", progress)
        drawn = draw_pixels(model, frames, request.seed) if request.pixels == "draw" else frames
    notes = [
        solution.note or ("" if np.isfinite(cost).all() else INFINITE),
        "" if request.preview else unseen(request, seen),
    ]
    values = {"frames": _numpy(frames), "step_distances": _numpy(step_distances), "quality": _numpy(quality)}
    return result(
        "final",
        solution.latents,
        **{**values, "frames": _numpy(drawn)},
        cost=cost,
        measures=measure(times, **values, ends=_numpy(ends), epsilon=problem.metric.epsilon, check=progress.check),
        solve_seconds=solve_seconds,
        frames_seconds=time.perf_counter() - decoding,
        law=solution.law,
        flight=solution.flight,
        seen=seen,
        note=" ".join(filter(None, notes)),
    )


def solve_frames(
    request: PathRequest, model: Model, progress: Progress | None = None, which: Sequence[int] | None = None
) -> np.ndarray:
    """The frames of one path and nothing else, (n, C, H, W) as in `solve`; with `which`, only those of these points.

    Raises as `solve` does.
    """
    progress = progress or Progress()
    solution = _solution(request, _problem(request, model), progress)
    if which is not None:
        chosen = list(which)
        frames = None if solution.frames is None else solution.frames[..., chosen, :, :, :]
        solution = replace(solution, latents=solution.latents[..., chosen, :], frames=frames)
    with torch.no_grad():
        frames = _frames(model, solution, progress)
        return _numpy(draw_pixels(model, frames, request.seed) if request.pixels == "draw" else frames)


def decode_all(model: Model, latents: Tensor, progress: Progress) -> Tensor:
    """Decoded images of latents (..., D), in batches: (..., C, H, W). Raises Cancelled."""
    parts = []
    for part in _rows(latents).split(DECODE_BATCH):
        progress.check()
        parts.append(model.decode(part))
    images = torch.cat(parts)
    return images.reshape(*latents.shape[:-1], *images.shape[1:])


def _solution(request: PathRequest, problem: Problem, progress: Progress) -> Solution:
    solution = request.method.solve(problem, progress)
    flight = solution.flight if request.draws is not None or solution.flight is None else solution.flight.draw(0)
    solution = replace(solution, latents=_drawn(request, solution.latents), flight=flight)
    _check_finite(solution.latents, f"method {METHODS.name_of(request.method)} returned NaN or infinity")
    return solution


def _frames(model: Model, solution: Solution, progress: Progress) -> Tensor:
    """What the decoder makes of a path, unless the method made its frames itself."""
    frames = decode_all(model, solution.latents, progress) if solution.frames is None else solution.frames
    _check_finite(frames, "the decoder returned NaN or infinity")
    return frames


def _problem(request: PathRequest, model: Model) -> Problem:
    dimension = model.header.latent_dimension
    check_request(request, model.header.classes if model.has_classifier else (), model.likelihood)
    _check_velocities(request, dimension)
    rows = [request.source, *(point.latent for point in request.controls), request.target]
    for row in rows:
        if len(row) != dimension:
            raise ExplorerError(f"Model {request.model} has {dimension} latent coordinates, an end has {len(row)}.")
    device = model.device
    anchors = torch.tensor(rows, dtype=torch.float32, device=device)
    _check_finite(anchors, "an end or a control point is not finite")
    control_times = tuple(point.time for point in request.controls)
    times = time_grid(request.points, control_times)
    warm = None if request.warm is None else torch.as_tensor(request.warm, dtype=torch.float32, device=device)
    return Problem(
        model=model,
        anchors=anchors,
        anchor_times=torch.tensor([0.0, *control_times, 1.0], dtype=torch.float64),
        times=torch.as_tensor(times),
        metric=request.method if isinstance(request.method, Metric) else request.metric,
        generator=torch.Generator().manual_seed(request.seed),
        draws=request.draws or 1,
        own_seeds=request.own_seeds,
        own_velocities=request.own_velocities,
        warm=warm,
        preview=request.preview,
    )


def _check_velocities(request: PathRequest, dimension: int) -> None:
    if request.own_velocities and not is_steered(request.method):
        raise ExplorerError(f"Paths of {request.method.label} start with no velocity that could be set.")
    for draw, velocity in request.own_velocities:
        if not 0 <= draw < (request.draws or 1):
            raise ExplorerError(f"There is no such draw to set the velocity of: draws are 1 to {request.draws or 1}.")
        if len(velocity) != dimension or not np.isfinite(velocity).all():
            raise ExplorerError(f"A velocity in {request.model} has {dimension} finite coordinates.")


def _quality(scorer: Scorer, latents: Tensor, times: Tensor) -> Tensor:
    """Q along paths (..., n, D), (..., n), in batches."""
    moments = times.to(latents).expand(latents.shape[:-1]).flatten()
    parts = zip(_rows(latents).split(QUALITY_BATCH), moments.split(QUALITY_BATCH))
    return torch.cat([scorer.log_quality(z, t).exp() for z, t in parts]).reshape(latents.shape[:-1])


def _cost(solution: Solution, scorer: Scorer, problem: Problem, images: Tensor) -> float | np.ndarray:
    """The method's own energy, or that of the metric; `images` (..., n, F) are the flattened frames."""
    if solution.cost is not None:
        return solution.cost
    paths = solution.latents if solution.latents.ndim == 3 else solution.latents[None]
    embedded = images.reshape(*paths.shape[:2], -1) if scorer.metric.space == "decoder" else scorer.embed(paths)
    costs = scorer.cost(paths, problem.times, embedded=embedded)
    return float(costs[0]) if solution.latents.ndim == 2 else _numpy(costs)


def _drawn(request: PathRequest, latents: Tensor) -> Tensor:
    """One path without an axis of draws where none were asked for."""
    return latents[0] if request.draws is None and latents.ndim == 3 else latents


def _rows(latents: Tensor) -> Tensor:
    return latents.reshape(-1, latents.shape[-1])


def _check_finite(values: Tensor, cause: str) -> None:
    if not torch.isfinite(values).all():
        raise ExplorerError(f"No path could be computed: {cause}.")


def _numpy(values: Tensor) -> np.ndarray:
    return values.detach().cpu().numpy()
