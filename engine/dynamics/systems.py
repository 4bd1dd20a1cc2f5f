"""From a learned field to a system of first-order equations."""

from __future__ import annotations

from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from ..networks import VectorField


class System(nn.Module):
    """dy/dt of states y (N, S) that hold a position z (N, D) in front.

    Called as torchdiffeq calls it: system(time, state), the time being without effect.
    """

    random: ClassVar[bool] = True
    """Whether a path depends on the number drawn with its start."""

    launched: ClassVar[bool] = False
    """Whether what is drawn is the path's initial velocity."""

    def __init__(self, field: nn.Module, dimension: int) -> None:
        super().__init__()
        self.field, self.dimension = field, dimension

    def start(self, position: Tensor, drawn: Tensor) -> Tensor:
        """The state (N, S) of positions (N, D) and what was drawn with them, (N, D)."""
        return torch.cat([position, drawn], 1)

    def position(self, state: Tensor) -> Tensor:
        """z (..., D) of states (..., S)."""
        return state[..., : self.dimension]

    def forward(self, time: Tensor | float, state: Tensor) -> Tensor:
        """dy/dt, of the state's shape."""
        raise NotImplementedError

    def fill(self, state: Tensor, slope: Tensor) -> None:
        """Write dy/dt into `slope`, without a gradient."""
        slope.copy_(self(0.0, state))


class SecondOrder(System):
    """[z, v]' = [v, f(z, v)] (NI, 'Second-Order Neural ODEs'); what is drawn is the initial velocity."""

    launched: ClassVar[bool] = True

    def forward(self, time: Tensor | float, state: Tensor) -> Tensor:
        return torch.cat([state[:, self.dimension :], self.field(state)], 1)

    def fill(self, state: Tensor, slope: Tensor) -> None:
        slope[:, : self.dimension] = state[:, self.dimension :]
        if isinstance(self.field, VectorField):
            self.field.fill(state, slope[:, self.dimension :])
        else:
            slope[:, self.dimension :] = self.field(state)


class FirstOrder(System):
    """z' = f(z): NI table 6, I. Nothing is drawn."""

    random: ClassVar[bool] = False

    def start(self, position: Tensor, drawn: Tensor) -> Tensor:
        return position

    def forward(self, time: Tensor | float, state: Tensor) -> Tensor:
        return self.field(state)


class FirstOrderConditioned(System):
    """[z, c]' = [f(z, c), 0]: NI table 6, II. The condition c is drawn and stays."""

    def forward(self, time: Tensor | float, state: Tensor) -> Tensor:
        change = self.field(state)
        return torch.cat([change, torch.zeros_like(change)], 1)


SYSTEMS: dict[str, type[System]] = {
    "second": SecondOrder,
    "first": FirstOrder,
    "first-conditioned": FirstOrderConditioned,
}
"""By the order of a vector field."""


def system_of(field: nn.Module) -> System:
    """The system of a `VectorField`, which it shares."""
    arguments: Any = field.arguments
    return SYSTEMS[arguments.order](field, arguments.latent_dimension)
