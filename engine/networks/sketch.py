"""A sketch of a decoder: a small network that knows distances between decoded images, not the images."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ..parameters import parameter
from .base import NETWORKS


@NETWORKS.register("sketch")
class Sketch(nn.Module):
    """Latents (N, D) to points (N, outputs) that lie about as far apart as the decoded images.

    The outputs are coordinates along the images' principal components, in the images' own unit. A path is
    first sought in the sketch, which costs a small part of the decoder, and finished with the decoder.
    """

    centre: Tensor
    spread: Tensor
    scale: Tensor

    @dataclass(frozen=True)
    class Arguments:
        latent_dimension: int = parameter(8, "Latent dimension", "Numbers in a latent", low=1, high=4096)
        outputs: int = parameter(128, "Outputs", "Principal components that are told apart", low=1, high=4096)
        hidden: int = parameter(384, "Hidden units", "Width of the three hidden layers", low=1, high=8192)

    def __init__(self, arguments: Arguments) -> None:
        super().__init__()
        self.arguments = arguments
        dimension, hidden, outputs = arguments.latent_dimension, arguments.hidden, arguments.outputs
        self.register_buffer("centre", torch.zeros(dimension))
        self.register_buffer("spread", torch.ones(dimension))
        self.register_buffer("scale", torch.ones(()))
        widths = (dimension, hidden, hidden, hidden)
        layers: list[nn.Module] = []
        for before, after in zip(widths, widths[1:]):
            layers += [nn.Linear(before, after), nn.SiLU()]
        self.layers = nn.Sequential(*layers, nn.Linear(hidden, outputs))

    def forward(self, z: Tensor) -> Tensor:
        return self.scale * self.layers((z - self.centre) / self.spread)
