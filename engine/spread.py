"""Where random paths are: their mean and the region that holds 90 % of them at each time. NumPy only.

Exact where the process has a law that can be written down, otherwise from the draws.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .projection import Projection

SHARE = 0.9
"""Of the paths, at each time on its own."""
DEVIATIONS = 1.6448536269514722
"""A normal number is within so many standard deviations with probability SHARE."""
RADIUS = 2.145966026289347
"""A pair of standard normal numbers is within this radius with probability SHARE: sqrt(-2 log(1 - SHARE))."""
FEWEST_DRAWS = 5
"""With fewer of them nothing is said about the rest."""
CORNERS = 32
"""Of each polygon of a tube."""

Band = tuple[np.ndarray, np.ndarray]
"""Lowest and highest values over time, (n,) each."""


@dataclass(frozen=True, eq=False)
class Law:
    """Each point of a random path on its own is N(mean, variance I): mean (n, D), variance (n,)."""

    mean: np.ndarray
    variance: np.ndarray


def view_moments(law: Law | None, latents: np.ndarray, projection: Projection) -> tuple[np.ndarray, np.ndarray] | None:
    """Mean (n, k) and covariance (n, k, k) of the paths as they are seen; None where nothing is known.

    latents: the draws, (draws, n, D) or (n, D), which are asked where there is no law.
    """
    if law is not None:
        seen = projection.down.T @ projection.down
        return projection.to_view(law.mean), np.asarray(law.variance)[:, None, None] * seen
    if latents.ndim == 2 or len(latents) < FEWEST_DRAWS:
        return None
    view = projection.to_view(latents)
    mean = view.mean(0)
    off = view - mean
    return mean, np.einsum("dni,dnj->nij", off, off) / (len(view) - 1)


def tube(mean: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """The 90 % regions of normal points, mean (n, 2) and covariance (n, 2, 2), joined over time: (n-1, CORNERS, 2).

    Each polygon is the convex hull of the ellipses at two neighbouring times, all with the same orientation: filled
    together they are the tube. It holds SHARE of the paths at each time, not over all times at once.
    """
    average = covariance.mean(0)
    average = average + 1e-9 * (np.trace(average) + 1e-12) * np.eye(2)
    angles = np.linspace(0.0, 2.0 * np.pi, CORNERS, endpoint=False)
    # Directions that are even where the average ellipse is a circle, so that flat ellipses have enough corners.
    directions = np.linalg.solve(np.linalg.cholesky(average).T, np.stack([np.cos(angles), np.sin(angles)])).T
    across = np.einsum("nij,kj->nki", covariance, directions)
    lengths = np.sqrt(np.maximum(np.einsum("nki,ki->nk", across, directions), 1e-300))
    corners = mean[:, None] + RADIUS * across / lengths[..., None]
    heights = np.einsum("nki,ki->nk", corners, directions)
    return np.where((heights[:-1] >= heights[1:])[..., None], corners[:-1], corners[1:])


def component_band(law: Law | None, latents: np.ndarray, axis: Projection) -> Band | None:
    """Of the coordinate along one axis, a projection with k = 1."""
    if law is None:
        return _of_draws(latents, lambda paths: axis.to_view(paths)[..., 0])
    middle = axis.to_view(law.mean)[:, 0]
    spread = DEVIATIONS * np.sqrt(law.variance) * np.linalg.norm(axis.down[:, 0])
    return middle - spread, middle + spread


def norm_band(law: Law | None, latents: np.ndarray) -> Band | None:
    """Of the latent norm.

    |Z|^2 / variance is noncentral chi-squared; its quantiles by Sankaran's transformation to a normal number
    (Biometrika 50, 1963), good from three dimensions up.
    """
    if law is None:
        return _of_draws(latents, lambda paths: np.linalg.norm(paths, axis=-1))
    norms, dimension = np.linalg.norm(law.mean, axis=-1), law.mean.shape[-1]
    variance = np.maximum(law.variance, 1e-12)
    shift = norms**2 / variance
    total, double, triple = (dimension + times * shift for times in (1, 2, 3))
    h = 1 - 2 * total * triple / (3 * double**2)
    p = double / total**2
    m = (h - 1) * (1 - 3 * h)
    middle = 1 + h * p * (h - 1 - (2 - h) * m * p / 2)
    deviation = h * np.sqrt(2 * p) * (1 + m * p / 2)
    low, high = (
        np.sqrt(variance * total * np.maximum(middle + sign * DEVIATIONS * deviation, 0.0) ** (1 / h))
        for sign in (-1, 1)
    )
    return low, high


def _of_draws(latents: np.ndarray, measured: Callable[[np.ndarray], np.ndarray]) -> Band | None:
    """Quantiles of what is measured on the draws (draws, n, D), interpolated between them."""
    if latents.ndim == 2 or len(latents) < FEWEST_DRAWS:
        return None
    low, high = np.quantile(measured(np.asarray(latents, np.float64)), ((1 - SHARE) / 2, (1 + SHARE) / 2), axis=0)
    return low, high
