"""Learned dynamics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..parameters import parameter
from ..progress import Progress
from .base import METHODS, Problem, Solution

SOLVERS = {"euler": "Euler", "rk4": "Runge-Kutta 4", "dopri5": "Dormand-Prince 5"}
FIXED = ("euler", "rk4")


@METHODS.register("neurint")
@dataclass(frozen=True)
class NeurInt:
    """The path that a learned differential equation takes from the source with a velocity that is drawn for source and
    target (NI, Algorithm 1; SPEC sec. 5).

    It ends near the target, not at it; the note says how near. Draw i does not depend on the number of
    draws, up to rounding.

    In reverse it is held at the target instead: the path that the model draws from target to source, walked
    backwards. Extrapolated, it is followed beyond the end it is to reach; the part up to there stays as it was.
    """

    velocity: float = parameter(
        1.0, "Velocity", "The mean initial velocity is multiplied by this: 0 is set moving by chance alone.",
        low=-2.0, high=4.0,
    )  # fmt: skip
    temperature: float = parameter(
        1.0, "Noise", "Its deviation is multiplied by this: 0 gives the same path each time.",
        low=0.0, high=20.0,
    )  # fmt: skip
    T: float = parameter(
        1.0, "T", "When the path is to arrive; it was trained to do so at 1.",
        low=0.01, high=4.0,
    )  # fmt: skip
    extrapolate: float = parameter(
        0.0, "Past T", "For how long the path is followed past T, beyond the end that it is to reach.",
        low=0.0, high=4.0,
    )  # fmt: skip
    reverse: bool = parameter(
        False, "Reverse", "Start at the target and reach for the source, shown backwards: it is the target that is met."
    )
    solver: str = parameter("rk4", "Solver", "How the differential equation is solved.", choices=SOLVERS)
    steps: int = parameter(
        32, "Steps", "Equal steps of the solver from 0 to T.", low=1, high=1000, scale="log", when=("solver", FIXED),
    )  # fmt: skip

    label: ClassVar[str] = "NeurInt"
    summary: ClassVar[str] = "Smooth random paths that a model has learned together with its images (NeurInt models)."
    random: ClassVar[bool] = True
    steered: ClassVar[bool] = True

    def solve(self, problem: Problem, progress: Progress) -> Solution:
        """Latents (draws, n, D); the note states the gap at the target."""
        from ..dynamics.solve import solve_neurint

        return solve_neurint(self, problem, progress)
