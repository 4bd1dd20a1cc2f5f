"""From the parameters of the method to its paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from ..bridges.noise import DrawNoise
from ..errors import ExplorerError
from ..progress import Progress
from .paths import integrate

if TYPE_CHECKING:
    from ..methods.base import Problem, Solution
    from ..methods.neurint import NeurInt
    from ..model import Model


@torch.no_grad()
def solve_neurint(method: NeurInt, problem: Problem, progress: Progress) -> Solution:
    """Paths from the source that are to end near the target.

    Raises ExplorerError for a model without dynamics, for control points, which such a path cannot be asked to
    pass, and for paths that run off; and Cancelled.
    """
    from ..methods.base import Solution

    system = problem.model.dynamics()
    if len(problem.anchors) > 2:
        raise ExplorerError(
            "A NeurInt path follows from its first velocity alone: remove the control points or take another method."
        )
    source, target = problem.anchors[:1], problem.anchors[1:]
    mean, deviation = problem.model.start_density(source, target)
    noise = DrawNoise(problem.draws, problem.generator, problem.own_seeds).normal_(
        torch.empty(problem.draws, mean.shape[1])
    )
    drawn = method.velocity * mean + method.temperature * deviation * noise.to(mean)
    states = system.start(source.expand(problem.draws, -1), drawn)
    latents = integrate(system, states, method.T * problem.times, method.solver, method.steps, progress)
    same = " Its dynamics are of first order, so every draw is the same." if not system.random else ""
    return Solution(latents, note=_gap(problem.model, latents[:, -1], target) + same)


def _gap(model: Model, ends: Tensor, target: Tensor) -> str:
    """A sentence on how far the images at the ends (draws, D) are from the target's."""
    squares = (model.decode(ends) - model.decode(target)).square().mean((1, 2, 3))
    gaps = squares.sqrt().tolist()
    among = f"{min(gaps):.3f} to {max(gaps):.3f}" if len(gaps) > 1 else f"{gaps[0]:.3f}"
    return f"The last image differs from the target's by {among} a pixel (root mean square)."
