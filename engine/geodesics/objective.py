"""The energy of a curve as a function of its free coefficients."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from ..curves.linear_map import CurveBasis
from ..scoring import Scorer


class Objective:
    """cost(c) for P paths that share one basis; coefficients are (P, k, D), of which m are free."""

    def __init__(self, scorer: Scorer, basis: CurveBasis, like: Tensor) -> None:
        def on_device(values):
            return torch.as_tensor(values, dtype=like.dtype, device=like.device)

        self.scorer = scorer
        self.basis = basis
        self.times = on_device(basis.times)
        self.at_times, self.at_midpoints = on_device(basis.at_times), on_device(basis.at_midpoints)
        self.free = torch.as_tensor(basis.free, device=like.device)

    def points(self, coefficients: Tensor) -> Tensor:
        """The curve at its times, (P, n, D)."""
        return coefficients if self.basis.is_identity else self.at_times @ coefficients

    def midpoints(self, coefficients: Tensor) -> Tensor:
        """The curve at the middles of its steps, (P, n-1, D)."""
        if self.basis.is_identity:
            return (coefficients[:, 1:] + coefficients[:, :-1]) / 2
        return self.at_midpoints @ coefficients

    def cost(self, coefficients: Tensor) -> Tensor:
        """The energies, (P,)."""
        return self.scorer.cost(self.points(coefficients), self.times, self.midpoints(coefficients))

    def evaluator(self, coefficients: Tensor) -> Callable[[Tensor], tuple[Tensor, Tensor]]:
        """Cost and gradient as functions of the free part, (P, m D), of these coefficients."""

        def evaluate(variables: Tensor) -> tuple[Tensor, Tensor]:
            free = variables.detach().requires_grad_()
            cost = self.cost(self.with_free(coefficients, free))
            (gradient,) = torch.autograd.grad(cost.sum(), free)
            return cost.detach(), gradient

        return evaluate

    def free_part(self, coefficients: Tensor) -> Tensor:
        """The free coefficients in one row a path, (P, m D)."""
        return coefficients[:, self.free].flatten(1)

    def with_free(self, coefficients: Tensor, variables: Tensor) -> Tensor:
        """The coefficients with their free part replaced by (P, m D) variables."""
        index = self.free.nonzero()[:, 0]
        values = variables.reshape(len(coefficients), len(index), coefficients.shape[-1])
        return coefficients.detach().index_copy(1, index, values)
