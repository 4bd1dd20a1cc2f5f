"""Density rank under a normal prior: exact, and RI's approximation (RI def. 1, FG sec. 5)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .precision import wide

_FRACTION_LEVELS = 64


@dataclass(frozen=True)
class ExactRank:
    """Q(z) = P(|X| >= |z|) = 1 - F_chi2(|z|^2; D) for X ~ N(0, I_D) (SPEC sec. 2)."""

    dimension: int

    def log_quality(self, z: Tensor, times: Tensor | None = None) -> Tensor:
        """log of the regularised upper incomplete gamma function of (D / 2, |z|^2 / 2)."""
        return log_upper_gamma(0.5 * self.dimension, 0.5 * wide(z).square().sum(-1)).to(z)


@dataclass(frozen=True)
class ApproximateRank:
    """Q(z) = 1/2 + 1/2 erf(sqrt(D - 1/2) - |z|) (RI eq. 1)."""

    dimension: int

    def log_quality(self, z: Tensor, times: Tensor | None = None) -> Tensor:
        """log of the normal distribution function of sqrt(2) (sqrt(D - 1/2) - |z|)."""
        # The smallest shift keeps the norm differentiable at the origin.
        norm = (z.square().sum(-1) + 1e-12).sqrt()
        return torch.special.log_ndtr(math.sqrt(2) * (math.sqrt(self.dimension - 0.5) - norm))


def log_upper_gamma(a: float, x: Tensor) -> Tensor:
    """log Q(a, x), the regularised upper incomplete gamma function; a > 0, x >= 0 in float64.

    Accurate near both ends: through the lower function where Q is close to 1, and through Legendre's
    continued fraction where Q is below the smallest float64.
    """
    shape = torch.tensor(a, dtype=x.dtype, device=x.device)
    near = x < a
    far = x > a + 600.0
    inside = torch.where(near | far, torch.full_like(x, a), x)
    below = torch.where(near, x, torch.full_like(x, 0.5 * a))
    value = torch.where(
        near,
        torch.log1p(-torch.special.gammainc(shape, below)),
        torch.log(torch.special.gammaincc(shape, inside)),
    )
    if far.any():
        value = torch.where(far, _log_tail(a, torch.where(far, x, torch.full_like(x, a + 601.0))), value)
    return value


def _log_tail(a: float, x: Tensor) -> Tensor:
    """log Q(a, x) for large x: x^a e^-x / Gamma(a) over x + 1 - a - 1 (1 - a) / (x + 3 - a - ...)."""
    denominator = x + (2 * _FRACTION_LEVELS + 1 - a)
    for level in range(_FRACTION_LEVELS, 0, -1):
        denominator = x + (2 * level - 1 - a) - level * (level - a) / denominator
    return a * torch.log(x) - x - math.lgamma(a) - torch.log(denominator)
