"""A Gauss-Newton matrix of the energy, factored once and applied many times.

For free points it is block tridiagonal: each step i adds c_i [[M, -M], [-M, M]] with the pullback metric
M at its middle and c_i its weight, and the weight's own Gauss-Newton term. A curve X = B c + X0 has B^T H B.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from scipy.linalg import LinAlgError, cho_factor, cho_solve, cho_solve_banded, cholesky_banded
from torch import Tensor

from ..curves import LinearCurve
from ..scoring import Scorer
from .lbfgs import Precondition
from .pullback import pullback_gram

ANCHORS = 6
DAMPING = 1e-3


def make_preconditioner(
    scorer: Scorer, curve: LinearCurve, path: Tensor, times: np.ndarray, everywhere: bool = False
) -> Precondition:
    """The inverse of the Gauss-Newton matrix at paths (P, n, D), as a map of (P, M) to itself.

    `everywhere` takes the pullback metric at every step; else at ANCHORS places, and between them by
    interpolation, which is cheaper and, since it averages over the decoder's roughness, nearly as good.
    """
    diagonal, lower = _blocks(scorer, path.detach(), torch.as_tensor(times), None if everywhere else ANCHORS)
    matrix = curve.free_matrix(times)
    on_grid = np.flatnonzero(np.isin(times, curve.free_times))
    banded = len(curve.coefficient_times) == len(times) and np.array_equal(curve.coefficient_times, times)
    solvers = [
        _banded(on_grid, path_diagonal, path_lower) if banded else _dense(matrix, path_diagonal, path_lower)
        for path_diagonal, path_lower in zip(diagonal.numpy(), lower.numpy(), strict=True)
    ]

    def apply(vectors: Tensor) -> Tensor:
        rows = vectors.detach().cpu().double().numpy()
        solved = np.stack([solver(row) for solver, row in zip(solvers, rows, strict=True)])
        return torch.from_numpy(solved).to(vectors.device, vectors.dtype)

    return apply


def _blocks(scorer: Scorer, points: Tensor, times: Tensor, anchors: int | None) -> tuple[Tensor, Tensor]:
    """Diagonal (P, n, D, D) and lower (P, n-1, D, D) blocks over all points, in float64 on the CPU."""
    metric = scorer.metric
    midpoints = (points[:, 1:] + points[:, :-1]) / 2
    steps = scorer.energy.step_factor(times.diff()).to(points)
    with torch.no_grad():
        embedded = scorer.embed(points)
        r2 = (embedded[:, 1:] - embedded[:, :-1]).square().sum(-1)
        weights = scorer.energy.weights(scorer.log_regularised, points, midpoints, times.to(points))
        stiffness = (2 * weights * steps * scorer.kernel.slope(r2, metric)).clamp_min(1e-12)
        energy_left = 2 * scorer.terms(scorer.kernel.distance(r2, metric), times)
    gram = _gram_along(scorer, midpoints, anchors)
    slope = _quality_slope(scorer, midpoints, times)
    stretch = (stiffness[..., None, None] * gram).cpu().double()
    pull = (0.25 * energy_left[..., None, None] * slope[..., :, None] * slope[..., None, :]).cpu().double()
    count, n, dimension = points.shape
    diagonal = torch.zeros(count, n, dimension, dimension, dtype=torch.float64)
    diagonal[:, 1:] += stretch + pull
    diagonal[:, :-1] += stretch + pull
    size = diagonal.diagonal(dim1=-2, dim2=-1).mean((-2, -1))[:, None, None, None]
    diagonal += (DAMPING * size + 1e-12) * torch.eye(dimension, dtype=torch.float64)
    return diagonal, pull - stretch


def _gram_along(scorer: Scorer, midpoints: Tensor, anchors: int | None) -> Tensor:
    """The pullback metric at every midpoint, (P, n-1, D, D), interpolated between a few if `anchors` says so."""
    count, steps, dimension = midpoints.shape
    if scorer.metric.space == "latent":
        return torch.eye(dimension, dtype=midpoints.dtype, device=midpoints.device).expand(count, steps, -1, -1)
    at = torch.linspace(0, steps - 1, min(anchors or steps, steps), device=midpoints.device)
    chosen = midpoints[:, at.round().long()]
    gram = pullback_gram(scorer.embed, chosen.flatten(0, 1)).reshape(count, len(at), dimension, dimension)
    where = torch.arange(steps, device=midpoints.device)
    index = (torch.searchsorted(at, where.to(at.dtype), right=True) - 1).clamp(0, max(len(at) - 2, 0))
    following = (index + 1).clamp(max=len(at) - 1)
    gap = (at[following] - at[index]).clamp_min(1e-9)
    share = ((where - at[index]) / gap).clamp(0, 1)[None, :, None, None]
    return torch.lerp(gram[:, index], gram[:, following], share.to(gram.dtype))


def _quality_slope(scorer: Scorer, midpoints: Tensor, times: Tensor) -> Tensor:
    """Gradient of log Q_eps at the midpoints, (P, n-1, D); zero where it is not finite."""
    z = midpoints.detach().requires_grad_()
    middles = ((times[1:] + times[:-1]) / 2).to(z)
    (slope,) = torch.autograd.grad(scorer.log_regularised(z, middles).sum(), z)
    return torch.nan_to_num(slope, nan=0.0, posinf=0.0, neginf=0.0)


def _banded(free: np.ndarray, diagonal: np.ndarray, lower: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Banded Cholesky for free points at the rows `free`; the fixed ones are taken out of the chain."""
    dimension = diagonal.shape[-1]
    if len(free) == 0:
        return lambda row: row
    coupled = np.diff(free) == 1
    inner = np.where(coupled[:, None, None], lower[free[:-1]], 0.0)
    bands = np.zeros((2 * dimension, len(free) * dimension))
    for i in range(dimension):
        for j in range(i + 1):
            bands[i - j, j::dimension] = diagonal[free, i, j]
        for j in range(dimension):
            bands[dimension + i - j, j : (len(free) - 1) * dimension : dimension] = inner[:, i, j]
    try:
        factor = cholesky_banded(bands, lower=True, check_finite=False)
    except LinAlgError:
        return _by_diagonal(bands[0])
    return lambda row: cho_solve_banded((factor, True), row, check_finite=False)


def _dense(basis: np.ndarray, diagonal: np.ndarray, lower: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """B^T H B over the free coefficients, dense: a spline has few knots."""
    dimension, size = diagonal.shape[-1], basis.shape[1]
    if size == 0:
        return lambda row: row
    matrix = np.einsum("ia,iuv,ib->aubv", basis, diagonal, basis, optimize=True)
    off = np.einsum("ia,iuv,ib->aubv", basis[1:], lower, basis[:-1], optimize=True)
    whole = (matrix + off + off.transpose(2, 3, 0, 1)).reshape(size * dimension, size * dimension)
    try:
        factor = cho_factor(whole, lower=True, check_finite=False)
    except LinAlgError:
        return _by_diagonal(whole.diagonal())
    return lambda row: cho_solve(factor, row, check_finite=False)


def _by_diagonal(diagonal: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """The last resort where rounding has left the matrix indefinite."""
    scale = np.maximum(np.abs(diagonal), 1e-12)
    return lambda row: row / scale
