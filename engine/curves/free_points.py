"""Every point of the path is free (RI sec. 4)."""

from __future__ import annotations

import numpy as np
from torch import Tensor

from .base import CURVES
from .linear_curve import LinearCurve


@CURVES.register("free-points")
def free_points(anchors: Tensor, anchor_times: np.ndarray, times: np.ndarray, knots: int) -> LinearCurve:
    """The polyline through points at `times`; `knots` is not used."""

    def matrix(wanted: np.ndarray) -> np.ndarray:
        after = np.clip(np.searchsorted(times, wanted, side="right"), 1, len(times) - 1)
        share = (wanted - times[after - 1]) / (times[after] - times[after - 1])
        weights = np.zeros((len(wanted), len(times)))
        rows = np.arange(len(wanted))
        weights[rows, after - 1] = 1 - share
        weights[rows, after] = share
        return weights

    return LinearCurve(anchors, anchor_times, times, matrix)
