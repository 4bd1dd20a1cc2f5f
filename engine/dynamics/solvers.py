"""Solvers of ordinary differential equations with a fixed step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

Derivative = Callable[[Tensor], Tensor]
"""dy/dt of states (N, S), which do not depend on the time."""


@dataclass(frozen=True)
class FixedStep:
    """An explicit one-step rule. `step(derivative, state, slope, h)` gives the state after h, `slope` being the
    derivative at `state`; `cubic` says whether the curve between two steps follows both slopes, or is straight."""

    step: Callable[[Derivative, Tensor, Tensor, float], Tensor]
    cubic: bool


def _euler(derivative: Derivative, state: Tensor, slope: Tensor, h: float) -> Tensor:
    return torch.add(state, slope, alpha=h)


def _three_eighths(derivative: Derivative, state: Tensor, slope: Tensor, h: float) -> Tensor:
    """Kutta's 3/8 rule, of order 4, which is also torchdiffeq's 'rk4' (Kutta 1901; Hairer et al., table II.1.2)."""
    second = derivative(torch.add(state, slope, alpha=h / 3))
    third = derivative(torch.add(state, second, alpha=h).sub_(slope, alpha=h / 3))
    fourth = derivative(torch.add(state, slope, alpha=h).sub_(second, alpha=h).add_(third, alpha=h))
    second.add_(third).mul_(3).add_(slope).add_(fourth)
    return torch.add(state, second, alpha=h / 8)


FIXED_STEP = {"euler": FixedStep(_euler, cubic=False), "rk4": FixedStep(_three_eighths, cubic=True)}
