"""What can be painted on the plane as an obstacle, and how deep in it a point is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor

Place = tuple[float, float]


@dataclass(frozen=True)
class Stroke:
    """A disk of `radius` > 0 moved along a polyline of one place or more."""

    places: tuple[Place, ...]
    radius: float

    def depth(self, z: Tensor) -> Tensor:
        """How deep in the stroke a point is, negative outside: exact, (...) for (..., 2)."""
        return self.radius - _to_segments(z, *_segments(self.places)).amin(-1)


@dataclass(frozen=True)
class Outline:
    """The inside of a closed polygon of three corners or more; where it crosses itself, by the even-odd rule."""

    places: tuple[Place, ...]

    def depth(self, z: Tensor) -> Tensor:
        """How deep in the polygon a point is, negative outside: exact, (...) for (..., 2)."""
        starts, ends = _segments((*self.places, self.places[0]))
        distance = _to_segments(z, starts, ends).amin(-1)
        first, last = z.new_tensor(starts), z.new_tensor(ends)
        x, y = z[..., None, 0], z[..., None, 1]
        spans = (first[:, 1] > y) != (last[:, 1] > y)
        rise = last[:, 1] - first[:, 1]
        at = first[:, 0] + (y - first[:, 1]) * (last[:, 0] - first[:, 0]) / rise.where(rise != 0, rise.new_ones(()))
        inside = (spans & (x < at)).sum(-1) % 2 == 1
        return distance.where(inside, -distance)


Shape = Stroke | Outline


def _segments(places: tuple[Place, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Starts and ends of a polyline's segments, (s, 2) each; one place is a segment of no length."""
    points = np.asarray(places, float)
    return (points[:-1], points[1:]) if len(points) > 1 else (points, points)


def _to_segments(z: Tensor, starts: np.ndarray, ends: np.ndarray) -> Tensor:
    """The distance of every point from every segment, (..., s)."""
    first, way = z.new_tensor(starts), z.new_tensor(ends - starts)
    offset = z[..., None, :] - first
    share = (offset * way).sum(-1) / way.square().sum(-1).clamp_min(1e-30)
    # The smallest shift keeps the distance differentiable on the segment.
    return ((offset - share.clamp(0, 1)[..., None] * way).square().sum(-1) + 1e-24).sqrt()
