"""A vertical pole on a plane in the sun, seen from above (AE fig. 1 and sec. 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ..errors import ExplorerError
from ..factors import Attribute, Factor
from ..parameters import parameter
from .base import RENDERINGS, in_chunks, pixel_centres, smooth_step

HEIGHT, RADIUS = 0.76, 0.09
"""Of the pole, in halves of the picture's side."""
SUN = 0.06
"""Half the angle that the sun fills, in radians: ten times the true one, for an edge as soft as the paper's."""
AMBIENT, SUNLIGHT, TOP = 0.2, 0.58, 0.95
"""Brightness of the plane in the shadow, what the sun adds from overhead, and of the pole's top."""
CHUNK = 32


@RENDERINGS.register("pole")
@dataclass(frozen=True)
class Pole:
    """AE's synthetic set: the sun at every azimuth and elevation of a grid, 72 x 8 = 576 pictures in grey.

    The azimuth is the direction towards the sun, from the right and counter-clockwise as seen in the picture; the
    shadow points the other way and is HEIGHT / tan(elevation) long. Both in degrees.
    """

    azimuths: int = parameter(72, "Azimuths", "Directions of the sun, evenly all around.", low=1, high=3600)
    elevations: int = parameter(8, "Elevations", "Heights of the sun, evenly from lowest to highest.", low=1, high=900)
    lowest: float = parameter(45.0, "Lowest", "The least elevation.", low=30.0, high=90.0, unit="°")
    highest: float = parameter(80.0, "Highest", "The greatest elevation.", low=30.0, high=90.0, unit="°")

    def __post_init__(self) -> None:
        """Raise ExplorerError where the least elevation is above the greatest."""
        if self.lowest > self.highest:
            raise ExplorerError(
                f"Data set 'pole': lowest={self.lowest:g} is above highest={self.highest:g}: swap them."
            )

    summary: ClassVar[str] = "A vertical pole and its shadow, seen from above; the sun stands anywhere."
    channels: ClassVar[int] = 1
    attributes: ClassVar[tuple[Attribute, ...]] = ()
    classes: ClassVar[tuple[str, ...]] = ()

    @property
    def factors(self) -> tuple[Factor, ...]:
        """Azimuth and elevation."""
        elevation = Factor("elevation", "continuous", self.lowest, self.highest, "°")
        return Factor("azimuth", "circular", 0.0, 360.0, "°"), elevation

    def values(self) -> np.ndarray:
        """The whole grid, elevation by elevation."""
        azimuth = 360 * np.arange(self.azimuths) / self.azimuths
        elevation = np.linspace(self.lowest, self.highest, self.elevations)
        return np.stack([np.tile(azimuth, self.elevations), np.repeat(elevation, self.azimuths)], axis=1)

    def labels(self, values: np.ndarray) -> np.ndarray:
        """All 0: there are no classes."""
        return np.zeros(len(values), np.int64)

    def render(self, values: np.ndarray, size: int) -> np.ndarray:
        """uint8 (N, 1, size, size) of azimuths and elevations (N, 2)."""
        return in_chunks(lambda part: draw(part, size), values, (1, size, size), CHUNK)


def shadow_length(elevation: np.ndarray | float) -> np.ndarray:
    """From the pole's foot to the shadow of the middle of its top; elevation in degrees."""
    return HEIGHT / np.tan(np.radians(elevation))


def draw(values: np.ndarray, size: int) -> np.ndarray:
    """uint8 (N, 1, size, size).

    The shadow of a round pole is all points within RADIUS of the segment from its foot to the shadow of its top.
    What casts it at a point is the further away the further the point lies from the foot, and the edge as much softer.
    """
    azimuth, elevation = np.radians(values).T.astype(np.float32)[:, :, None, None]
    x, y = pixel_centres(size)
    along = -np.cos(azimuth) * x - np.sin(azimuth) * y
    across = np.cos(azimuth) * y - np.sin(azimuth) * x
    nearest = np.clip(along, 0, HEIGHT / np.tan(elevation))
    softness = SUN / np.cos(elevation) * nearest + 2 / size
    outside = np.hypot(along - nearest, across) - np.float32(RADIUS)
    lit = smooth_step(0.5 + outside / (2 * softness))
    ground = AMBIENT + np.float32(SUNLIGHT) * np.sin(elevation) * lit
    top = smooth_step(0.5 - (np.hypot(x, y) - np.float32(RADIUS)) * np.float32(size / 4))
    return np.rint(255 * (ground + top * (TOP - ground))).astype(np.uint8)[:, None]
