"""Round lengths for the scale bar."""

from __future__ import annotations

import math


def nice_length(longest: float) -> float:
    """The longest of ..., 0.1, 0.2, 0.5, 1, 2, 5, ... that is not above `longest`."""
    power = 10.0 ** math.floor(math.log10(longest))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= longest * (1.0 + 1e-9))


def written(length: float) -> str:
    """The length in as few digits as it has."""
    return f"{length:.0e}" if not 1e-3 <= length < 1e5 else f"{length:g}"
