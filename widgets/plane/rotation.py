"""How a cloud of points in space is turned before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


def _initial() -> np.ndarray:
    return Rotation(np.eye(3)).turned(0.6, 0.4).matrix


@dataclass(frozen=True, eq=False)
class Rotation:
    """An orthogonal matrix: rows are the screen's right, up and towards the eye."""

    matrix: np.ndarray

    @classmethod
    def default(cls) -> Rotation:
        """Turned a little on both axes, so that depth shows from the start."""
        return cls(_initial())

    def turned(self, right: float, down: float) -> Rotation:
        """Turned by angles in radians as if the hand pushed the near side to the right and down."""
        c, s = np.cos(right), np.sin(right)
        about_up = np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])
        c, s = np.cos(down), np.sin(down)
        about_right = np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])
        # QR takes away the rounding that thousands of small turns would add up; its signs follow the diagonal.
        q, r = np.linalg.qr(about_right @ about_up @ self.matrix)
        return Rotation(q * np.sign(np.diag(r)))

    def apply(self, points: np.ndarray) -> np.ndarray:
        """Points (n, 3) in the screen's axes: right, up, towards the eye."""
        return points @ self.matrix.T
