"""The standard normal prior N(0, I)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor

from .base import PRIORS, check_dimension


@PRIORS.register("normal")
@dataclass(frozen=True)
class Normal:
    """N(0, I) on R^dimension (SPEC sec. 1)."""

    dimension: int
    name: ClassVar[str] = "normal"

    def __post_init__(self) -> None:
        check_dimension(self.dimension)

    def arguments(self) -> dict[str, Any]:
        """JSON arguments of `make_prior`."""
        return {"dimension": self.dimension}

    def sample(self, count: int, generator: torch.Generator | None = None) -> Tensor:
        """(count, D) draws, float32."""
        return torch.randn(count, self.dimension, generator=generator)

    def log_density(self, z: Tensor) -> Tensor:
        """log N(z; 0, I), shape (...)."""
        return -0.5 * z.square().sum(-1) - 0.5 * self.dimension * math.log(2 * math.pi)

    def score(self, z: Tensor) -> Tensor:
        """-z."""
        return -z

    def laplacian(self, z: Tensor) -> Tensor:
        """-D everywhere."""
        return torch.full_like(z[..., 0], -float(self.dimension))
