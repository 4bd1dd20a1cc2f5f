"""The decoder of a variational autoencoder."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from ..parameters import parameter
from .base import NETWORKS, SMALLEST_GRID, ImageArguments, doublings, widths


@NETWORKS.register("vae-decoder")
class VAEDecoder(nn.Module):
    """Latents (N, D) to images (N, C, size, size) in [0, 1].

    Each doubling is a transposed convolution; a 3x3 convolution at full size sharpens the strokes.
    `logits` gives the image before the sigmoid, for a stable Bernoulli likelihood.
    """

    @dataclass(frozen=True)
    class Arguments(ImageArguments):
        latent_dimension: int = parameter(16, "Latent dimension", "Numbers in a latent", low=1, high=4096)

    def __init__(self, arguments: Arguments) -> None:
        super().__init__()
        self.arguments = arguments
        maps = widths(arguments.maps, doublings(arguments.size))[::-1]
        layers: list[nn.Module] = [
            nn.ConvTranspose2d(arguments.latent_dimension, maps[0], SMALLEST_GRID, bias=False),
            nn.BatchNorm2d(maps[0]),
            nn.ReLU(),
        ]
        for coarse, fine in zip(maps, [*maps[1:], maps[-1]]):
            layers += [nn.ConvTranspose2d(coarse, fine, 4, 2, 1, bias=False), nn.BatchNorm2d(fine), nn.ReLU()]
        layers += [nn.Conv2d(maps[-1], arguments.channels, 3, padding=1)]
        self.layers = nn.Sequential(*layers)

    def logits(self, latents: Tensor) -> Tensor:
        """Images before the sigmoid, (N, C, size, size)."""
        return self.layers(latents[:, :, None, None])

    def forward(self, latents: Tensor) -> Tensor:
        return self.logits(latents).sigmoid()
