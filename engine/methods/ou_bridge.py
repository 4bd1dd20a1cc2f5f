"""The Ornstein-Uhlenbeck bridge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..parameters import parameter
from ..progress import Progress
from .base import METHODS, Problem, Solution

SAMPLERS = {"exact": "Exact transitions", "euler-maruyama": "Euler-Maruyama steps"}


@METHODS.register("ou-bridge")
@dataclass(frozen=True)
class OUBridge:
    """The diffusion that leaves N(0, I) as it is, given both ends (BP eqs. 2-4; SPEC sec. 6).

    Through control points it is a chain of bridges, each lasting its share of T, which for a Markov
    process is the same as one process given all of them. Draw i does not depend on the number of draws.
    """

    T: float = parameter(
        1.0, "T", "How long the process runs: short is nearly straight, long swells onto the sphere of radius sqrt(D).",
        low=0.01, high=100.0, scale="log",
    )  # fmt: skip
    sampler: str = parameter(
        "exact", "Sampler", "Exact Gaussian transitions, or small steps of the equation, to see what they get wrong.",
        choices=SAMPLERS,
    )  # fmt: skip
    steps: int = parameter(
        1, "Steps", "Euler-Maruyama steps from each point of the path to the next.",
        low=1, high=16, scale="log", when=("sampler", ("euler-maruyama",)),
    )  # fmt: skip

    label: ClassVar[str] = "OU bridge"
    summary: ClassVar[str] = "Random paths of the diffusion whose law is the normal prior, between the two points."
    random: ClassVar[bool] = True

    def solve(self, problem: Problem, progress: Progress) -> Solution:
        """Latents (draws, n, D); the note states the error of Euler-Maruyama, and a prior that is not normal."""
        from ..bridges.solve import solve_ou_bridge

        return solve_ou_bridge(self, problem, progress)
