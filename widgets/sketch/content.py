"""All that a sketch shows, in its own plane."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..theme import LIGHT, PathStyle, Theme


@dataclass(frozen=True, eq=False)
class SketchCurve:
    """A polyline (n, 2) in a style."""

    points: np.ndarray
    style: PathStyle
    width: float = 2.2
    opacity: float = 1.0


@dataclass(frozen=True, eq=False)
class Dots:
    """Points (n, 2) of one colour, `size` pixels wide; `trails` (m, n, 2) are where they have been."""

    points: np.ndarray
    color: str
    size: float = 5.0
    opacity: float = 0.8
    trails: np.ndarray = field(default_factory=lambda: np.zeros((0, 0, 2)))


@dataclass(frozen=True, eq=False)
class Region:
    """An area: a disk of `radius` moved along places (n, 2), or for None the inside of the polygon they are."""

    places: np.ndarray
    radius: float | None = None


@dataclass
class SketchContent:
    """What the setters of the view have set, with what the hand is doing.

    marks (m, 2) can be dragged; `stroke` are the places of the stroke being painted, `radius` the brush's, and
    `pencil` is where the keyboard paints.
    """

    theme: Theme = LIGHT
    heat: tuple[np.ndarray, tuple[float, float, float, float]] | None = None
    curves: tuple[SketchCurve, ...] = ()
    dots: tuple[Dots, ...] = ()
    regions: tuple[Region, ...] = ()
    marks: np.ndarray = field(default_factory=lambda: np.zeros((0, 2)))
    labels: tuple[str, ...] = ()
    touched: int | None = None
    focused: int | None = None
    tool: str = "move"
    radius: float = 0.2
    stroke: list[tuple[float, float]] = field(default_factory=list)
    pencil: np.ndarray | None = None
