"""RI's gradient descent from the straight line."""

from __future__ import annotations

import torch
from torch import Tensor

from ...progress import Progress
from ..falling import fall, last_steps
from ..objective import Objective
from ..search import Found, Search
from .base import OPTIMISERS

LONGER, SHORTER = 1.5, 0.5


@OPTIMISERS.register("ri-descent")
def descent(search: Search, starts: Tensor, progress: Progress) -> Found:
    """Plain gradient descent on the curve's variables (RI sec. 4, below eq. 3).

    The paper gives no rate. Each path has its own: it grows after a step that lowered the cost, and is
    halved, without a step, after one that did not. Raises Cancelled.
    """
    method = search.method
    curve = search.curve(search.times)
    objective = Objective(search.scorer, curve, search.times)
    variables = curve.start(search.cheapest(starts), search.times)
    everyone = torch.arange(len(variables), device=variables.device)
    cost, gradient = objective.evaluate(variables, everyone)
    rate = 0.01 / gradient.norm(dim=-1).clamp_min(1e-30)
    earlier = cost
    for step in range(method.steps):
        if step == method.steps - last_steps(method.steps):
            earlier = cost
        progress.report(step / method.steps)
        trial = variables - rate[:, None] * gradient
        trial_cost, trial_gradient = objective.evaluate(trial, everyone)
        lower = torch.isfinite(trial_cost) & torch.isfinite(trial_gradient).all(-1) & (trial_cost < cost)
        variables = torch.where(lower[:, None], trial, variables)
        gradient = torch.where(lower[:, None], trial_gradient, gradient)
        cost = torch.where(lower, trial_cost, cost)
        rate = rate * torch.where(lower, LONGER, SHORTER)
        progress.partial(search.pinned(objective.points(variables), search.times))
    paths = search.pinned(objective.points(variables), search.times)
    return Found(paths, cost, fall(earlier, cost))
