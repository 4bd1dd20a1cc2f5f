"""The semicircle prior of RI sec. 6."""

from __future__ import annotations

from typing import Any

import torch

from .base import PRIORS, check_dimension
from .gaussian_mixture import GaussianMixture

MEANS = ((2.0, 6.0), (0.0, 0.0), (2.0, -6.0))
COVARIANCES = (((5.0, 2.0), (2.0, 2.0)), ((1.0, 0.0), (0.0, 3.0)), ((5.0, -2.0), (-2.0, 2.0)))
OTHER_VARIANCE = 0.5


class Semicircle(GaussianMixture):
    """Three Gaussians along a half circle in the first two coordinates, N(0, 0.5) in every further one."""

    name = "semicircle"

    def __init__(self, dimension: int) -> None:
        check_dimension(dimension, least=2)
        means = torch.zeros(3, dimension, dtype=torch.float64)
        means[:, :2] = torch.tensor(MEANS)
        covariances = OTHER_VARIANCE * torch.eye(dimension, dtype=torch.float64).repeat(3, 1, 1)
        covariances[:, :2, :2] = torch.tensor(COVARIANCES)
        super().__init__(torch.full((3,), 1 / 3, dtype=torch.float64), means, covariances)

    def arguments(self) -> dict[str, Any]:
        """JSON arguments of `make_prior`."""
        return {"dimension": self.dimension}


@PRIORS.register("semicircle")
def semicircle(dimension: int) -> Semicircle:
    """The semicircle prior on R^dimension, dimension >= 2 (RI sec. 6 uses 8 and 20)."""
    return Semicircle(dimension)
