"""Admissibility, condition 1 (AE sec. 2): X(0) = x_i and X(1) = x_j."""

from __future__ import annotations

import numpy as np

from .base import DecodedPath, Measure

ROUNDING = 1e-5
"""The share of an image's norm below which two images are one, decoded in batches of different sizes."""


def boundary_error(path: DecodedPath) -> float:
    """The larger of |X(0) - x_i| and |X(1) - x_j|: 0 for an admissible path."""
    return max(_gap(path.frames[0], path.source), _gap(path.frames[-1], path.target))


def _gap(frame: np.ndarray, image: np.ndarray) -> float:
    gap = float(np.linalg.norm(np.subtract(frame, image, dtype=np.float64)))
    return gap if gap > ROUNDING * float(np.linalg.norm(image)) else 0.0


BOUNDARY_ERROR = Measure(
    "Boundary error",
    "How far the path begins from the source's image or ends from the target's, whichever is more "
    "(AE sec. 2, condition 1).",
    boundary_error,
    better="less",
)
