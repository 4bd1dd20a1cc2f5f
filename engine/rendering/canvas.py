"""Soft-edged shapes painted over one another, in many pictures at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .base import pixel_centres

Amount = np.ndarray | float
"""A number for all pictures, or one for each, (N, 1, 1)."""


@dataclass(frozen=True, eq=False)
class Window:
    """A part of the pictures: its slices, and x (1, 1, w) to the right and y (1, h, 1) upwards of its pixels."""

    rows: slice
    columns: slice
    x: np.ndarray
    y: np.ndarray


class Canvas:
    """Pictures in colour of a square of half side `half` with its middle at (0, middle), float32 (N, 3, size, size)."""

    def __init__(self, count: int, size: int, half: float = 1.0, middle: float = 0.0) -> None:
        self.size, self.half, self.middle = size, half, middle
        self.pixels = np.zeros((count, 3, size, size), np.float32)
        x, y = pixel_centres(size)
        self.x, self.y = x * np.float32(half), y * np.float32(half) + np.float32(middle)

    def window(self, left: float, right: float, bottom: float, top: float) -> Window:
        """The pixels of a rectangle."""
        rows = slice(self._place(self.middle - top), self._place(self.middle - bottom) + 1)
        columns = slice(self._place(left), self._place(right) + 1)
        return Window(rows, columns, self.x[None, :, columns], self.y[None, rows])

    def paint(self, window: Window, colour: np.ndarray, cover: np.ndarray, light: np.ndarray) -> None:
        """Lay a colour, (3,) or one for each picture (N, 3), over what is there; cover is (N, h, w), 0 to 1,
        and light, which multiplies the colour, broadcasts to it."""
        below = self.pixels[:, :, window.rows, window.columns]
        colour = np.broadcast_to(np.asarray(colour, np.float32), (len(below), 3))[:, :, None, None]
        change = colour * light[:, None] - below
        change *= cover[:, None]
        below += change

    def inside(self, distance: np.ndarray, softness: float = 0.0) -> np.ndarray:
        """How much of a pixel is inside, of its distance from the edge, negative inside."""
        return np.clip(0.5 - distance / np.float32(2 * self.half / self.size + softness), 0, 1)

    def _place(self, x: float) -> int:
        return int(np.clip((x / self.half + 1) / 2 * self.size, 0, self.size - 1))


def ellipse(window: Window, x: Amount, y: Amount, a: Amount, b: Amount) -> np.ndarray:
    """Distance from an ellipse, exact on it and nearly so around it."""
    u, v = (window.x - x) / a, (window.y - y) / b
    level = u * u + v * v
    slope = 2 * np.sqrt((u / a) ** 2 + (v / b) ** 2) + np.float32(1e-6)
    return (level - 1) / slope


def rounded_box(window: Window, x: Amount, y: Amount, a: Amount, b: Amount, radius: Amount) -> np.ndarray:
    """Distance from a rectangle of half sides a and b with rounded corners."""
    u, v = np.abs(window.x - x) - (a - radius), np.abs(window.y - y) - (b - radius)
    return _length(np.maximum(u, 0), np.maximum(v, 0)) + np.minimum(np.maximum(u, v), 0) - radius


def arc(window: Window, x: Amount, y: Amount, half: Amount, rise: Amount, width: Amount) -> np.ndarray:
    """Distance from a stroke along the parabola from (x - half, y) to (x + half, y) that rises to y + rise between."""
    u = np.clip((window.x - x) / half, -1, 1)
    height = y + rise * (1 - u * u)
    slope = 2 * rise * u / half
    across = np.abs(window.y - height) / np.sqrt(1 + slope * slope)
    beyond = np.abs(window.x - x) - half
    return _length(across, np.maximum(beyond, 0)) - width


def _length(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Of vectors whose squares are far from overflow: np.hypot takes several times as long."""
    return np.sqrt(u * u + v * v)
