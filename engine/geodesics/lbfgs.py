"""Preconditioned L-BFGS with Armijo's rule, for many independent problems at once."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

Evaluate = Callable[[Tensor], tuple[Tensor, Tensor]]
"""(P, N) variables -> (P,) costs and (P, N) gradients."""

MEMORY = 8
ARMIJO = 1e-4
HALVINGS = 8
LONGER = 2.0


@dataclass(frozen=True)
class Minimum:
    """variables (P, N), their costs (P,), how many evaluations of all problems it took, and which problems
    stopped by themselves, (P,), before the iterations ran out."""

    variables: Tensor
    cost: Tensor
    evaluations: int
    settled: Tensor


def minimise(
    evaluate: Evaluate,
    start: Tensor,
    precondition: Callable[[Tensor], Tensor],
    iterations: int,
    tolerance: float,
    on_step: Callable[[int, Tensor], None],
) -> Minimum:
    """Minimise P costs by at most `iterations` steps each from `start`, (P, N).

    `precondition` applies an approximate inverse Hessian to (P, N). A problem stops by itself when two
    steps together lower its cost by less than twice `tolerance` of it, or when no step lowers it. Costs never rise; a
    trial whose cost is not finite counts as too long a step. `on_step(iteration, variables)` may raise.
    """
    x = start
    cost, gradient = evaluate(x)
    evaluations = 1
    active = torch.isfinite(cost) & torch.isfinite(gradient).all(-1)
    moves: list[tuple[Tensor, Tensor]] = []
    last_gain = torch.full_like(cost, math.inf)
    first_step = torch.ones_like(cost)
    for iteration in range(iterations):
        if not active.any():
            break
        direction = -_two_loop(torch.where(active[:, None], gradient, 0.0), moves, precondition)
        slope = (direction * gradient).sum(-1)
        uphill = slope >= 0
        if uphill.any():
            direction = torch.where(uphill[:, None], -precondition(gradient), direction)
            slope = (direction * gradient).sum(-1)
        step = first_step
        waiting = active.clone()
        new_x, new_cost, new_gradient = x, cost, gradient
        for _ in range(HALVINGS):
            trial = torch.where(waiting[:, None], x + step[:, None] * direction, new_x)
            trial_cost, trial_gradient = evaluate(trial)
            evaluations += 1
            fine = waiting & torch.isfinite(trial_cost) & (trial_cost <= cost + ARMIJO * step * slope)
            fine &= torch.isfinite(trial_gradient).all(-1)
            new_x = torch.where(fine[:, None], trial, new_x)
            new_cost = torch.where(fine, trial_cost, new_cost)
            new_gradient = torch.where(fine[:, None], trial_gradient, new_gradient)
            waiting &= ~fine
            if not waiting.any():
                break
            step = torch.where(waiting, step * _shrink(cost, trial_cost, slope, step), step)
        moves = [*moves[-MEMORY + 1 :], (new_x - x, new_gradient - gradient)]
        # A curved decoder allows short steps only: the next search begins near where this one ended.
        first_step = (LONGER * step).clamp(max=1.0)
        gain = cost - new_cost
        # Kinks of the decoder make single steps short: one alone is no sign of the end.
        active &= (gain > 0) & (gain + last_gain > 2 * tolerance * cost.abs())
        last_gain = gain
        x, cost, gradient = new_x, new_cost, new_gradient
        on_step(iteration, x)
    return Minimum(x, cost, evaluations, ~active)


def _shrink(cost: Tensor, trial_cost: Tensor, slope: Tensor, step: Tensor) -> Tensor:
    """The factor that puts the next trial at the minimum of the parabola through what is known."""
    rise = trial_cost - cost - step * slope
    factor = -0.5 * step * slope / rise
    return torch.where(torch.isfinite(factor), factor.clamp(0.1, 0.5), 0.1)


def _two_loop(gradient: Tensor, moves: list[tuple[Tensor, Tensor]], precondition: Callable[[Tensor], Tensor]) -> Tensor:
    """L-BFGS's approximate inverse Hessian times the gradient; moves without positive curvature are left out."""
    direction = gradient
    kept = []
    for s, y in reversed(moves):
        curvature = (s * y).sum(-1)
        sound = curvature > 1e-10 * s.norm(dim=-1) * y.norm(dim=-1)
        rho = torch.where(sound, 1 / torch.where(sound, curvature, 1.0), 0.0)
        alpha = rho * (s * direction).sum(-1)
        direction = direction - alpha[:, None] * y
        kept.append((s, y, rho, alpha))
    direction = precondition(direction)
    for s, y, rho, alpha in reversed(kept):
        beta = rho * (y * direction).sum(-1)
        direction = direction + (alpha - beta)[:, None] * s
    return direction
