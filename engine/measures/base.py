"""What a measure is: one number that says how good a whole path is. NumPy only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..registry import Registry

MEASURES = Registry("measure")
"""Name -> `Measure`."""


@dataclass(frozen=True, eq=False)
class DecodedPath:
    """One path X(t) of images, with what its measures need.

    times (n,) rise from 0 to 1; frames (n, F), flattened, in [0, 1]; step_distances (n-1,), squared;
    quality (n,) of Q; source and target (F,), the images that the path is meant to join; epsilon regularises Q.
    """

    times: np.ndarray
    frames: np.ndarray
    step_distances: np.ndarray
    quality: np.ndarray
    source: np.ndarray
    target: np.ndarray
    epsilon: float

    @property
    def regularised(self) -> np.ndarray:
        """Q_eps = eps + (1 - 2 eps) Q of every point (FG eq. 10), (n,)."""
        return self.epsilon + (1 - 2 * self.epsilon) * self.quality.astype(np.float64)


@dataclass(frozen=True)
class Measure:
    """`compute(path)` gives the number; `definition` says in one sentence what it is.

    `form` says how it is written: as a number, or as a share in percent; `better`, whether less or more of it is
    better, nothing where neither is.
    """

    label: str
    definition: str
    compute: Callable[[DecodedPath], float]
    form: Literal["number", "share"] = "number"
    better: Literal["less", "more", ""] = ""

    def written(self, value: float) -> str:
        """The value in three digits; a dash where it is not known."""
        return f"{100 * value:.2g} %" if self.form == "share" and np.isfinite(value) else written(value)


def written(value: float) -> str:
    """A number in three digits; a dash for one that is not known."""
    if np.isnan(value):
        return "\N{EN DASH}"
    if np.isinf(value):
        return "\N{INFINITY}"
    if value == 0:
        return "0"
    if not 1e-3 <= abs(value) < 1e4:
        mantissa, exponent = f"{value:.1e}".split("e")
        return f"{mantissa}e{int(exponent)}"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:#.3g}"
