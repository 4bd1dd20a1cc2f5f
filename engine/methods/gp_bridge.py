"""The Gaussian-process bridge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..bridges.covariances import COVARIANCE_LABELS
from ..parameters import parameter
from ..progress import Progress
from .base import METHODS, Problem, Solution

STRETCHED = ("stretched-exponential", "sum", "product")
PERIODIC = ("periodic", "sum", "product")


@METHODS.register("gp-bridge")
@dataclass(frozen=True)
class GPBridge:
    """A Gaussian process per coordinate, given its values at both ends (BP eqs. 5-7; SPEC sec. 6).

    Every point on its own is N(0, I) before the ends are given. Through control points it is a chain of
    independent bridges, each lasting its share of T. Draw i does not depend on the number of draws.
    """

    T: float = parameter(
        1.0, "T", "How long the process runs: short is nearly straight, long forgets the ends on its way.",
        low=0.01, high=100.0, scale="log",
    )  # fmt: skip
    kernel: str = parameter(
        "stretched-exponential", "Kernel", "How the process remembers: fading (BP eq. 5), repeating (eq. 6), or both.",
        choices=COVARIANCE_LABELS,
    )  # fmt: skip
    beta: float = parameter(
        1.0, "Beta", "Stretched exponential exp(-beta |h|^alpha): larger forgets sooner.",
        low=0.01, high=100.0, scale="log", when=("kernel", STRETCHED),
    )  # fmt: skip
    alpha: float = parameter(
        1.5, "Alpha", "Smoothness of the stretched exponential: 1 is as rough as Ornstein-Uhlenbeck, 2 is smooth.",
        low=0.05, high=2.0, when=("kernel", STRETCHED),
    )  # fmt: skip
    length_scale: float = parameter(
        1.0, "Length scale", "Periodic kernel: smaller wiggles more within a period.",
        low=0.05, high=10.0, scale="log", when=("kernel", PERIODIC),
    )  # fmt: skip
    period: float = parameter(
        0.7, "Period", "Periodic kernel: the time after which it repeats itself; T must not be a multiple of it.",
        low=0.01, high=100.0, scale="log", when=("kernel", PERIODIC),
    )  # fmt: skip

    label: ClassVar[str] = "GP bridge"
    summary: ClassVar[str] = "Random paths between the two points, as smooth, as rough or as periodic as you like."
    random: ClassVar[bool] = True

    def solve(self, problem: Problem, progress: Progress) -> Solution:
        """Latents (draws, n, D); the note states a jitter, and a prior that is not normal."""
        from ..bridges.solve import solve_gp_bridge

        return solve_gp_bridge(self, problem, progress)
