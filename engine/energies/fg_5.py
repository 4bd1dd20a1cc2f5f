"""FG eqs. 5/6: each step is weighed by the quality at its middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .base import ENERGIES, Energy, LogQuality

if TYPE_CHECKING:
    from torch import Tensor


def at_middles(log_quality: LogQuality, points: Tensor, midpoints: Tensor, times: Tensor) -> Tensor:
    """log^2 Q_eps at the middles of the steps, (..., n-1)."""
    return log_quality(midpoints, (times[1:] + times[:-1]) / 2).square()


FG_5 = ENERGIES.register("fg-5")(Energy("FG eq. 5", at_middles, lambda dt: 1 / dt))
