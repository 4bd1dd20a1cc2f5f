"""The Frechet distance between two sets of features."""

from __future__ import annotations

import numpy as np

from ...engine.errors import ExplorerError


def frechet_distance(features_a: np.ndarray, features_b: np.ndarray) -> float:
    """|m_a - m_b|^2 + tr(C_a + C_b - 2 (C_a C_b)^(1/2)) of two samples (n, K) (Heusel et al. 2017, eq. 6).

    The squared Wasserstein-2 distance of the Gaussians with the samples' moments; never negative. Call it FID only if
    the features are Inception's. Raises ExplorerError for fewer than two rows, widths that differ or
    values that are not finite.
    """
    a, b = (np.asarray(features, np.float64) for features in (features_a, features_b))
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[1] or min(len(a), len(b)) < 2:
        raise ExplorerError(f"Features of shapes {a.shape} and {b.shape} have no Frechet distance.")
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        raise ExplorerError("Features that are not finite numbers have no Frechet distance.")
    # tr (C_a C_b)^(1/2) is the nuclear norm of A^T B for centred samples with C = A A^T: no matrix
    # square root of a product that rounding has made indefinite.
    root_a, root_b = (_root_of_covariance(each) for each in (a, b))
    overlap = np.linalg.svd(root_a @ root_b.T, compute_uv=False).sum()
    means = np.square(a.mean(0) - b.mean(0)).sum()
    return float(max(means + np.square(root_a).sum() + np.square(root_b).sum() - 2 * overlap, 0.0))


def _root_of_covariance(sample: np.ndarray) -> np.ndarray:
    """R with R^T R the covariance of the sample, (min(n, K), K)."""
    return np.linalg.qr(sample - sample.mean(0), mode="r") / np.sqrt(len(sample) - 1)
