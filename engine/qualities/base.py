"""What a quality is, and what is always done to it: scaling, products and regularisation, in log space."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor


class Quality(Protocol):
    """A function Q from latent points to [0, 1], given by its logarithm."""

    def log_quality(self, z: Tensor, times: Tensor | None = None) -> Tensor:
        """log Q(z), shape (...) for z of shape (..., D); differentiable, -inf only where Q is 0.

        times (...), or what broadcasts to it, are the moments of a path at which the points are passed,
        in [0, 1]; most qualities ignore them. Without times, one that depends on them is as strict as it gets.
        """
        ...


@dataclass(frozen=True)
class Scaled:
    """alpha Q, 0 < alpha <= 1 (RI, scaled realisticity index)."""

    quality: Quality
    alpha: float

    def log_quality(self, z: Tensor, times: Tensor | None = None) -> Tensor:
        """log alpha + log Q."""
        return math.log(self.alpha) + self.quality.log_quality(z, times)


@dataclass(frozen=True)
class Product:
    """The product of several qualities (SPEC sec. 2)."""

    qualities: Sequence[Quality]

    def log_quality(self, z: Tensor, times: Tensor | None = None) -> Tensor:
        """The sum of the logarithms."""
        return torch.stack([quality.log_quality(z, times) for quality in self.qualities]).sum(0)


def regularise(log_quality: Tensor, epsilon: float) -> Tensor:
    """log(eps + (1 - 2 eps) Q) from log Q, without overflow (FG eq. 10); epsilon in [0, 0.5]."""
    if epsilon == 0:
        return log_quality
    # logaddexp has no gradient at -inf; below -700 Q adds nothing to eps in any precision.
    log_quality = log_quality.clamp_min(-700.0)
    floor = torch.full_like(log_quality, math.log(epsilon))
    if epsilon == 0.5:
        return floor + 0.0 * log_quality
    return torch.logaddexp(floor, log_quality + math.log1p(-2 * epsilon))
