"""Gaussian mixtures: any given one, and the one fitted to an encoder's codes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .base import PRIORS


@PRIORS.register("gaussian-mixture")
class GaussianMixture:
    """sum_k w_k N(m_k, C_k) on R^D with full covariances (SPEC sec. 1).

    weights (K,) positive, summing to 1; means (K, D); covariances (K, D, D) symmetric positive
    definite. Nested lists or arrays are accepted. Raises ValueError where they do not fit together.
    """

    name = "gaussian-mixture"

    def __init__(self, weights: Any, means: Any, covariances: Any) -> None:
        w, m, c = (torch.as_tensor(np.asarray(x, dtype=np.float64)) for x in (weights, means, covariances))
        if m.ndim != 2 or w.shape != m.shape[:1] or c.shape != (*m.shape, m.shape[1]):
            raise ValueError("weights (K,), means (K, D) and covariances (K, D, D) do not fit together")
        if not (w > 0).all() or abs(float(w.sum()) - 1) > 1e-6:
            raise ValueError("mixture weights must be positive and sum to 1")
        if not torch.allclose(c, c.mT, atol=1e-8):
            raise ValueError("covariances must be symmetric")
        factor, failed = torch.linalg.cholesky_ex(c)
        if failed.any():
            raise ValueError("covariances must be positive definite")
        self.dimension = m.shape[1]
        self.weights, self.means, self.covariances = w, m, c
        self._factor = factor
        self._whitener = torch.linalg.inv(factor)
        self._precision = self._whitener.mT @ self._whitener
        log_determinant = factor.diagonal(dim1=-2, dim2=-1).log().sum(-1)
        self._log_peak = w.log() - log_determinant - 0.5 * self.dimension * math.log(2 * math.pi)
        self._constants: dict[tuple[torch.device, torch.dtype], tuple[Tensor, ...]] = {}

    def arguments(self) -> dict[str, Any]:
        """JSON arguments of `make_prior`."""
        return {
            "weights": self.weights.tolist(),
            "means": self.means.tolist(),
            "covariances": self.covariances.tolist(),
        }

    def sample(self, count: int, generator: torch.Generator | None = None) -> Tensor:
        """(count, D) draws, float32."""
        part = torch.multinomial(self.weights, count, replacement=True, generator=generator)
        noise = torch.randn(count, self.dimension, generator=generator, dtype=torch.float64)
        return (self.means[part] + torch.einsum("nij,nj->ni", self._factor[part], noise)).float()

    def log_density(self, z: Tensor) -> Tensor:
        """log f(z), shape (...)."""
        return torch.logsumexp(self._log_parts(z)[0], -1)

    def score(self, z: Tensor) -> Tensor:
        """Gradient of log f: the parts' scores weighted by their responsibilities, (..., D)."""
        log_parts, scores = self._log_parts(z)
        return (torch.softmax(log_parts, -1)[..., None] * scores).sum(-2)

    def laplacian(self, z: Tensor) -> Tensor:
        """sum_k r_k (|s_k|^2 - tr C_k^-1) - |score|^2 with responsibilities r_k, shape (...)."""
        log_parts, scores = self._log_parts(z)
        share = torch.softmax(log_parts, -1)
        trace = self._on(z)[4]
        score = (share[..., None] * scores).sum(-2)
        return (share * (scores.square().sum(-1) - trace)).sum(-1) - score.square().sum(-1)

    def _log_parts(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """log(w_k N_k(z)), (..., K), and the gradient of log N_k, (..., K, D)."""
        means, whitener, precision, log_peak, _ = self._on(z)
        offset = z[..., None, :] - means
        white = torch.einsum("kij,...kj->...ki", whitener, offset)
        return log_peak - 0.5 * white.square().sum(-1), -torch.einsum("kij,...kj->...ki", precision, offset)

    def _on(self, z: Tensor) -> tuple[Tensor, ...]:
        """The constants in the device and precision of z, kept after the first use."""
        key = (z.device, z.dtype)
        if key not in self._constants:
            trace = self._precision.diagonal(dim1=-2, dim2=-1).sum(-1)
            constants = (self.means, self._whitener, self._precision, self._log_peak, trace)
            self._constants[key] = tuple(x.to(z.device, z.dtype) for x in constants)
        return self._constants[key]


def aggregate_posterior(codes: np.ndarray, parts: int = 10, seed: int = 0) -> GaussianMixture:
    """The mixture fitted by expectation-maximisation to encoded data, codes (n, D) (SPEC sec. 1).

    Raises ValueError if there are fewer codes than parts.
    """
    from sklearn.mixture import GaussianMixture as Fit
    from threadpoolctl import threadpool_limits

    if len(codes) < max(parts, 2):
        raise ValueError(f"{len(codes)} codes are too few to fit {parts} parts")
    fit = Fit(parts, covariance_type="full", reg_covar=1e-4, random_state=seed)
    # The products are small: threads that wait for each other made it 20 times slower on a busy computer.
    with threadpool_limits(1):
        fit.fit(np.asarray(codes, np.float64))
    weights, covariances = np.asarray(fit.weights_), np.asarray(fit.covariances_)
    # Rounding leaves the fitted covariances symmetric only to the last digits.
    return GaussianMixture(weights / weights.sum(), fit.means_, (covariances + covariances.transpose(0, 2, 1)) / 2)
