"""Latents of images, and their density."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ...engine.priors import Prior, aggregate_posterior
from ..datasets import Dataset

CODES = 5000
"""Training images whose latents the density is fitted to."""
CODES_A_PART = 500
MOST_PARTS = 10
MOST_NUMBERS = 200_000
"""In the covariances, which a model file holds as text."""


def codes_of(encoder: nn.Module, images: Tensor) -> Tensor:
    """Latents (N, D) of images: the mean where the encoder gives a density."""
    codes: Tensor | tuple[Tensor, Tensor] = encoder(images)
    return codes if isinstance(codes, Tensor) else codes[0]


@torch.no_grad()
def fitted_density(encoder: nn.Module, data: Dataset, codes_a_part: int = CODES_A_PART) -> Prior:
    """A mixture of Gaussians fitted to the latents of training images, one for each `codes_a_part` of them."""
    images = torch.from_numpy(data.train.images[:CODES]).float() / 255
    codes = torch.cat([codes_of(encoder, chunk) for chunk in images.split(500)]).numpy()
    parts = min(MOST_PARTS, len(codes) // codes_a_part, MOST_NUMBERS // codes.shape[1] ** 2)
    return aggregate_posterior(codes, max(1, parts))
