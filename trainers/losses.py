"""Losses that several recipes share. Each gives one number, the mean over the batch."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F


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
    """Squared error of sigmoid(logits), halved and summed over pixels: a Gaussian likelihood of variance 1."""
    return 0.5 * (logits.sigmoid() - images).square().sum((1, 2, 3)).mean()
