"""A geodesic to find on a toy surface, and what is found: plain data that may cross threads. No torch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..methods import Geodesic
from ..parameters import parameter
from .surfaces import SURFACES, Exact, Surface
from .surfaces.base import Point

STARTS = {
    "shorter": "Best of both sides",
    "left": "Bowed to the left",
    "right": "Bowed to the right",
    "straight": "Straight line",
    "grid": "Way on a grid",
}


@dataclass(frozen=True)
class SurfaceGeodesic(Geodesic):
    """The geodesic method on a toy surface: its quality is FG eq. 12, and steps are cheap."""

    quality: str = parameter(
        "manifold", "Quality", "The distance from the surface (FG eq. 12).",
        choices={"manifold": "Distance from a manifold"},
    )  # fmt: skip
    iterations: int = parameter(
        60, "Iterations a stage",
        "Most steps of each stage, from rounded distances to exact ones; one whose cost no longer falls ends earlier.",
        low=1, high=500, scale="log", apply="release",
    )  # fmt: skip
    tolerance: float = parameter(
        1e-6, "Tolerance", "The solver stops when a step lowers the cost by less than this share of it.",
        low=1e-9, high=1e-2, scale="log", apply="release", advanced=True,
    )  # fmt: skip


@dataclass(frozen=True)
class Recording:
    """From where the optimisation starts, and what of it is kept to be played."""

    points: int = parameter(100, "Points", "Points on the curve, with both ends.", low=10, high=400, apply="release")
    start: str = parameter(
        "shorter", "Start",
        "The first curve: bowed to a side, straight, or found on a coarse grid. A straight line through the middle of "
        "an obstacle has no side to fall to.",
        choices=STARTS,
    )  # fmt: skip
    every: int = parameter(
        1, "Keep every", "Keep the curve after every so many iterations (FG figs. 5-8).", low=1, high=50, scale="log",
        apply="release",
    )  # fmt: skip


@dataclass(frozen=True)
class SurfaceTask:
    """One geodesic on a toy surface; `surface` is an instance of a class in `SURFACES`."""

    surface: Surface
    source: Point
    target: Point
    method: SurfaceGeodesic = SurfaceGeodesic()
    recording: Recording = Recording()


def printed_task(name: str) -> SurfaceTask:
    """The surface of that name with FG's ends and parameters. Raises ExplorerError for an unknown name."""
    surface = SURFACES[name]()
    source, target = surface.ends
    method, recording = SurfaceGeodesic(epsilon=surface.epsilon), Recording(start=surface.start)
    return SurfaceTask(surface, source, target, method, recording)


@dataclass(frozen=True, eq=False)
class Step:
    """The curve after so many iterations, latents (n, D) and embedded (n, F), and its energy."""

    iteration: int
    latents: np.ndarray
    embedded: np.ndarray
    cost: float


@dataclass(frozen=True, eq=False)
class SurfaceResult:
    """A solved task: every kept step, from the start to the answer, and the answer's measures.

    latents (n, D) and embedded (n, F) float; length, that of the embedded polyline; `exact` None where it is not
    known. `finished` is False for what is shown while the solver works.
    """

    task: SurfaceTask
    steps: tuple[Step, ...]
    latents: np.ndarray
    embedded: np.ndarray
    length: float
    exact: Exact | None
    exact_embedded: np.ndarray | None
    finished: bool = True
    seconds: float = 0.0

    @property
    def difference(self) -> float | None:
        """The length over the exact one, less 1; None where that is not known."""
        return None if self.exact is None or not self.exact.length else self.length / self.exact.length - 1
