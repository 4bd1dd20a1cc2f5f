"""NeurInt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torchdiffeq import odeint, odeint_adjoint

from ...engine.dynamics import system_of
from ...engine.networks import build_network
from ...engine.parameters import parameter
from ..datasets import Dataset
from .base import RECIPES
from .interpolating import InterpolatingRecipe


@dataclass(frozen=True)
class DynamicsRecipe(InterpolatingRecipe):
    """Paths that follow a learned differential equation from a start that is drawn anew for each."""

    field_width: int = parameter(256, "Field width", "Hidden units of the vector field", low=1, high=8192)
    least_deviation: float = parameter(
        0.0, "Least deviation", "Of the drawn start, in units in which a coordinate of a latent is about 1; "
        "above 0 the paths of a pair cannot become one; 0 in the paper", low=0.0, high=100.0,
    )  # fmt: skip
    adjoint: bool = parameter(
        False, "Adjoint", "Gradients by the adjoint equation: less memory, more time, and not exact"
    )

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "ci": {**InterpolatingRecipe.presets["ci"], "field_width": 16},
        # Without a least deviation, the draws of a pair were one path after 100,000 images.
        "cpu": {**InterpolatingRecipe.presets["cpu"], "field_width": 128, "least_deviation": 0.4},
        "tables": {**InterpolatingRecipe.presets["tables"], "field_width": 128},
        "paper": {**InterpolatingRecipe.presets["paper"], "field_width": 512},
    }
    averaged: ClassVar[tuple[str, ...]] = ("generator", "encoder", "velocity", "field")
    order: ClassVar[str]
    label: ClassVar[str]

    def joining(self) -> dict[str, nn.Module]:
        velocity = {"hidden": self.hidden, "least": self.least_deviation}
        field = {"hidden": self.field_width, "order": self.order}
        return {
            "velocity": build_network("velocity-encoder", {"latent_dimension": self.latent_dimension, **velocity}),
            "field": build_network("vector-field", {"latent_dimension": self.latent_dimension, **field}),
        }

    def path(self, networks: Mapping[str, nn.Module], source: Tensor, target: Tensor, noise: Tensor) -> Tensor:
        system = system_of(networks["field"])
        start = system.start(source, self.draw(networks, source, target, noise))
        times = torch.linspace(0, 1, self.path_steps + 1, device=source.device)
        solve: Any = odeint_adjoint if self.adjoint else odeint
        return system.position(solve(system, start, times, method="rk4"))

    def draw(self, networks: Mapping[str, nn.Module], source: Tensor, target: Tensor, noise: Tensor) -> Tensor:
        """What is drawn for each path, (N, D), from its ends and standard normal noise."""
        mean, deviation = networks["velocity"](source, target)
        return mean + noise * deviation

    def title(self, data: Dataset) -> str:
        return f"{data.name}: {self.label}, {self.latent_dimension} dimensions"

    def method(self) -> str:
        return (
            f"{self.label}, of {self.latent_dimension} dimensions: encoder, generator and dynamics trained together, "
            f"with the loss {self.loss} and {self.path_steps} steps of Runge-Kutta; all are moving averages."
        )


@RECIPES.register("neurint")
@dataclass(frozen=True)
class NeurInt(DynamicsRecipe):
    """NeurInt (NI, Algorithm 2): z'' = f(z, z'), and the initial velocity is drawn."""

    summary: ClassVar[str] = "Learns, together with the images, smooth random ways from one image to another."
    order: ClassVar[str] = "second"
    label: ClassVar[str] = "NeurInt"
