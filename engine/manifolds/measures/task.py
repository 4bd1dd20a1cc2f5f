"""A path between two sets of points to find, and what is found: plain data that may cross threads. No torch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ...errors import ExplorerError
from ...kernels import KERNEL_LABELS
from ...metric import Metric
from ...parameters import parameter
from ..surfaces.base import Point
from .pairs import PAIRS

LEAST_POINTS = 2
STARTS = {"matched": "Matched lines", "linear": "Lines in order"}


@dataclass(frozen=True)
class MeasurePath:
    """Intermediate sets that minimise the sum of squared kernel distances of neighbours (FG eq. 13)."""

    kernel: str = parameter(
        "gaussian", "Kernel", "The kernel between points: it makes one point of a whole set (FG sec. 4).",
        choices={name: label for name, label in KERNEL_LABELS.items() if name != "linear"},
    )  # fmt: skip
    gamma: float = parameter(
        1 / 8, "Gamma", "Gaussian kernel exp(-gamma r^2); FG has 1/8, 1/4, 1/16 and 1/64 (eq. 14).",
        low=1 / 256, high=4.0, scale="log", when=("kernel", ("gaussian",)), apply="release",
    )  # fmt: skip
    offset: float = parameter(
        10.0, "Offset c", "Inverse multiquadric 1 / sqrt(r^2 + c); FG has 0.01, 10 and 100 (eq. 17).",
        low=1e-3, high=1e3, scale="log", when=("kernel", ("inverse-multiquadric",)), apply="release",
    )  # fmt: skip
    steps: int = parameter(
        8, "Steps", "Steps from the first set to the last, K in eq. 13.", low=2, high=20, apply="release"
    )
    start: str = parameter(
        "matched", "Start",
        "The first guess: every point goes straight to its partner, the one of the nearest total match or the next in "
        "order.",
        choices=STARTS,
    )  # fmt: skip
    iterations: int = parameter(
        150, "Iterations", "Most steps of the optimiser.", low=1, high=2000, scale="log", apply="release"
    )
    every: int = parameter(
        2, "Keep every", "Keep the sets after every so many iterations.", low=1, high=50, scale="log", apply="release"
    )

    label: ClassVar[str] = "Between measures"

    @property
    def metric(self) -> Metric:
        """The kernel with its parameter, as `engine.kernels` wants it."""
        return Metric(kernel=self.kernel, gamma=self.gamma, offset=self.offset)


@dataclass(frozen=True)
class Draws:
    """Sets drawn from a pair of `PAIRS`: how many points, and with which seed."""

    points: int = parameter(
        100, "Points", "Points in each set, n in eq. 13.", low=LEAST_POINTS, high=400, apply="release"
    )
    seed: int = parameter(0, "Seed", "The seed of both sets; another one draws other points.", low=0, high=9999)


@dataclass(frozen=True)
class MeasureTask:
    """A path from one set of points to another of the same size; each is a tuple of places in the plane."""

    source: tuple[Point, ...]
    target: tuple[Point, ...]
    method: MeasurePath = MeasurePath()


@dataclass(frozen=True, eq=False)
class SetStep:
    """All sets (K + 1, n, 2) after so many iterations, the given ones included, and their cost (eq. 13)."""

    iteration: int
    sets: np.ndarray
    cost: float


@dataclass(frozen=True, eq=False)
class MeasureResult:
    """A solved task: every kept step, and the bounds that the cost lies between.

    `least` is |phi(X) - phi(Y)|^2 / K: no K steps in the kernel's space cost less.
    """

    task: MeasureTask
    steps: tuple[SetStep, ...]
    least: float
    finished: bool = True
    seconds: float = 0.0

    @property
    def sets(self) -> np.ndarray:
        """The answer, (K + 1, n, 2)."""
        return self.steps[-1].sets

    @property
    def cost(self) -> float:
        """The cost of the answer."""
        return self.steps[-1].cost

    @property
    def start_cost(self) -> float:
        """The cost of the first guess."""
        return self.steps[0].cost


def drawn_task(name: str, draws: Draws = Draws(), method: MeasurePath = MeasurePath()) -> MeasureTask:
    """The pair of that name, drawn. Raises ExplorerError for an unknown name."""
    pair = PAIRS[name]
    # Two streams of one seed: the sets are independent, and one seed is enough to draw both again.
    sets = (mixture.sample(draws.points, 2 * draws.seed + k) for k, mixture in enumerate((pair.source, pair.target)))
    source, target = (tuple((float(x), float(y)) for x, y in points) for points in sets)
    return MeasureTask(source, target, method)


def even_sizes(first: tuple[Point, ...], second: tuple[Point, ...]) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Two painted sets with as many points as the larger has: points of the smaller are repeated in turn.

    As measures this changes nothing where one size divides the other. Raises ExplorerError for fewer than two points.
    """
    if min(len(first), len(second)) < LEAST_POINTS:
        raise ExplorerError("A set needs at least two points: paint some more.")
    size = max(len(first), len(second))
    return tuple(_repeated(first, size)), tuple(_repeated(second, size))


def _repeated(points: tuple[Point, ...], size: int) -> list[Point]:
    return [points[math.floor(k * len(points) / size)] for k in range(size)]
