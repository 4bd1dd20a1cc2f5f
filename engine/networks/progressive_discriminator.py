"""The discriminator of a progressive GAN."""

from __future__ import annotations

from torch import Tensor

from .base import NETWORKS
from .equalised import EqualisedLinear
from .progressive import ProgressiveArguments, ProgressiveBody


@NETWORKS.register("progressive-discriminator")
class ProgressiveDiscriminator(ProgressiveBody):
    """Images (N, C, size, size) in [0, 1] to logits (N,), high for real (Karras et al. 2018, table 2)."""

    Arguments = ProgressiveArguments

    def __init__(self, arguments: ProgressiveArguments) -> None:
        super().__init__(arguments, deviation=True)
        self.last = EqualisedLinear(self.width, 1, gain=1.0)

    def forward(self, images: Tensor) -> Tensor:
        return self.last(self.body(images)).squeeze(1)
