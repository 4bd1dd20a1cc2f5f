"""The length of the decoded path."""

from __future__ import annotations

import numpy as np

from .base import DecodedPath, Measure


def length(step_distances: np.ndarray) -> np.ndarray:
    """The integral of |d Phi(gamma)|: the sum of the steps' distances, (...) for their squares (..., n-1)."""
    return np.sqrt(np.asarray(step_distances, np.float64)).sum(-1)


def _compute(path: DecodedPath) -> float:
    return float(length(path.step_distances))


IMAGE_LENGTH = Measure(
    "Image length", "Length of the decoded path: the sum of the distances of neighbouring frames.", _compute
)
