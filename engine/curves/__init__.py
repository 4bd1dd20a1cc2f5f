"""Curves through given points: fixed ones, and those whose variables a solver moves, one a file (`CURVES`)."""

from .base import CURVES, Curve
from .free_points import free_points
from .linear_curve import LinearCurve
from .network import NetworkCurve
from .spline import spline

__all__ = ["CURVES", "Curve", "LinearCurve", "NetworkCurve", "free_points", "spline"]
