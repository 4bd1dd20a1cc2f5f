"""Solvers of ordinary differential equations with a fixed step, which work in place: many paths at once are bound by
memory otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

Fill = Callable[[Tensor, Tensor], None]
"""Writes dy/dt of states (N, S), which do not depend on the time, into the second argument."""


@dataclass(frozen=True)
class FixedStep:
    """An explicit one-step rule.

    `step(fill, state, slopes, stage, h)` moves `state` on by h. `slopes[0]` holds the derivative at `state`;
    the other slopes, `stages` of them in all, and `stage` are room for the rule to work in. `cubic` says
    whether the curve between two steps follows both slopes, or is straight.
    """

    step: Callable[[Fill, Tensor, list[Tensor], Tensor, float], None]
    stages: int
    cubic: bool


def _euler(fill: Fill, state: Tensor, slopes: list[Tensor], stage: Tensor, h: float) -> None:
    state.add_(slopes[0], alpha=h)


def _three_eighths(fill: Fill, state: Tensor, slopes: list[Tensor], stage: Tensor, h: float) -> None:
    """Kutta's 3/8 rule, of order 4, which is also torchdiffeq's 'rk4' (Kutta 1901; Hairer et al., table II.1.2)."""
    first, second, third, fourth = slopes
    fill(torch.add(state, first, alpha=h / 3, out=stage), second)
    fill(torch.add(state, second, alpha=h, out=stage).sub_(first, alpha=h / 3), third)
    fill(torch.add(state, first, alpha=h, out=stage).sub_(second, alpha=h).add_(third, alpha=h), fourth)
    second.add_(third).mul_(3).add_(first).add_(fourth)
    state.add_(second, alpha=h / 8)


FIXED_STEP = {"euler": FixedStep(_euler, 1, cubic=False), "rk4": FixedStep(_three_eighths, 4, cubic=True)}
