"""Layers with an equalised learning rate, and pixel normalisation (Karras et al. 2018, secs. 4.1 and 4.2)."""

from __future__ import annotations

import math

from torch import Tensor, nn
from torch.nn import functional as F

SLOPE = 0.2
"""Of every LeakyReLU."""


class EqualisedConv2d(nn.Conv2d):
    """A convolution, of the same size, whose weights are N(0, 1) and scaled by `gain` / sqrt(fan in) when used.

    Adam's steps do not depend on the scale of a gradient, so all layers learn at one speed.
    """

    def __init__(self, inputs: int, outputs: int, kernel: int, gain: float = math.sqrt(2)) -> None:
        super().__init__(inputs, outputs, kernel, padding=kernel // 2)
        self.scale = _equalise(self, gain)

    def forward(self, input: Tensor) -> Tensor:
        return F.conv2d(input, self.weight * self.scale, self.bias, padding=self.padding)


class EqualisedLinear(nn.Linear):
    """The same for a linear layer."""

    def __init__(self, inputs: int, outputs: int, gain: float = math.sqrt(2)) -> None:
        super().__init__(inputs, outputs)
        self.scale = _equalise(self, gain)

    def forward(self, input: Tensor) -> Tensor:
        return F.linear(input, self.weight * self.scale, self.bias)


class PixelNorm(nn.Module):
    """Divides (N, C, ...) by the root of the mean square over C, at every pixel."""

    def forward(self, features: Tensor) -> Tensor:
        return features * (features.square().mean(1, keepdim=True) + 1e-8).rsqrt()


def mlp(inputs: int, hidden: int, outputs: int) -> nn.Sequential:
    """One hidden layer with LeakyReLU, equalised: (N, inputs) to (N, outputs)."""
    return nn.Sequential(EqualisedLinear(inputs, hidden), nn.LeakyReLU(SLOPE), EqualisedLinear(hidden, outputs, 1.0))


def _equalise(layer: nn.Conv2d | nn.Linear, gain: float) -> float:
    nn.init.normal_(layer.weight)
    assert layer.bias is not None
    nn.init.zeros_(layer.bias)
    return gain / math.sqrt(layer.weight[0].numel())
