"""FG example 3: the plane without the unit disk."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from ...errors import ExplorerError
from ...parameters import parameter
from .base import SURFACES, Exact, Point, segment

if TYPE_CHECKING:
    from torch import Tensor

STIFFNESS_HELP = "Q = 1/2 exp(-K d) at distance d from the manifold (FG eq. 12): larger keeps the path closer to it."
INSIDE = "An end is inside the obstacle, where the quality is not 1/2: move it out."
DRAWN = 97


@SURFACES.register("without-disk")
@dataclass(frozen=True)
class WithoutDisk:
    """The plane with the unit disk cut out, d_M(z) = max(0, 1 - |z|) (FG ex. 3).

    As soon as K (1 - 2 eps) / (1 - eps) is above log 2, leaving the circle inwards costs more than it saves, so the
    exact answer is the two tangents and the arc of K -> infinity.
    """

    stiffness: float = parameter(5.0, "K", STIFFNESS_HELP, low=0.5, high=1000.0, scale="log")

    label: ClassVar[str] = "Plane without a disk"
    lesson: ClassVar[str] = "Inside the disk Q falls, so the path goes around: two tangents and an arc."
    ends: ClassVar[tuple[Point, Point]] = ((-1.3, 0.0), (1.3, 0.0))
    epsilon: ClassVar[float] = 0.1
    start: ClassVar[str] = "shorter"
    flat: ClassVar[bool] = True
    body: ClassVar[Literal[""]] = ""

    def embed(self, z: Tensor) -> Tensor:
        """The points themselves."""
        return z

    def distance(self, z: Tensor) -> Tensor:
        """The depth in the disk."""
        return (1 - z.norm(dim=-1)).clamp_min(0.0)

    def exact(self, source: Point, target: Point) -> Exact:
        """The segment where it misses the disk, else tangents and the shorter arc. Raises ExplorerError."""
        first, last = np.asarray(source, float), np.asarray(target, float)
        radii = np.linalg.norm(first), np.linalg.norm(last)
        if min(radii) < 1 - 1e-9:
            raise ExplorerError(INSIDE)
        way = last - first
        share = np.clip(-(first @ way) / max(way @ way, 1e-300), 0.0, 1.0)
        if np.linalg.norm(first + share * way) >= 1:
            return Exact(segment(source, target), math.dist(source, target))
        start, end = math.atan2(first[1], first[0]), math.atan2(last[1], last[0])
        turn = math.remainder(end - start, 2 * math.pi)
        side = math.copysign(1.0, turn)
        leave, meet = (math.acos(min(1 / radius, 1.0)) for radius in radii)
        angles = np.linspace(start + side * leave, start + turn - side * meet, DRAWN)
        arc = np.stack([np.cos(angles), np.sin(angles)], axis=1)
        tangents = sum(math.sqrt(max(radius**2 - 1, 0.0)) for radius in radii)
        return Exact(np.concatenate([[first], arc, [last]]), tangents + abs(turn) - leave - meet, limit=True)
