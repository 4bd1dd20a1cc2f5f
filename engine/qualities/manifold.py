"""Distance from a manifold (FG eq. 12)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class NearManifold:
    """Q(z) = 1/2 exp(-K d(z)), K = `stiffness` > 0 and d >= 0 the distance from the manifold (FG eq. 12).

    `distance` maps (..., D) to (...). With `rounding` r > 0 its kink is rounded to sqrt(d^2 + r^2) - r, which a
    solver can follow downhill; r = 0 is the printed formula.
    """

    distance: Callable[[Tensor], Tensor]
    stiffness: float
    rounding: float = 0.0

    def log_quality(self, z: Tensor, times: Tensor | None = None) -> Tensor:
        """-log 2 - K d(z)."""
        distance = self.distance(z)
        if self.rounding > 0:
            # The same as sqrt(d^2 + r^2) - r, without cancellation where d is small.
            square = distance.square()
            distance = square / ((square + self.rounding**2).sqrt() + self.rounding)
        return -math.log(2) - self.stiffness * distance
