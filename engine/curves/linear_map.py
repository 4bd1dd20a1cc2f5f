"""Curves that are linear in their free coefficients: X = B c + X0.

Free points and splines differ only in the matrix B, so one solver serves both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline

from ..errors import ExplorerError
from ..registry import Registry
from .times import time_grid

CURVES = Registry("curve")
"""Name -> function (times, anchor_times, knots) that makes the curve's basis."""


@dataclass(frozen=True)
class CurveBasis:
    """Values at `times` (n,) and at the midpoints between them, of free and fixed coefficients.

    at_times (n, k), at_midpoints (n-1, k) with k coefficients in all; `free` (k,) is False for those
    fixed by the anchors; `coefficient_times` (k,) says where on the path each coefficient is the value.
    `is_identity` says that the coefficients are the points themselves, with straight lines between them.
    """

    times: np.ndarray
    coefficient_times: np.ndarray
    free: np.ndarray
    at_times: np.ndarray
    at_midpoints: np.ndarray
    is_identity: bool = False


@CURVES.register("free-points")
def free_points(times: np.ndarray, anchor_times: np.ndarray, knots: int) -> CurveBasis:
    """Every point of the path is free, except at the anchors (RI sec. 4). `knots` is not used."""
    n = len(times)
    middle = np.zeros((n - 1, n))
    rows = np.arange(n - 1)
    middle[rows, rows] = middle[rows, rows + 1] = 0.5
    return CurveBasis(times, times, ~_is_anchor(times, anchor_times), np.eye(n), middle, is_identity=True)


@CURVES.register("spline")
def spline(times: np.ndarray, anchor_times: np.ndarray, knots: int) -> CurveBasis:
    """The natural cubic spline, twice continuously differentiable, through anchors and `knots` more points."""
    inner = tuple(float(t) for t in anchor_times[1:-1])
    at = time_grid(min(knots + len(anchor_times), len(times)), inner)
    basis = CubicSpline(at, np.eye(len(at)), bc_type="natural")
    middle = (times[:-1] + times[1:]) / 2
    return CurveBasis(times, at, ~_is_anchor(at, anchor_times), basis(times), basis(middle))


def _is_anchor(times: np.ndarray, anchor_times: np.ndarray) -> np.ndarray:
    fixed = np.any(np.abs(times[:, None] - anchor_times) < 1e-9, axis=1)
    if np.count_nonzero(fixed) != len(anchor_times):
        raise ExplorerError("Two control points are at nearly the same time: move or remove one.")
    return np.asarray(fixed)
