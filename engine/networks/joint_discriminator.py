"""ALI's discriminator of pairs."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ..parameters import parameter
from .base import NETWORKS
from .equalised import mlp
from .progressive import ProgressiveArguments, ProgressiveBody


@NETWORKS.register("joint-discriminator")
class JointDiscriminator(ProgressiveBody):
    """Images (N, C, size, size) in [0, 1] and their latents (N, D) to logits (N,), high for an encoded pair.

    Features of the image, by a progressive discriminator's body, and of the latent are joined by a perceptron: D_X,
    D_Z and D_XZ of NI, 'Architecture and Setup'.
    """

    @dataclass(frozen=True)
    class Arguments(ProgressiveArguments):
        latent_dimension: int = parameter(128, "Latent dimension", "Numbers in a latent", low=1, high=4096)
        hidden: int = parameter(128, "Hidden units", "Width of the layers of the latent and the pair", low=1, high=8192)

    def __init__(self, arguments: Arguments) -> None:
        super().__init__(arguments, deviation=True)
        self.latent = mlp(arguments.latent_dimension, arguments.hidden, arguments.hidden)
        self.joint = mlp(self.width + arguments.hidden, arguments.hidden, 1)

    def forward(self, images: Tensor, latents: Tensor) -> Tensor:
        return self.joint(torch.cat([self.body(images), self.latent(latents)], 1)).squeeze(1)
