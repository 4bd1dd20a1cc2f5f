"""A progressive encoder that gives a density."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from ..parameters import parameter
from .base import NETWORKS
from .equalised import EqualisedLinear
from .progressive import ProgressiveArguments, ProgressiveBody


@NETWORKS.register("progressive-encoder")
class ProgressiveEncoder(ProgressiveBody):
    """Images (N, C, size, size) in [0, 1] to mean and log-variance of q(z | x), each (N, D) (Dumoulin et al. 2017).

    A discriminator's body without minibatch deviation, and a linear layer.
    """

    @dataclass(frozen=True)
    class Arguments(ProgressiveArguments):
        latent_dimension: int = parameter(128, "Latent dimension", "Numbers in a latent", low=1, high=4096)

    def __init__(self, arguments: Arguments) -> None:
        super().__init__(arguments, deviation=False)
        self.posterior = EqualisedLinear(self.width, 2 * arguments.latent_dimension, gain=1.0)

    @property
    def last_layer(self) -> nn.Module:
        """The layer that is given the last hidden one."""
        return self.posterior

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        mean, log_variance = self.posterior(self.body(images)).chunk(2, dim=1)
        return mean, log_variance
