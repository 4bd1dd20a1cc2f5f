"""The great circle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..progress import Progress
from .base import METHODS, Problem, Solution


@METHODS.register("spherical")
@dataclass(frozen=True)
class Spherical:
    """Spherical interpolation (White 2016), from each control point to the next (SPEC sec. 7)."""

    label: ClassVar[str] = "Spherical"
    summary: ClassVar[str] = (
        "The great circle: turns at constant angular speed while the norm goes from one end's to the other's."
    )
    random: ClassVar[bool] = False

    def solve(self, problem: Problem, progress: Progress) -> Solution:
        """Great-circle arcs through the anchors; the note says where an end left no circle to follow."""
        from ..curves.fixed import spherical

        latents, note = spherical(problem.anchors, problem.anchor_times, problem.times)
        return Solution(latents, note=note)
