"""Losses that several recipes share. Each gives one number, the mean over the batch."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

KERNEL_SCALES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """-log D(x) - log(1 - D(G(z))) from logits (N,), as softplus (Goodfellow et al. 2014, eq. 1)."""
    return F.softplus(-real).mean() + F.softplus(fake).mean()


def generator_loss(fake: Tensor) -> Tensor:
    """The non-saturating -log D(G(z)) from logits (N,), as softplus (Goodfellow et al. 2014, sec. 3)."""
    return F.softplus(-fake).mean()


def gaussian_divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL(N(mean, exp(log_variance)) || N(0, I)) in nats, summed over latent dimensions, for (N, D) each.

    Kingma and Welling 2014, appendix B.
    """
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(1).mean()


def bernoulli_reconstruction(logits: Tensor, images: Tensor) -> Tensor:
    """Cross-entropy in nats between images in [0, 1] and their reconstruction's logits, summed over pixels.

    Kingma and Welling 2014, appendix C.1.
    """
    return F.binary_cross_entropy_with_logits(logits, images, reduction="none").sum((1, 2, 3)).mean()


def gaussian_reconstruction(logits: Tensor, images: Tensor) -> Tensor:
    """`squared_reconstruction` of sigmoid(logits)."""
    return squared_reconstruction(logits.sigmoid(), images)


def squared_reconstruction(made: Tensor, images: Tensor) -> Tensor:
    """Squared error of images (N, C, H, W), halved and summed over pixels: a Gaussian likelihood of variance 1."""
    return 0.5 * (made - images).square().sum((1, 2, 3)).mean()


def inverse_multiquadric_discrepancy(codes: Tensor, drawn: Tensor) -> Tensor:
    """The unbiased squared maximum mean discrepancy between latents and draws from N(0, I), (N, D) each, N >= 2.

    Summed over kernels C / (C + |a - b|^2), C = 2 D s for the scales s below (Tolstikhin et al. 2018, appendix C).
    """
    count, dimension = codes.shape
    kernels = [_kernel(*pair, dimension) for pair in ((codes, codes), (drawn, drawn), (codes, drawn))]
    own = [(each.sum() - each.diagonal().sum()) / (count * (count - 1)) for each in kernels[:2]]
    return own[0] + own[1] - 2 * kernels[2].mean()


def _kernel(a: Tensor, b: Tensor, dimension: int) -> Tensor:
    squares = (a[:, None] - b).square().sum(-1)
    constants = [2 * dimension * scale for scale in KERNEL_SCALES]
    return torch.stack([constant / (constant + squares) for constant in constants]).sum(0)
