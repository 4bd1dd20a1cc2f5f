"""The straight line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..progress import Progress
from .base import METHODS, Problem, Solution


@METHODS.register("linear")
@dataclass(frozen=True)
class Linear:
    """(1 - t) z0 + t z1, straight from each control point to the next (SPEC sec. 7)."""

    label: ClassVar[str] = "Linear"
    summary: ClassVar[str] = "The straight line between the two latent points."
    random: ClassVar[bool] = False

    def solve(self, problem: Problem, progress: Progress) -> Solution:
        """The polyline through the anchors."""
        from ..curves.fixed import linear

        return Solution(linear(problem.anchors, problem.anchor_times, problem.times))
