"""Curves that are linear in their coefficients, X(t) = B(t) c: they differ in the matrix B alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from ..errors import ExplorerError
from .base import Sampler
from .fixed import linear


@dataclass(frozen=True)
class LinearCurve:
    """Curves whose coefficients are their own values at `coefficient_times` (K,).

    anchors (P, k, D) at `anchor_times` (k,), which are among the coefficient times, stay fixed.
    `matrix` gives B (m, K) for times (m,). Raises ExplorerError for anchors at nearly the same time.
    """

    anchors: Tensor
    anchor_times: np.ndarray
    coefficient_times: np.ndarray
    matrix: Callable[[np.ndarray], np.ndarray]

    def __post_init__(self) -> None:
        if np.count_nonzero(self._fixed) != len(self.anchor_times):
            raise ExplorerError("Two control points are at nearly the same time: move or remove one.")

    @cached_property
    def _fixed(self) -> np.ndarray:
        apart = np.abs(self.coefficient_times[:, None] - self.anchor_times)
        return np.asarray((apart < 1e-9).any(axis=1))

    @property
    def free_times(self) -> np.ndarray:
        """The times of the free coefficients, (M / D,)."""
        return self.coefficient_times[~self._fixed]

    def free_matrix(self, times: np.ndarray) -> np.ndarray:
        """B for the free coefficients alone, (m, M / D)."""
        return self.matrix(times)[:, ~self._fixed]

    def start(self, path: Tensor, times: np.ndarray) -> Tensor:
        """The paths' values, linear between their points, at the times of the free coefficients."""
        return read(path, times, self.free_times).flatten(1)

    def at(self, times: np.ndarray) -> Sampler:
        """Points (p, m, D) of variables (p, M)."""
        matrix = self.matrix(times)
        moved = self._tensor(matrix[:, ~self._fixed])
        still = self._tensor(matrix[:, self._fixed]) @ self.anchors

        def sample(variables: Tensor, rows: Tensor) -> Tensor:
            return still[rows] + moved @ variables.reshape(len(rows), moved.shape[1], still.shape[-1])

        return sample

    def _tensor(self, values: np.ndarray) -> Tensor:
        return torch.as_tensor(values, dtype=self.anchors.dtype, device=self.anchors.device)


def read(paths: Tensor, times: np.ndarray, wanted: np.ndarray) -> Tensor:
    """Paths (P, m, D) at other times (w,), linear between their points: (P, w, D)."""
    rows = paths.transpose(0, 1).flatten(1)
    values = linear(rows, torch.as_tensor(times), torch.as_tensor(wanted))
    return values.reshape(len(wanted), len(paths), paths.shape[-1]).transpose(0, 1)
