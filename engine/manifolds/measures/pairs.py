"""The pairs of mixtures of FG fig. 9, and sets drawn from them. NumPy only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...registry import Registry

PAIRS = Registry("pair of measures")


@dataclass(frozen=True)
class Mixture:
    """An equal mixture of normal distributions N(mean, I) in the plane."""

    means: tuple[tuple[float, float], ...]

    def sample(self, count: int, seed: int) -> np.ndarray:
        """`count` points, (count, 2); as equal a share of each component as there can be."""
        random = np.random.default_rng(seed)
        which = np.arange(count) % len(self.means)
        return np.asarray(self.means)[which] + random.standard_normal((count, 2))


@dataclass(frozen=True)
class Pair:
    """Two measures to interpolate between."""

    label: str
    lesson: str
    source: Mixture
    target: Mixture


ONE = Mixture(((0.0, 0.0),))
ACROSS = Mixture(((-5.0, 0.0), (5.0, 0.0)))
UPRIGHT = Mixture(((0.0, -5.0), (0.0, 5.0)))
# The print has weights 1/4 and 1/4, which is no measure: equal halves are meant.
DIAGONAL = Mixture(((-5.0, -5.0), (5.0, 5.0)))

PAIRS.register("one-to-two")(
    Pair("One to two", "A cloud divides: half of it goes up, half of it down (FG fig. 9, top).", ONE, UPRIGHT)
)
PAIRS.register("two-to-two")(
    Pair("Two to two", "Each of two clouds divides, and two new ones form (FG fig. 9, middle).", ACROSS, UPRIGHT)
)
PAIRS.register("one-to-diagonal")(
    Pair("One to a diagonal pair", "A cloud divides along the diagonal (FG fig. 9, bottom).", ONE, DIAGONAL)
)
