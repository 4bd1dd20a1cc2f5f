"""Gaussian processes held at both ends (BP eq. 7; SPEC sec. 6)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from ..errors import ExplorerError
from .chain import Move, Stretch
from .covariances import COVARIANCES

if TYPE_CHECKING:
    from ..methods.gp_bridge import GPBridge

REPEATS = 1e-20
"""1 - k(T) below which the process is back where it began; rounding leaves less than this of a zero."""
FARTHEST_SWING = 100.0
"""A mean that leaves its ends by this many times their distance is no answer to anyone."""
JITTERS = (0.0, 1e-14, 1e-12, 1e-10, 1e-8, 1e-6)
"""Shares of the largest variance that are added to all variances, tried in order."""
SMALLEST_VARIANCE = 1e-8
"""Taken for the largest where every inner point is all but certain, so that a jitter outweighs rounding."""
ROWS_AT_ONCE = 48


@dataclass(frozen=True)
class Conditional:
    """The law of the inner points of a bridge given its ends, the same for every coordinate.

    The mean is even (z_0 + z_T) / 2 + odd (z_T - z_0) / 2 with even and odd (m,); the covariance is
    factor factor^T with a lower triangular factor (m, m), `jitter` included in its diagonal. float64.
    """

    even: Tensor
    odd: Tensor
    factor: Tensor
    jitter: float

    def mean(self, source: Tensor, target: Tensor) -> Tensor:
        """(m, D) from the ends (D,). Raises ExplorerError where the kernel ties different ends together."""
        difference = target - source
        if not difference.any():
            return self.even[:, None] * source
        swing = float(self.odd.abs().max())
        if not swing <= FARTHEST_SWING:
            raise ExplorerError(
                "This kernel repeats itself after T (k(T) is 1 or nearly), so no path joins two different ends: "
                "change T or the period."
            )
        return (self.even[:, None] * (source + target) + self.odd[:, None] * difference) / 2


def moments(method: GPBridge, elapsed: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """`even` (m - 2,), `odd` (m - 2,) and covariance (m - 2, m - 2) at the inner times of `elapsed` (m,) float64.

    BP conditions on z_0 and z_T. Their sum and their difference are independent and say the same, which
    splits the formulas in two parts without a common denominator: with p = k(t) + k(T - t) and
    q = k(T - t) - k(t) the mean is p / (1 + k(T)) (z_0 + z_T) / 2 + q / (1 - k(T)) (z_T - z_0) / 2 and the
    covariance k(t - s) - p(t) p(s) / (2 (1 + k(T))) - q(t) q(s) / (2 (1 - k(T))). All of it is written in
    1 - k, which does not cancel over short times. Where k(T) = 1 the difference of the ends is certain
    and says nothing: its part of the covariance is left out and odd is infinite.
    """
    variogram = COVARIANCES[method.kernel].variogram
    inner, duration = elapsed[1:-1], elapsed[-1]
    from_source, from_target = variogram(inner, method), variogram(duration - inner, method)
    between = variogram((inner[:, None] - inner).abs(), method)
    whole = variogram(duration, method)
    both, q = from_source + from_target, from_source - from_target
    even = (2 - both) / (2 - whole)
    left = (both[:, None] + both - both[:, None] * both / 2 - whole) / (2 - whole) - between
    if whole <= REPEATS:
        return even, torch.full_like(q, torch.inf), left
    return even, q / whole, left - q[:, None] * q / (2 * whole)


@lru_cache(maxsize=8)
def conditional(method: GPBridge, elapsed: tuple[float, ...]) -> Conditional:
    """The law of the inner points, factorised; kept for every kernel setting and grid that was used last.

    A covariance that is numerically singular (alpha = 2 on a fine grid, a periodic kernel over more
    than a period) gets the least jitter with which it can be factorised. Raises ExplorerError if none does.
    """
    even, odd, covariance = moments(method, torch.tensor(elapsed, dtype=torch.float64))
    largest = max(float(covariance.diagonal().max()), SMALLEST_VARIANCE)
    for share in JITTERS:
        jitter = share * largest
        factor, failed = torch.linalg.cholesky_ex(covariance + jitter * torch.eye(len(covariance), dtype=torch.float64))
        if not failed and torch.isfinite(factor).all():
            return Conditional(even, odd, factor, jitter)
    raise ExplorerError("The covariance of the path is singular with this kernel: change alpha, the period or T.")


def inner_moments(method: GPBridge, stretch: Stretch) -> tuple[Tensor, Tensor]:
    """Mean (m - 2, D) and variance per coordinate (m - 2,) at the inner times; a jitter is part of it."""
    law = conditional(method, tuple(stretch.elapsed.tolist()))
    return law.mean(stretch.source, stretch.target), law.factor.square().sum(1)


def gaussian_process(method: GPBridge, stretch: Stretch, dtype: torch.dtype) -> Move:
    """A bridge as its mean plus the factor of its covariance times noise, for all coordinates and draws at once."""
    law = conditional(method, tuple(stretch.elapsed.tolist()))
    mean, factor = law.mean(stretch.source, stretch.target).to(dtype), law.factor.to(dtype)

    def move(points: Tensor) -> None:
        # From the last rows up, what is still needed is not yet overwritten, and zeros are not multiplied.
        for stop in range(len(factor), 0, -ROWS_AT_ONCE):
            start = max(0, stop - ROWS_AT_ONCE)
            points[:, start:stop] = factor[start:stop, :stop] @ points[:, :stop]
        points.add_(mean)

    return move
