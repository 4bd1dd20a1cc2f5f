"""Preconditioned L-BFGS with Armijo's rule, for many independent problems at once."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from .falling import fall, last_steps

Evaluate = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]
"""(p, N) variables of the problems `rows` (p,) -> (p,) costs and (p, N) gradients."""

Precondition = Callable[[Tensor], Tensor]
"""An approximate inverse Hessian of all problems, applied to (P, N)."""

MEMORY = 8
ARMIJO = 1e-4
HALVINGS = 8
LEAST_SCALE, MOST_SCALE = 1e-3, 10.0


@dataclass(frozen=True)
class Minimum:
    """variables (P, N), their costs (P,), how often each problem was evaluated, (P,), and what share of its cost
    the last iterations took off, (P,): 0 for a problem that stopped by itself."""

    variables: Tensor
    cost: Tensor
    evaluations: Tensor
    fell: Tensor


def minimise(
    evaluate: Evaluate,
    start: Tensor,
    precondition: Precondition,
    iterations: int,
    tolerance: float,
    on_step: Callable[[int, Tensor], None],
) -> Minimum:
    """Minimise P costs by at most `iterations` steps each from `start`, (P, N).

    A problem stops by itself when two steps together lower its cost by less than twice `tolerance` of it,
    or when no step lowers it, and is not evaluated any more. Costs never rise; a trial whose cost is not
    finite counts as too long a step. `on_step(iteration, variables)` may raise.
    """
    x = start
    everyone = torch.arange(len(x), device=x.device)
    cost, gradient = evaluate(x, everyone)
    evaluations = torch.ones_like(everyone)
    active = torch.isfinite(cost) & torch.isfinite(gradient).all(-1)
    moves: list[tuple[Tensor, Tensor]] = []
    earlier = cost
    scale, last_gain = torch.ones_like(cost), torch.full_like(cost, math.inf)
    for iteration in range(iterations):
        if not active.any():
            break
        if iteration == iterations - last_steps(iterations):
            earlier = cost
        direction = -_two_loop(torch.where(active[:, None], gradient, 0.0), moves, precondition, scale)
        slope = (direction * gradient).sum(-1)
        uphill = slope >= 0
        if uphill.any():
            direction = torch.where(uphill[:, None], -scale[:, None] * precondition(gradient), direction)
            slope = (direction * gradient).sum(-1)
        step = torch.ones_like(cost)
        new_x, new_cost, new_gradient = x.clone(), cost.clone(), gradient.clone()
        waiting = everyone[active]
        for _ in range(HALVINGS):
            trial = x[waiting] + step[waiting, None] * direction[waiting]
            trial_cost, trial_gradient = evaluate(trial, waiting)
            evaluations[waiting] += 1
            fine = torch.isfinite(trial_cost) & torch.isfinite(trial_gradient).all(-1)
            fine &= trial_cost <= cost[waiting] + ARMIJO * step[waiting] * slope[waiting]
            done, short = waiting[fine], waiting[~fine]
            new_x[done], new_cost[done], new_gradient[done] = trial[fine], trial_cost[fine], trial_gradient[fine]
            step[short] *= _shrink(cost[short], trial_cost[~fine], slope[short], step[short])
            waiting = short
            if not len(waiting):
                break
        moved, change = new_x - x, new_gradient - gradient
        scale = _scaled(scale, moved, change, precondition)
        moves = [*moves[-MEMORY + 1 :], (moved, change)]
        gain = cost - new_cost
        # Kinks of the decoder make single steps short: one alone is no sign of the end.
        active &= (gain > 0) & (gain + last_gain > 2 * tolerance * cost.abs())
        last_gain = gain
        x, cost, gradient = new_x, new_cost, new_gradient
        on_step(iteration, x)
    return Minimum(x, cost, evaluations, torch.where(active, fall(earlier, cost), 0.0))


def _shrink(cost: Tensor, trial_cost: Tensor, slope: Tensor, step: Tensor) -> Tensor:
    """The factor that puts the next trial at the minimum of the parabola through what is known."""
    rise = trial_cost - cost - step * slope
    factor = -0.5 * step * slope / rise
    return torch.where(torch.isfinite(factor), factor.clamp(0.1, 0.5), 0.1)


def _scaled(scale: Tensor, moved: Tensor, change: Tensor, precondition: Precondition) -> Tensor:
    """How much smaller the true inverse Hessian is than the preconditioner, (P,), seen along the last move.

    The usual scaling of L-BFGS. A curved decoder is stiffer than its Gauss-Newton matrix says: without
    this, most first trials are too long and cost an evaluation each.
    """
    seen = (moved * change).sum(-1) / (change * precondition(change)).sum(-1)
    return torch.where(torch.isfinite(seen) & (seen > 0), seen.clamp(LEAST_SCALE, MOST_SCALE), scale)


def _two_loop(
    gradient: Tensor, moves: list[tuple[Tensor, Tensor]], precondition: Precondition, scale: Tensor
) -> Tensor:
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
    direction = scale[:, None] * precondition(direction)
    for s, y, rho, alpha in reversed(kept):
        beta = rho * (y * direction).sum(-1)
        direction = direction + (alpha - beta)[:, None] * s
    return direction
