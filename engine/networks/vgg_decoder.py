"""The mirror of the VGG-like encoder."""

from __future__ import annotations

from torch import Tensor, nn

from .base import NETWORKS, SMALLEST_GRID
from .vgg import VGGArguments, block, settled


@NETWORKS.register("vgg-decoder")
class VGGDecoder(nn.Module):
    """Latents (N, D) to images (N, C, size, size) in [0, 1] (AE sec. 2.3).

    Each block begins by doubling the grid, where the encoder's ends with pooling. `logits` gives the image before
    the sigmoid, for a Bernoulli likelihood.
    """

    Arguments = VGGArguments

    def __init__(self, arguments: VGGArguments) -> None:
        super().__init__()
        self.arguments = arguments
        maps = arguments.grids[::-1]
        first = nn.ConvTranspose2d(arguments.hidden, maps[0], SMALLEST_GRID, bias=False)
        layers = settled(nn.Conv2d(arguments.latent_dimension, arguments.hidden, 1, bias=False), arguments.hidden)
        layers += settled(first, maps[0])
        for coarse, fine in zip(maps, [*maps[1:], maps[-1]]):
            layers += [nn.Upsample(scale_factor=2), *block(coarse, fine, arguments.convolutions)]
        self.layers = nn.Sequential(*layers, nn.Conv2d(maps[-1], arguments.channels, 3, padding=1))

    def logits(self, latents: Tensor) -> Tensor:
        """Images before the sigmoid, (N, C, size, size)."""
        return self.layers(latents[:, :, None, None])

    def forward(self, latents: Tensor) -> Tensor:
        return self.logits(latents).sigmoid()
