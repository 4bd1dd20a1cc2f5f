"""One path as the plane draws it, and the geometry of a polyline."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..theme import PathStyle

ARROW = -2
"""The tip of a curve's arrow is moved, focused and removed like a control point, under this index."""

END = ""
"""An end that can be moved is one under this id, which no curve has, and 0 for z0 or 1 for z1."""


def no_points() -> np.ndarray:
    """An empty array of points."""
    return np.zeros((0, 2))


def no_times() -> np.ndarray:
    """An empty array of times."""
    return np.zeros(0)


def no_marks() -> np.ndarray:
    """An empty array of marks."""
    return np.zeros(0, bool)


def no_draws() -> np.ndarray:
    """An empty array of draws."""
    return np.zeros((0, 0, 2))


@dataclass(frozen=True, eq=False)
class Curve:
    """A path in view coordinates, (n, 2), or (n, 3) to be turned in space, with its rising times (n,).

    `controls` are points that the path is pinned to; `handles` are places on it that suggest to be
    pulled. `faint` (m, n, 2) or (m, n, 3) holds other draws of the same path, at the same times. `mean`
    (m, 2) or (m, 3) is that of all of them, and `tube` (k, m, 2) polygons of one orientation that together are
    where most of them go. `arrow` (2, 2) or (2, 3), if it has rows, is a tail and a tip that can be
    moved; `arrow_set` says that it was. `own_end` (1, 2) or (1, 3), if it has a row, is
    where this path alone ends. `warned` (n,), if it has entries, marks points that are to be noticed.
    `rough` says that the path turns at every point, so that dashes alone would look like loose pieces.
    """

    id: str
    points: np.ndarray
    times: np.ndarray
    style: PathStyle
    selected: bool = False
    stale: bool = False
    controls: np.ndarray = field(default_factory=no_points)
    control_times: np.ndarray = field(default_factory=no_times)
    handles: np.ndarray = field(default_factory=no_points)
    handle_times: np.ndarray = field(default_factory=no_times)
    faint: np.ndarray = field(default_factory=no_draws)
    mean: np.ndarray = field(default_factory=no_points)
    tube: np.ndarray = field(default_factory=no_draws)
    arrow: np.ndarray = field(default_factory=no_points)
    arrow_set: bool = False
    own_end: np.ndarray = field(default_factory=no_points)
    warned: np.ndarray = field(default_factory=no_marks)
    rough: bool = False

    @property
    def marks(self) -> list[int]:
        """The indices of all that can be moved: the arrow's, and those of the control points."""
        return [*([ARROW] if len(self.arrow) else []), *range(len(self.controls))]

    def at(self, time: float) -> np.ndarray:
        """The point at that time, linear between the points of the polyline."""
        return np.array([np.interp(time, self.times, axis) for axis in self.points.T])

    def new_control(self, time: float, known: int) -> int | None:
        """The index of the control point nearest to that time, once there are more of them than `known`."""
        return int(np.argmin(np.abs(self.control_times - time))) if len(self.control_times) > known else None


def nearest_on_polyline(points: np.ndarray, place: np.ndarray) -> tuple[float, float]:
    """(distance, position) of the nearest point on a polyline (n, 2), n >= 2; position 2.5 is halfway from 2 to 3."""
    distance, _, position = nearest_of_polylines(points[None], place)
    return distance, position


def nearest_of_polylines(points: np.ndarray, place: np.ndarray) -> tuple[float, int, float]:
    """(distance, which, position) of the nearest point on polylines (m, n, 2), m >= 1, n >= 2."""
    starts, steps = points[:, :-1], np.diff(points, axis=1)
    lengths = np.maximum((steps**2).sum(axis=2), 1e-12)
    along = np.clip(((place - starts) * steps).sum(axis=2) / lengths, 0.0, 1.0)
    distances = np.linalg.norm(starts + along[..., None] * steps - place, axis=2)
    which, step = map(int, np.unravel_index(np.argmin(distances), distances.shape))
    return float(distances[which, step]), which, step + float(along[which, step])
