"""FG Algorithm 1: Adam on the energy at random times."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from ...errors import ExplorerError
from ...progress import Progress
from ..falling import fall, last_steps
from ..objective import Objective
from ..search import Found, Search
from .base import OPTIMISERS

JITTER = 0.8
"""Share of its stratum in which each time is drawn."""


@OPTIMISERS.register("fg-algorithm-1")
def algorithm_1(search: Search, starts: Tensor, progress: Progress) -> Found:
    """Adam steps of the method's `rate`, each at fresh random times, as printed but for the way times are drawn.

    Plain sorted random times may coincide, which divides by zero. Here each lies in a stratum of its own,
    in the middle four fifths of it, so that no step is shorter than a fifth of the mean one.
    Raises ExplorerError if the energy stops being finite, and Cancelled.
    """
    method = search.method
    generator = torch.Generator().manual_seed(method.seed)
    curve = search.curve(search.times)
    variables = curve.start(search.cheapest(starts), search.times).requires_grad_()
    optimiser = torch.optim.Adam([variables], method.rate)
    everyone = torch.arange(len(variables), device=variables.device)
    at = curve.at(search.times)
    final = Objective(search.scorer, curve, search.times)
    earlier = torch.zeros(0)
    for step in range(method.steps):
        if step == method.steps - last_steps(method.steps):
            with torch.no_grad():
                earlier = final.cost(variables)
        progress.report(step / method.steps)
        objective = Objective(search.scorer, curve, stratified(len(search.times), generator))
        cost, variables.grad = objective.evaluate(variables, everyone)
        if not torch.isfinite(cost).all():
            raise ExplorerError(f"The energy was no longer finite after {step} steps: choose a smaller rate.")
        optimiser.step()
        with torch.no_grad():
            progress.partial(search.pinned(at(variables, everyone), search.times))
    with torch.no_grad():
        paths = search.pinned(final.points(variables), search.times)
        cost = final.cost(variables)
    return Found(paths, cost, fall(earlier, cost))


def stratified(points: int, generator: torch.Generator) -> np.ndarray:
    """`points` increasing times, the first 0 and the last 1, each other one drawn around its place on the grid."""
    offset = JITTER * (torch.rand(points - 2, generator=generator, dtype=torch.float64) - 0.5)
    inner = (torch.arange(1, points - 1, dtype=torch.float64) + offset) / (points - 1)
    return np.concatenate([[0.0], inner.numpy(), [1.0]])
