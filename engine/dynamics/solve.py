"""From the parameters of the method to its paths."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from ..bridges.noise import DrawNoise
from ..errors import ExplorerError
from ..progress import Progress
from ..request import Flight
from .paths import integrate

if TYPE_CHECKING:
    from ..methods.base import Problem, Solution
    from ..methods.neurint import NeurInt
    from .systems import System

ROUNDING = 1e-9
"""A share of a step that is none."""


@torch.no_grad()
def solve_neurint(method: NeurInt, problem: Problem, progress: Progress) -> Solution:
    """Paths that are held at one end and are to come near the other.

    Raises ExplorerError for a model without dynamics, for control points, which such a path cannot be asked to
    pass, for a velocity set where there is none, and for paths that run off; and Cancelled.
    """
    from ..methods.base import Solution

    model, system = problem.model, problem.model.dynamics()
    if len(problem.anchors) > 2:
        raise ExplorerError(
            "A NeurInt path follows from its first velocity alone: remove the control points or take another method."
        )
    if problem.own_velocities and not system.launched:
        raise ExplorerError(f"The dynamics of {model.name} are of first order: they start with no velocity to set.")
    held, reached = problem.anchors.flip(0).split(1) if method.reverse else problem.anchors.split(1)
    mean, deviation = model.start_density(held, reached)
    noise = DrawNoise(problem.draws, problem.generator, problem.own_seeds).normal_(
        torch.empty(problem.draws, mean.shape[1])
    )
    drawn = method.velocity * mean + method.temperature * deviation * noise.to(mean)
    for draw, velocity in problem.own_velocities:
        drawn[draw] = torch.tensor(velocity).to(drawn)
    states = system.start(held.expand(problem.draws, -1), drawn)
    latents, ends = _followed(method, system, states, problem.times, progress)
    images, wanted = model.decode_checked(ends), model.decode_checked(reached)[0]
    gaps = (images - wanted).square().mean((1, 2, 3)).sqrt()
    share = method.T / (method.T + method.extrapolate)
    flight = Flight(
        launched=1.0 if method.reverse else 0.0,
        arrived=1.0 - share if method.reverse else share,
        velocity=drawn.cpu().numpy() if system.launched else None,
        image=images.cpu().numpy(),
        wanted=wanted.cpu().numpy(),
        gap=gaps.cpu().numpy(),
    )
    same = " Its dynamics are of first order, so every draw is the same." if not system.random else ""
    return Solution(latents, note=_gap(method, flight) + same, flight=flight)


def _followed(
    method: NeurInt, system: System, states: Tensor, times: Tensor, progress: Progress
) -> tuple[Tensor, Tensor]:
    """Positions (draws, n, D) at `times` (n,) from 0 to 1, and those at the method's T (draws, D).

    The solver's steps are as long as they are without extrapolation, so that nothing changes before T.
    """
    step = method.T / method.steps
    steps = method.steps + math.ceil(method.extrapolate / step - ROUNDING)
    seen = (method.T + method.extrapolate) * (1 - times if method.reverse else times)
    end = method.T if steps == method.steps else steps * step
    asked, places = torch.unique(torch.cat([seen, seen.new_tensor([method.T, end])]), return_inverse=True)
    found = integrate(system, states, asked, method.solver, steps, progress)
    return found[:, places[:-2]], found[:, places[-2]]


def _gap(method: NeurInt, flight: Flight) -> str:
    """A sentence on how near the paths come to what they reach for."""
    low, high = float(flight.gap.min()), float(flight.gap.max())
    among = f"{low:.3f} to {high:.3f}" if len(flight.gap) > 1 else f"{low:.3f}"
    place = "first" if method.reverse else "last"
    image = f"The image at T (t = {flight.arrived:.2f})" if method.extrapolate else f"The {place} image"
    return f"{image} differs from the {flight.end}'s by {among} a pixel (root mean square)."
