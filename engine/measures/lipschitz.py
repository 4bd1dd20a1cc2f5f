"""Admissibility, condition 3 (AE sec. 2): X is Lipschitz continuous."""

from __future__ import annotations

import numpy as np

from .base import DecodedPath, Measure


def lipschitz_constant(path: DecodedPath) -> float:
    """The least K with |X(a) - X(a + t)| <= K |t| on the path's points.

    By the triangle inequality it is the largest of the neighbours' ratios. It is never below
    |x_j - x_i|, and equal to it on a straight segment of images at constant speed.
    """
    ratios = np.sqrt(path.step_distances.astype(np.float64)) / np.diff(np.asarray(path.times, np.float64))
    return float(ratios.max())


LIPSCHITZ_CONSTANT = Measure(
    "Lipschitz K",
    "The largest speed of the decoded path (AE sec. 2, condition 3: smoothness).",
    lipschitz_constant,
    better="less",
)
