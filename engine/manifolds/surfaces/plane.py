"""FG example 1: the plane."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from .base import SURFACES, Exact, Point, segment

if TYPE_CHECKING:
    from torch import Tensor


@SURFACES.register("plane")
@dataclass(frozen=True)
class Plane:
    """The plane itself with Q = 1/2: the geodesic is the straight segment (FG ex. 1)."""

    label: ClassVar[str] = "Plane"
    lesson: ClassVar[str] = "Where every point is equally good, the best path is the shortest: the straight segment."
    ends: ClassVar[tuple[Point, Point]] = ((0.0, 1.0), (1.0, 0.0))
    epsilon: ClassVar[float] = 0.1
    start: ClassVar[str] = "shorter"
    flat: ClassVar[bool] = True
    body: ClassVar[Literal[""]] = ""
    stiffness: ClassVar[float] = 1.0

    def embed(self, z: Tensor) -> Tensor:
        """The points themselves."""
        return z

    def distance(self, z: Tensor) -> Tensor:
        """Zero everywhere."""
        return 0.0 * z[..., 0]

    def exact(self, source: Point, target: Point) -> Exact:
        """The segment."""
        return Exact(segment(source, target), math.dist(source, target))
