"""NeurInt's encoder of images."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from ..parameters import parameter
from .base import NETWORKS
from .equalised import PixelNorm, mlp
from .progressive import ProgressiveArguments, ProgressiveBody


@NETWORKS.register("position-encoder")
class PositionEncoder(ProgressiveBody):
    """Images (N, C, size, size) in [0, 1] to latents (N, D): E of NI.

    A discriminator's body, all before its last linear layer, and a perceptron with one hidden layer (NI,
    'Architecture and Setup'). The minibatch deviation is left out: a latent belongs to one image. Latents have length
    sqrt(D), as the generator normalises what it is given.
    """

    @dataclass(frozen=True)
    class Arguments(ProgressiveArguments):
        latent_dimension: int = parameter(128, "Latent dimension", "Numbers in a latent", low=1, high=4096)
        hidden: int = parameter(128, "Hidden units", "Width of the hidden layer", low=1, high=8192)

    def __init__(self, arguments: Arguments) -> None:
        super().__init__(arguments, deviation=False)
        self.head = mlp(self.width, arguments.hidden, arguments.latent_dimension)
        self.norm = PixelNorm()

    @property
    def last_layer(self) -> nn.Module:
        """The layer that is given the last hidden one."""
        return self.head[-1]

    def forward(self, images: Tensor) -> Tensor:
        return self.norm(self.head(self.body(images)))
