"""The energy of curves as a function of their variables."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from ..curves import Curve
from ..scoring import Scorer

POINTS_AT_ONCE = 1024
"""Points that are decoded together: memory stays bounded, however many paths there are."""


class Objective:
    """cost(variables) for P paths of one curve, read at `times` (n,)."""

    def __init__(self, scorer: Scorer, curve: Curve, times: np.ndarray) -> None:
        self.scorer, self.curve = scorer, curve
        self.times = torch.as_tensor(times)
        self._at_times = curve.at(times)
        self._at_middles = curve.at((times[1:] + times[:-1]) / 2)

    def points(self, variables: Tensor, rows: Tensor | None = None) -> Tensor:
        """The curves at their times, (p, n, D)."""
        return self._at_times(variables, _rows(variables) if rows is None else rows)

    def midpoints(self, variables: Tensor, rows: Tensor | None = None) -> Tensor:
        """The curves at the middles of their steps, (p, n-1, D)."""
        return self._at_middles(variables, _rows(variables) if rows is None else rows)

    def cost(self, variables: Tensor, rows: Tensor | None = None) -> Tensor:
        """The energies, (p,)."""
        return self.scorer.cost(self.points(variables, rows), self.times, self.midpoints(variables, rows))

    def evaluate(self, variables: Tensor, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Costs (p,) and gradients (p, M) of the paths `rows` (p,) at variables (p, M)."""
        costs, gradients = [], []
        at_once = max(1, POINTS_AT_ONCE // len(self.times))
        for part, part_rows in zip(variables.detach().split(at_once), rows.split(at_once)):
            free = part.clone().requires_grad_()
            cost = self.cost(free, part_rows)
            (gradient,) = torch.autograd.grad(cost.sum(), free)
            costs.append(cost.detach())
            gradients.append(gradient)
        return torch.cat(costs), torch.cat(gradients)


def _rows(variables: Tensor) -> Tensor:
    return torch.arange(len(variables), device=variables.device)
