"""The right-hand side of learned dynamics."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ..parameters import parameter
from .base import NETWORKS

ORDERS = {
    "second": "z'' = f(z, z')",
    "first": "z' = f(z)",
    "first-conditioned": "z' = f(z, c), c drawn once for a path",
}


@NETWORKS.register("vector-field")
class VectorField(nn.Module):
    """f of NI: a perceptron of two layers with tanh between, (N, D) or (N, 2 D) to (N, D)."""

    @dataclass(frozen=True)
    class Arguments:
        latent_dimension: int = parameter(128, "Latent dimension", "Numbers in a latent", low=1, high=4096)
        hidden: int = parameter(256, "Hidden units", "Width of the hidden layer", low=1, high=8192)
        order: str = parameter("second", "Order", "Of the differential equation", choices=ORDERS)

    def __init__(self, arguments: Arguments) -> None:
        super().__init__()
        self.arguments = arguments
        dimension = arguments.latent_dimension
        inputs = dimension if arguments.order == "first" else 2 * dimension
        self.hidden, self.last = nn.Linear(inputs, arguments.hidden), nn.Linear(arguments.hidden, dimension)

    def forward(self, state: Tensor) -> Tensor:
        return self.last(torch.tanh(self.hidden(state)))

    @torch.no_grad()
    def fill(self, state: Tensor, values: Tensor) -> None:
        """Write f into `values` (N, D), which may be columns of a wider tensor."""
        hidden = self.hidden(state).tanh_()
        torch.addmm(self.last.bias, hidden, self.last.weight.T, out=values)
