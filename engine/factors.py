"""Numbers that images were made from: what they are called, how they differ, what lies between them. NumPy only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Kind = Literal["continuous", "circular", "choice", "yes-no"]


@dataclass(frozen=True)
class Factor:
    """One number behind every image of a set.

    'continuous' runs from `low` to `high`; 'circular' likewise, and `high` is `low` again; 'choice' counts the
    `choices` from 0; 'yes-no' is 0 or 1, and a fraction of it a half-faded yes.
    """

    name: str
    kind: Kind
    low: float = 0.0
    high: float = 1.0
    unit: str = ""
    choices: tuple[str, ...] = ()

    @property
    def period(self) -> float:
        """After which a circular factor repeats; 0 of any other."""
        return self.high - self.low if self.kind == "circular" else 0.0

    def difference(self, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        """end - start; of a circular factor the shorter way round, in [-period / 2, period / 2)."""
        gap = np.subtract(end, start, dtype=np.float64)
        if self.kind != "circular":
            return gap
        return (gap + self.period / 2) % self.period - self.period / 2


@dataclass(frozen=True)
class Attribute:
    """Something to be seen in images whose factor number `factor` is at least `least`."""

    name: str
    factor: int
    least: float

    def holds(self, values: np.ndarray) -> np.ndarray:
        """Of factors (N, F): (N,) of bool."""
        return values[:, self.factor] >= self.least


def between(factors: Sequence[Factor], start: np.ndarray, end: np.ndarray, times: np.ndarray) -> np.ndarray:
    """The factors (n, F) of the true frames between two images with factors (F,), at times (n,) from 0 to 1.

    Straight, circular ones the shorter way round; a choice changes in the middle.
    """
    columns = []
    for index, factor in enumerate(factors):
        if factor.kind == "choice":
            columns.append(np.where(np.asarray(times) < 0.5, start[index], end[index]))
        else:
            columns.append(start[index] + times * factor.difference(start[index], end[index]))
    return np.stack(columns, axis=1)


def factor_named(factors: Sequence[Factor], name: str) -> int | None:
    """The place of the factor of that name, None if there is none."""
    return next((index for index, factor in enumerate(factors) if factor.name == name), None)
