"""The Langevin bridge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..parameters import parameter
from ..progress import Progress
from .base import METHODS, Problem, Solution


@METHODS.register("langevin-bridge")
@dataclass(frozen=True)
class LangevinBridge:
    """The diffusion dX = grad log f dt + sqrt(2) dW of any prior f, given both ends (BP eqs. 1, 2; SPEC sec. 6).

    Each draw is the last state of a Markov chain of paths of its own; more steps, or `continued` once more,
    continue the same chain, so that nothing but these numbers is needed to have it again. Draw i does not
    depend on the number of draws, up to rounding.
    """

    T: float = parameter(
        1.0, "T", "How long the diffusion runs: short is nearly straight, long follows the prior on its way.",
        low=0.01, high=100.0, scale="log", apply="release",
    )  # fmt: skip
    steps: int = parameter(
        200, "Steps", "Moves of each chain after burn-in; more of them continue the chain.",
        low=1, high=100_000, scale="log", apply="release",
    )  # fmt: skip
    burn_in: int = parameter(
        200, "Burn-in", "Moves before that, during which the size of the moves is adapted.",
        low=1, high=100_000, scale="log", apply="release",
    )  # fmt: skip

    continued: int = parameter(
        0, "Continued", "How many times the chains went on after that, by as many moves again.",
        low=0, high=10_000, apply="release", advanced=True,
    )  # fmt: skip

    label: ClassVar[str] = "Langevin bridge"
    summary: ClassVar[str] = "Random paths of the diffusion whose law is the model's own prior, whatever that is."
    random: ClassVar[bool] = True

    @property
    def moves(self) -> int:
        """Moves of each chain after burn-in, continuations included."""
        return self.steps * (1 + self.continued)

    def solve(self, problem: Problem, progress: Progress) -> Solution:
        """Latents (draws, n, D); the note states the acceptance rate. Partial results are the chains so far."""
        from ..bridges.solve import solve_langevin_bridge

        return solve_langevin_bridge(self, problem, progress)
