"""The natural cubic spline, twice continuously differentiable."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import CubicSpline
from torch import Tensor

from ..times import time_grid
from .base import CURVES
from .linear_curve import LinearCurve


@CURVES.register("spline")
def spline(anchors: Tensor, anchor_times: np.ndarray, times: np.ndarray, knots: int) -> LinearCurve:
    """The spline through the anchors and `knots` more points; never more than there are times."""
    inner = tuple(float(t) for t in anchor_times[1:-1])
    at = time_grid(min(knots + len(anchor_times), len(times)), inner)
    return LinearCurve(anchors, anchor_times, at, CubicSpline(at, np.eye(len(at)), bc_type="natural"))
