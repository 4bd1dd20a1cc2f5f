"""The geodesic of a metric."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from ..metric import Metric
from ..parameters import parameter
from ..progress import Progress
from ..request import LARGEST_SEED
from .base import METHODS, Problem, Solution

CURVES = {"free-points": "Free points", "spline": "Spline", "network": "Network"}
OPTIMISERS = {"fast": "Fast", "fg-algorithm-1": "FG Algorithm 1", "ri-descent": "RI descent"}
PAPERS = ("fg-algorithm-1", "ri-descent")


@METHODS.register("geodesic")
@dataclass(frozen=True)
class Geodesic(Metric):
    """The curve of least energy in a metric (FG secs. 2-3, RI sec. 4; SPEC sec. 4)."""

    curve: str = parameter(
        "free-points", "Curve",
        "What is optimised: every point, the knots of a smooth spline, or a small network of time (FG eq. 9).",
        choices=CURVES,
    )  # fmt: skip
    knots: int = parameter(
        6, "Knots", "Inner knots of the spline, besides the control points.", low=1, high=40,
        when=("curve", ("spline",)), apply="release",
    )  # fmt: skip
    optimiser: str = parameter(
        "fast", "Optimiser",
        "How it is sought: fast, coarse to fine; or as the papers do, by Adam at random times or by plain descent.",
        choices=OPTIMISERS, apply="release", advanced=True,
    )  # fmt: skip
    iterations: int = parameter(
        16, "Iterations", "Most steps at full resolution; the solver stops earlier when the cost no longer falls.",
        low=1, high=500, scale="log", when=("optimiser", ("fast",)), apply="release", advanced=True,
    )  # fmt: skip
    steps: int = parameter(
        300, "Steps", "How many steps the paper's optimiser takes.",
        low=1, high=10_000, scale="log", when=("optimiser", PAPERS), apply="release",
    )  # fmt: skip
    rate: float = parameter(
        2e-3, "Rate", "Learning rate of Adam.",
        low=1e-5, high=1.0, scale="log", when=("optimiser", ("fg-algorithm-1",)), apply="release",
    )  # fmt: skip
    seed: int = parameter(
        0, "Seed", "Of the random times at which the energy is taken in each step.",
        low=0, high=LARGEST_SEED, when=("optimiser", ("fg-algorithm-1",)), apply="release",
    )  # fmt: skip
    tolerance: float = parameter(
        2e-4, "Tolerance", "The solver stops when a step lowers the cost by less than this share of it.",
        low=1e-9, high=1e-2, scale="log", when=("optimiser", ("fast",)), apply="release", advanced=True,
    )  # fmt: skip

    label: ClassVar[str] = "Geodesic"
    summary: ClassVar[str] = "The shortest way in a metric that is long where points are unlikely."
    random: ClassVar[bool] = False

    def solve(self, problem: Problem, progress: Progress) -> Solution:
        """Minimise the energy of the chosen curve through the anchors, coarse to fine.

        Where the straight line costs nothing it is the answer, and the note says so.
        """
        from ..costless import EVERY_PATH, THIS_PATH, is_costless
        from ..curves.fixed import linear
        from ..geodesics import solve_geodesic

        straight = linear(problem.anchors, problem.anchor_times, problem.times)
        if is_costless(self, problem, straight):
            return Solution(straight, note=EVERY_PATH)
        solution = solve_geodesic(self, problem, progress)
        return replace(solution, note=THIS_PATH) if is_costless(self, problem, solution.latents) else solution
