"""A curve that is a small network of time, its ends tied (FG eq. 9)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from .base import CURVES, Sampler
from .linear_curve import read

HIDDEN = (100, 100, 100, 100, 100)
"""Widths of the hidden layers, as in the authors' published code."""
LAST_LAYER = 1e-2
"""How small the last layer starts, so that the curve starts near the straight line."""
SEED = 0


@CURVES.register("network")
def network(anchors: Tensor, anchor_times: np.ndarray, times: np.ndarray, knots: int) -> NetworkCurve:
    """FG's interpolation network, one for each path; `times` and `knots` are not used."""
    return NetworkCurve(anchors, anchor_times)


@dataclass(frozen=True)
class NetworkCurve:
    """g(t) = f(t) + the polyline through the anchors' distances from f, with f a ReLU network (FG eq. 9).

    With two anchors it is g(t) = (1 - t) (z0 - f(0)) + t (z1 - f(1)) + f(t), as printed. The variables are
    the weights of f. The first ones are drawn with a fixed seed, the same for every path.
    """

    anchors: Tensor
    anchor_times: np.ndarray

    @property
    def _widths(self) -> tuple[int, ...]:
        return (1, *HIDDEN, self.anchors.shape[-1])

    def start(self, path: Tensor, times: np.ndarray) -> Tensor:
        """Weights of curves near the polyline through the anchors, wherever `path` goes."""
        generator = torch.Generator().manual_seed(SEED)
        parts = []
        for inputs, outputs in zip(self._widths, self._widths[1:]):
            bound = 1 / math.sqrt(inputs)
            parts.append((torch.rand(inputs * outputs + outputs, generator=generator) * 2 - 1) * bound)
        parts[-1] = parts[-1] * LAST_LAYER
        return torch.cat(parts).to(self.anchors).expand(len(self.anchors), -1).clone()

    def at(self, times: np.ndarray) -> Sampler:
        """Points (p, m, D) of variables (p, M)."""
        both = np.concatenate([times, self.anchor_times])
        inputs = torch.as_tensor(both, dtype=self.anchors.dtype, device=self.anchors.device)[None, :, None]

        def sample(variables: Tensor, rows: Tensor) -> Tensor:
            values = self._network(inputs, variables)
            free, tied = values[:, : len(times)], values[:, len(times) :]
            return free + read(self.anchors[rows] - tied, self.anchor_times, times)

        return sample

    def _network(self, values: Tensor, variables: Tensor) -> Tensor:
        first = 0
        for i, (inputs, outputs) in enumerate(zip(self._widths, self._widths[1:])):
            weight = variables[:, first : first + inputs * outputs].reshape(-1, inputs, outputs)
            first += inputs * outputs
            values = (values if i == 0 else values.relu()) @ weight + variables[:, None, first : first + outputs]
            first += outputs
        return values
