"""Paths of a system from many starts."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from ..errors import ExplorerError
from ..progress import Progress
from .solvers import FIXED_STEP, FixedStep
from .systems import System

ADAPTIVE = "dopri5"
TOLERANCE = 1e-5
"""Of dopri5, relative and absolute."""
MOST_ADAPTIVE_STEPS = 10_000
ARRIVED = 1 - 1e-9
"""The share of a step that is all of it, up to rounding."""
CHUNK = 512
"""Paths solved together: few enough for their states to stay in the processor's cache."""

SOLVER_LABELS = {"euler": "Euler", "rk4": "Runge-Kutta 4", ADAPTIVE: "Dormand-Prince 5"}


@torch.no_grad()
def integrate(
    system: System,
    states: Tensor,
    times: Tensor,
    solver: str = "rk4",
    steps: int = 32,
    progress: Progress | None = None,
) -> Tensor:
    """Positions (N, n, D) at `times` (n,), from states (N, S) at times[0].

    `times` rise, or fall to go back. A solver with a fixed step takes `steps` equal ones from the first time to
    the last and joins them, by straight lines for Euler and cubics for Runge-Kutta, so the times need not be
    among them; dopri5 chooses its own. Raises Cancelled, and ExplorerError where a path leaves every bound.
    """
    progress = progress or Progress()
    parts = []
    for start in range(0, len(states), CHUNK):
        part, stage = states[start : start + CHUNK], progress.within(start / len(states), 1.0)
        if solver == ADAPTIVE:
            parts.append(_adaptive(system, part, times, stage))
        else:
            parts.append(_fixed(FIXED_STEP[solver], system, part, times.tolist(), steps, stage))
    positions = torch.cat(parts)
    if not positions.isfinite().all():
        raise ExplorerError(
            "The dynamics ran off to infinity: choose a smaller velocity, less time, or more steps of the solver."
        )
    return positions


def _fixed(
    rule: FixedStep, system: System, states: Tensor, times: list[float], steps: int, progress: Progress
) -> Tensor:
    begin, end = times[0], times[-1]
    h = (end - begin) / steps
    positions = torch.empty(len(states), len(times), system.dimension, dtype=states.dtype, device=states.device)
    positions[:, 0] = system.position(states)
    state, stage = states.clone(), torch.empty_like(states)
    slopes = [torch.empty_like(states) for _ in range(rule.stages)]
    system.fill(state, slopes[0])
    wanted = 1
    for index in range(steps):
        progress.check()
        last = index == steps - 1
        shares = []
        while wanted + len(shares) < len(times) and (share := (times[wanted + len(shares)] - begin) / h - index) <= 1:
            shares.append(share)
        shares += [1.0] * (len(times) - wanted - len(shares)) if last else []
        before = (state.clone(), slopes[0].clone()) if any(share < ARRIVED for share in shares) else None
        rule.step(system.fill, state, slopes, stage, h)
        if not last or rule.cubic:
            system.fill(state, slopes[0])
        for share in shares:
            found = state if before is None or share >= ARRIVED else _between(rule, *before, state, slopes[0], h, share)
            positions[:, wanted] = system.position(found)
            wanted += 1
    return positions


def _between(
    rule: FixedStep, state: Tensor, slope: Tensor, following: Tensor, following_slope: Tensor, h: float, share: float
) -> Tensor:
    """The curve at a share in [0, 1] of a step; Hermite's cubic takes values and slopes of both ends."""
    if not rule.cubic:
        return torch.lerp(state, following, share)
    rest = 1 - share
    ends = (1 + 2 * share) * rest**2 * state + share**2 * (3 - 2 * share) * following
    return ends + h * share * rest * (rest * slope - share * following_slope)


class _Watched:
    """A system whose solver reports its steps; torchdiffeq calls `callback_step` before each."""

    def __init__(self, system: System, begin: float, end: float, progress: Progress) -> None:
        self.system, self.begin, self.end, self.progress = system, begin, end, progress

    def __call__(self, time: Tensor, state: Tensor) -> Tensor:
        return self.system(time, state)

    def callback_step(self, time: Tensor, state: Tensor, h: Tensor) -> None:
        self.progress.report((float(time) - self.begin) / (self.end - self.begin), "solving the dynamics")


def _adaptive(system: System, state: Tensor, times: Tensor, progress: Progress) -> Tensor:
    from torchdiffeq import odeint

    watched: Any = _Watched(system, float(times[0]), float(times[-1]), progress)
    options = {"max_num_steps": MOST_ADAPTIVE_STEPS}
    try:
        found: Any = odeint(
            watched, state, times.to(state.device), rtol=TOLERANCE, atol=TOLERANCE, method=ADAPTIVE, options=options
        )
    except AssertionError as error:
        raise ExplorerError(
            "The dynamics are too stiff for Dormand-Prince: choose Runge-Kutta, or a smaller velocity.", str(error)
        ) from error
    return system.position(found).transpose(0, 1)
