"""FG example 4: the surface of a cube."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from ...errors import ExplorerError
from ...parameters import parameter
from .base import SURFACES, Exact, Point, segment
from .without_disk import STIFFNESS_HELP

if TYPE_CHECKING:
    from torch import Tensor


@SURFACES.register("cube")
@dataclass(frozen=True)
class Cube:
    """The surface of [-1, 1]^3 as the zeros of d_M(z) = |1 - |z|_max| (FG ex. 4).

    For K -> infinity the way from the middle of a face to that of its neighbour has length 2, over their edge. For a
    finite K the path cuts the edge by an amount of the order of 1 / K.
    """

    stiffness: float = parameter(50.0, "K", STIFFNESS_HELP, low=0.5, high=1000.0, scale="log")

    label: ClassVar[str] = "Surface of a cube"
    lesson: ClassVar[str] = (
        "The manifold is where a function is zero: from inside the cube the path moves to two faces."
    )
    ends: ClassVar[tuple[Point, Point]] = ((0.0, 0.0, 1.0), (1.0, 0.0, 0.0))
    epsilon: ClassVar[float] = 0.1
    start: ClassVar[str] = "straight"
    flat: ClassVar[bool] = False
    body: ClassVar[Literal["cube"]] = "cube"

    def embed(self, z: Tensor) -> Tensor:
        """The points themselves."""
        return z

    def distance(self, z: Tensor) -> Tensor:
        """|1 - |z|_max|."""
        return (1 - z.abs().amax(-1)).abs()

    def exact(self, source: Point, target: Point) -> Exact | None:
        """The segment on one face, or the way over the edge between the printed ends. Raises ExplorerError."""
        first, last = np.asarray(source, float), np.asarray(target, float)
        if any(abs(np.abs(end).max() - 1) > 1e-6 for end in (first, last)):
            raise ExplorerError("An end is not on the surface of the cube: its largest coordinate must be 1 or -1.")
        if np.any((first == last) & (np.abs(first) == 1)):
            return Exact(segment(source, target), math.dist(source, target))
        if (source, target) == self.ends:
            return Exact(np.array([first, [1.0, 0.0, 1.0], last]), 2.0, limit=True)
        return None
