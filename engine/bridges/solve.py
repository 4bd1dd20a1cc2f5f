"""From the parameters of the bridge methods to their paths."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from ..errors import ExplorerError
from ..progress import Progress
from . import gaussian_process, ornstein_uhlenbeck
from .chain import Move, Stretch, chain, chain_law, refine
from .kept import KEPT
from .langevin import STEPS_PER_RELAXATION, Anchored, Chains, relaxation_time

if TYPE_CHECKING:
    from ..methods.base import Problem, Solution
    from ..methods.gp_bridge import GPBridge
    from ..methods.langevin_bridge import LangevinBridge
    from ..methods.ou_bridge import OUBridge

MOST_POINTS = 4000
"""Points of the grid on which Langevin bridges are sampled."""
MOST_NUMBERS = 2**24
"""Numbers in the states of all Langevin chains; a move needs a few times their memory."""
PREVIEW_MOVES = 30


def solve_ou_bridge(method: OUBridge, problem: Problem, progress: Progress) -> Solution:
    """Ornstein-Uhlenbeck bridges through the anchors. Raises ExplorerError for unstable steps, and Cancelled."""
    from ..methods.base import Solution

    if method.sampler == "exact":
        latents = chain(problem, method.T, ornstein_uhlenbeck.exact, progress)
        return Solution(
            latents, note=_prior_note(problem), law=chain_law(problem, method.T, ornstein_uhlenbeck.inner_moments)
        )
    errors = [(0.0, 0.0)]

    def bridge(stretch: Stretch, dtype: torch.dtype) -> Move:
        move = ornstein_uhlenbeck.euler_maruyama(stretch, dtype)
        errors.append(ornstein_uhlenbeck.euler_maruyama_error(stretch))
        return move

    latents = chain(problem, method.T, bridge, progress, method.steps)
    mean, spread = (max(values) for values in zip(*errors))
    note = f"Euler-Maruyama: the mean is off by up to {mean:.2g}, the standard deviation by up to {spread:.2g}."
    law = chain_law(problem, method.T, ornstein_uhlenbeck.euler_maruyama_moments, method.steps)
    return Solution(latents, note=_join(note, _prior_note(problem)), law=law)


def solve_gp_bridge(method: GPBridge, problem: Problem, progress: Progress) -> Solution:
    """Gaussian-process bridges through the anchors. Raises ExplorerError where there is none, and Cancelled."""
    from ..methods.base import Solution

    jitters = [0.0]

    def bridge(stretch: Stretch, dtype: torch.dtype) -> Move:
        move = gaussian_process.gaussian_process(method, stretch, dtype)
        jitters.append(gaussian_process.conditional(method, tuple(stretch.elapsed.tolist())).jitter)
        return move

    latents = chain(problem, method.T, bridge, progress)
    jitter = max(jitters)
    note = f"The covariance is numerically singular: {jitter:.1g} was added to every variance." if jitter else ""
    law = chain_law(problem, method.T, partial(gaussian_process.inner_moments, method))
    return Solution(latents, note=_join(note, _prior_note(problem)), law=law)


def solve_langevin_bridge(method: LangevinBridge, problem: Problem, progress: Progress) -> Solution:
    """Langevin bridges of the model's prior through the anchors; partial results are the chains so far.

    A preview is a short chain. Raises ExplorerError for a prior without score or Laplacian, and Cancelled.
    """
    from ..methods.base import Solution

    prior = problem.model.prior
    if not (hasattr(prior, "score") and hasattr(prior, "laplacian")):
        raise ExplorerError(
            f"The prior {prior.name!r} has no score and Laplacian, so it has no Langevin bridge: "
            "choose another method or model."
        )
    anchored, substeps, note = _anchored(method.T, problem)
    if problem.draws * anchored.times.numel() * anchored.anchors.shape[1] > MOST_NUMBERS:
        raise ExplorerError(
            f"{problem.draws} Langevin bridges of {anchored.times.numel()} points are too many at once: "
            "ask for fewer draws, fewer points or a shorter T."
        )
    rows = torch.searchsorted(problem.times.cpu(), problem.anchor_times.cpu())

    def latents(paths: Tensor) -> Tensor:
        points = paths[:, ::substeps].float()
        points[:, rows] = problem.anchors.cpu()
        return points.to(problem.anchors.device)

    stage = Progress(progress.on_report, lambda paths: progress.partial(latents(paths)), progress.cancelled)
    with torch.no_grad():
        key = _key(method, problem)
        chains = None if problem.preview else KEPT.take(prior, key)
        share = 0.0
        if chains is None or chains.moves > method.moves:
            chains = Chains(prior, anchored, problem.draws, problem.generator, own_seeds=problem.own_seeds)
            if problem.preview:
                chains.burn_in(PREVIEW_MOVES, Progress(cancelled=progress.cancelled))
                return Solution(latents(chains.paths), note=note)
            share = method.burn_in / (method.burn_in + method.moves)
            chains.burn_in(method.burn_in, stage.within(0, share))
        try:
            chains.run(method.moves - chains.moves, stage.within(share, 1))
        finally:
            KEPT.keep(prior, key, chains)
    size = float(chains.size.mean())
    said = f"{chains.acceptance:.0%} of the moves were accepted, {chains.moves} moves of size {size:.2g}."
    return Solution(latents(chains.paths), note=_join(said, note))


def _key(method: LangevinBridge, problem: Problem) -> tuple:
    """All that a chain depends on but the number of its moves."""
    arrays = (problem.anchors.cpu(), problem.anchor_times, problem.times, problem.generator.get_state())
    asked = (method.T, method.burn_in, problem.draws, problem.own_seeds, str(problem.anchors.device))
    return (*asked, *(array.numpy().tobytes() for array in arrays))


def _anchored(duration: float, problem: Problem) -> tuple[Anchored, int, str]:
    """The grid of the diffusion, how many times finer it is than the path's, and a note where it is too coarse."""
    prior, times = problem.model.prior, problem.times.cpu()
    relaxation = relaxation_time(prior)
    wanted = relaxation / STEPS_PER_RELAXATION
    longest = duration * float(times.diff().max())
    substeps = max(1, min(math.ceil(longest / wanted), MOST_POINTS // len(times)))
    step, note = longest / substeps, ""
    if step > wanted * (1 + 1e-9):
        note = f"The diffusion forgets within {relaxation:.2g}, which steps of {step:.2g} resolve only coarsely."
    grid = refine(times, substeps)
    rows = torch.searchsorted(grid, problem.anchor_times.cpu())
    block = max(relaxation, STEPS_PER_RELAXATION * step)
    return Anchored(duration * grid, rows, problem.anchors.cpu().double(), block), substeps, note


def _prior_note(problem: Problem) -> str:
    name = problem.model.prior.name
    return "" if name == "normal" else f"This process belongs to the normal prior; the model's is {name}."


def _join(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
