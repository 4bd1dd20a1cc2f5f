"""What can join two latents in a table: learned dynamics by two solvers, straight lines, great circles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from ...engine.curves.fixed import great_circles
from ...engine.dynamics import integrate
from ...engine.errors import ExplorerError
from ...engine.model import Model
from ...engine.progress import Progress

Paths = Callable[[Model, Tensor, Tensor, int, torch.Generator, Progress], Tensor]
"""Of a model, sources and targets (N, D), a number of steps and chance: latents (N, steps + 1, D) at equal times."""

OWN = {"lerpint": "linear", "slerpint": "spherical"}
"""What a model without dynamics was trained on, by its recipe."""


@dataclass(frozen=True)
class Joining:
    """A way from latent to latent; `learned` if it takes a model with dynamics."""

    paths: Paths
    learned: bool = False


def _dynamics(solver: str) -> Paths:
    def paths(
        model: Model, source: Tensor, target: Tensor, steps: int, chance: torch.Generator, progress: Progress
    ) -> Tensor:
        mean, deviation = model.start_density(source, target)
        drawn = mean + deviation * torch.randn(source.shape, generator=chance).to(source)
        system = model.dynamics()
        times = torch.linspace(0, 1, steps + 1, dtype=torch.float64)
        return integrate(system, system.start(source, drawn), times, solver, steps, progress)

    return paths


def _lines(
    model: Model, source: Tensor, target: Tensor, steps: int, chance: torch.Generator, progress: Progress
) -> Tensor:
    progress.check()
    return torch.lerp(source[:, None], target[:, None], torch.linspace(0, 1, steps + 1).to(source)[:, None])


def _circles(
    model: Model, source: Tensor, target: Tensor, steps: int, chance: torch.Generator, progress: Progress
) -> Tensor:
    progress.check()
    times = torch.linspace(0, 1, steps + 1).to(source)[:, None, None]
    return great_circles(source, target, times).transpose(0, 1)


JOININGS = {
    "neurint": Joining(_dynamics("rk4"), learned=True),
    "euler": Joining(_dynamics("euler"), learned=True),
    "linear": Joining(_lines),
    "spherical": Joining(_circles),
}


def own_joining(model: Model) -> str:
    """What joined latents when the model was trained (NI table 6). Raises ExplorerError if nothing did."""
    recipe = str(model.header.recipe.get("name", ""))
    if not model.has_dynamics and recipe not in OWN:
        raise ExplorerError(
            f"{model.name} was trained without paths, so it is no ablation of NeurInt: use evaluate frechet for it."
        )
    return "neurint" if model.has_dynamics else OWN[recipe]


def need_encoder(model: Model) -> None:
    """Raise ExplorerError if images cannot be joined in the model for want of an encoder."""
    if not model.has_encoder:
        raise ExplorerError(
            f"{model.name} has no encoder, so nothing joins two images in it: train one for it "
            "(interp-explorer train pgan-encoder) or take another model."
        )
