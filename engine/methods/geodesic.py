"""The geodesic of a metric."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..metric import Metric
from ..parameters import parameter
from ..progress import Progress
from .base import METHODS, Problem, Solution

CURVES = {"free-points": "Free points", "spline": "Spline"}


@METHODS.register("geodesic")
@dataclass(frozen=True)
class Geodesic(Metric):
    """The curve of least energy in a metric (FG secs. 2-3, RI sec. 4; SPEC sec. 4)."""

    curve: str = parameter(
        "free-points", "Curve", "What is optimised: every point of the path, or the knots of a smooth spline.",
        choices=CURVES,
    )  # fmt: skip
    knots: int = parameter(
        6, "Knots", "Inner knots of the spline, besides the control points.", low=1, high=40,
        when=("curve", ("spline",)), apply="release",
    )  # fmt: skip
    iterations: int = parameter(
        16, "Iterations", "Most steps at full resolution; the solver stops earlier when the cost no longer falls.",
        low=1, high=500, scale="log", apply="release", advanced=True,
    )  # fmt: skip

    tolerance: float = parameter(
        2e-4, "Tolerance", "The solver stops when a step lowers the cost by less than this share of it.",
        low=1e-9, high=1e-2, scale="log", apply="release", advanced=True,
    )  # fmt: skip

    label: ClassVar[str] = "Geodesic"
    summary: ClassVar[str] = "The shortest way in a metric that is long where points are unlikely."
    random: ClassVar[bool] = False

    def solve(self, problem: Problem, progress: Progress) -> Solution:
        """Minimise the energy of the chosen curve through the anchors, coarse to fine."""
        from ..geodesics import solve_geodesic

        return solve_geodesic(self, problem, progress)
