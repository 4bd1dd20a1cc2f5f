"""From space to pixels, and what hides what. NumPy only."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..plane.rotation import Rotation

EYE = 5.0
"""The distance of the eye from the middle, in radii of what is looked at: a mild perspective."""
UPRIGHT = Rotation(np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])).turned(-0.6, 0.0)
"""The third coordinate upwards, turned a little so that depth shows."""


@dataclass(frozen=True, eq=False)
class Camera:
    """Looks at `center` from a distance; `radius` around it fills the view at zoom 1, moved by `pan` pixels."""

    rotation: Rotation = UPRIGHT
    center: np.ndarray = field(default_factory=lambda: np.zeros(3))
    radius: float = 1.0
    zoom: float = 1.0
    pan: np.ndarray = field(default_factory=lambda: np.zeros(2))

    def seen(self, points: np.ndarray, size: tuple[float, float]) -> np.ndarray:
        """Pixels and nearness of points (..., 3) on a widget of that size: (..., 3), y downwards.

        The map keeps straight lines and planes, so that nearness may be interpolated along them.
        """
        turned = self.rotation.apply((np.asarray(points, float) - self.center) / self.radius)
        # What lies at or behind the eye is put just before it.
        scale = 1.0 / np.maximum(1.0 - turned[..., 2:] / EYE, 0.05)
        pixels = min(size) / 2 * self.zoom
        flat = turned[..., :2] * scale * pixels * (1.0, -1.0) + np.array(size) / 2 + self.pan
        return np.concatenate([flat, turned[..., 2:] * scale], axis=-1)


def hidden(points: np.ndarray, triangles: np.ndarray, tolerance: float) -> np.ndarray:
    """Which of the seen points (n, 3) lie more than `tolerance` behind a seen triangle of (t, 3, 3), (n,) bool."""
    if len(triangles) == 0 or len(points) == 0:
        return np.zeros(len(points), bool)
    first, second, third = (triangles[:, k].astype(np.float32) for k in range(3))
    u, v = second - first, third - first
    area = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    sound = np.abs(area) > 1e-6
    first, u, v, area = first[sound], u[sound], v[sound], area[sound]
    place = points.astype(np.float32)
    x, y = place[:, :1] - first[:, 0], place[:, 1:2] - first[:, 1]
    a = (x * v[:, 1] - y * v[:, 0]) / area
    b = (y * u[:, 0] - x * u[:, 1]) / area
    behind = first[:, 2] + a * u[:, 2] + b * v[:, 2] > place[:, 2:] + np.float32(tolerance)
    return np.asarray(((a >= 0) & (b >= 0) & (a + b <= 1) & behind).any(axis=1))
