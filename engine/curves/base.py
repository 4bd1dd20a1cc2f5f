"""A curve: many points from few variables, through given anchors whatever these are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from torch import Tensor

from ..registry import Registry

CURVES = Registry("curve")
"""Name -> function (anchors, anchor_times, times, knots) that makes the curve; see `Curve`."""

Sampler = Callable[[Tensor, Tensor], Tensor]
"""(p, M) variables of the paths `rows` (p,) -> their points (p, m, D)."""


class Curve(Protocol):
    """P curves of one shape, each with M free variables.

    A curve is made from anchors (P, k, D), which it meets at `anchor_times` (k,) for any variables, for a
    path that will be read at `times` (n,).
    """

    def start(self, path: Tensor, times: np.ndarray) -> Tensor:
        """Variables (P, M) of the curves that are nearest to paths (P, m, D) read at `times` (m,)."""
        ...

    def at(self, times: np.ndarray) -> Sampler:
        """How the curves are read at times (m,)."""
        ...
