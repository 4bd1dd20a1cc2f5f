"""An energy: a sum over the steps of a path of weight times squared distance. Nothing here loads torch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..registry import Registry

if TYPE_CHECKING:
    from torch import Tensor

ENERGIES = Registry("energy")


LogQuality = Callable[["Tensor", "Tensor"], "Tensor"]


@dataclass(frozen=True)
class Energy:
    """cost = sum_i weights_i * (step_offset(dt_i) + d^2(x_i, x_{i+1}) * step_factor(dt_i)).

    `weights(log_quality, points, midpoints, times)` is log^2 of the step's regularised quality, (..., n-1),
    for points (..., n, D) at times (n,) and midpoints (..., n-1, D) at the middles of the steps;
    `log_quality` maps points and their times to log Q_eps.
    """

    label: str
    weights: Callable[[LogQuality, Tensor, Tensor, Tensor], Tensor]
    step_factor: Callable[[Tensor], Tensor]
    step_offset: Callable[[Tensor], Tensor] = lambda dt: 0 * dt
