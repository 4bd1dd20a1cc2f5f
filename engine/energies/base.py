"""An energy: a sum over the steps of a path of weight times squared distance. Nothing here loads torch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..registry import Registry

if TYPE_CHECKING:
    from torch import Tensor

ENERGIES = Registry("energy")


@dataclass(frozen=True)
class Energy:
    """cost = sum_i weights_i * d^2(x_i, x_{i+1}) * step_factor(dt_i).

    `weights(log_quality, points, midpoints)` is log^2 of the step's regularised quality, (..., n-1),
    for points (..., n, D) and midpoints (..., n-1, D); `log_quality` maps points to log Q_eps.
    """

    label: str
    weights: Callable[[Callable[[Tensor], Tensor], Tensor, Tensor], Tensor]
    step_factor: Callable[[Tensor], Tensor]
