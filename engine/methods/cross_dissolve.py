"""The pixel average, for comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..progress import Progress
from .base import METHODS, Problem, Solution


@METHODS.register("cross-dissolve")
@dataclass(frozen=True)
class CrossDissolve:
    """Linear in pixels: frames are weighted means of the decoded anchors (SPEC sec. 7).

    Its latents are those of the straight line, so that it has a place in the plane.
    """

    label: ClassVar[str] = "Cross-dissolve"
    summary: ClassVar[str] = "Fades one image into the other, pixel by pixel: what interpolation should not look like."
    random: ClassVar[bool] = False

    def solve(self, problem: Problem, progress: Progress) -> Solution:
        """The straight line with blended frames."""
        from ..curves.fixed import linear

        images = problem.model.decode(problem.anchors)
        frames = linear(images.flatten(1), problem.anchor_times, problem.times)
        latents = linear(problem.anchors, problem.anchor_times, problem.times)
        return Solution(latents, frames.reshape(len(frames), *images.shape[1:]))
