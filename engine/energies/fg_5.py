"""FG eqs. 5/6: each step is weighed by the quality at its middle."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .base import ENERGIES, Energy

if TYPE_CHECKING:
    from torch import Tensor


def _weights(log_quality: Callable[[Tensor], Tensor], points: Tensor, midpoints: Tensor) -> Tensor:
    return log_quality(midpoints).square()


FG_5 = ENERGIES.register("fg-5")(Energy("FG eq. 5", _weights, lambda dt: 1 / dt))
