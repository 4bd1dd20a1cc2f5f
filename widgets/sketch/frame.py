"""What part of the plane is seen: a centre and pixels per unit, the same on both axes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

Rect = tuple[float, float, float, float]
MARGIN = 36.0
CLOSEST, FARTHEST = 30.0, 0.1


@dataclass(frozen=True, eq=False)
class Frame:
    """Maps the plane to a widget of `size` pixels; `fitted` is the scale at which everything was seen."""

    size: tuple[float, float]
    center: np.ndarray
    scale: float
    fitted: float

    @classmethod
    def around(cls, rect: Rect, size: tuple[float, float]) -> Frame:
        """Shows all of (x0, y0, x1, y1) with margins."""
        x0, y0, x1, y1 = rect
        room = np.maximum(np.array(size) - 2 * MARGIN, 40.0)
        scale = float((room / np.maximum([x1 - x0, y1 - y0], 1e-9)).min())
        return cls(size, np.array([(x0 + x1) / 2, (y0 + y1) / 2]), scale, scale)

    @property
    def rect(self) -> Rect:
        """What is seen, (x0, y0, x1, y1)."""
        half = np.array(self.size) / 2 / self.scale
        (x0, y0), (x1, y1) = self.center - half, self.center + half
        return float(x0), float(y0), float(x1), float(y1)

    def to_pixels(self, points: np.ndarray) -> np.ndarray:
        """Places (..., 2) as pixels, y downwards."""
        return np.array(self.size) / 2 + (np.asarray(points, float) - self.center) * self.scale * (1.0, -1.0)

    def to_plane(self, pixels: np.ndarray) -> np.ndarray:
        """Pixels (..., 2) as places."""
        return self.center + (np.asarray(pixels, float) - np.array(self.size) / 2) / self.scale * (1.0, -1.0)

    def zoomed(self, factor: float, pixel: np.ndarray) -> Frame:
        """Enlarged; the place under the pixel stays."""
        scale = min(max(self.scale * factor, self.fitted * FARTHEST), self.fitted * CLOSEST)
        grown = replace(self, scale=scale)
        return replace(grown, center=self.center + self.to_plane(pixel) - grown.to_plane(pixel))

    def panned(self, pixels: np.ndarray) -> Frame:
        """Moved by so many pixels."""
        return replace(self, center=self.center - np.asarray(pixels) / self.scale * (1.0, -1.0))
