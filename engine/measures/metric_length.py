"""Length, energy and quality of a path in the metric A_z = log^2 Q(z) J^T J (RI theorem 1, FG theorem 1)."""

from __future__ import annotations

import numpy as np

from .base import DecodedPath, Measure


def log_path_quality(quality: np.ndarray, step_distances: np.ndarray) -> np.ndarray:
    """log Q(gamma) = integral of log Q |d Phi(gamma)| (RI def. 2, FG def. 1), (...): minus the length in A_z.

    `quality` (..., n) may be regularised or not; Q = 0 at an end of a step gives -inf, but for a step of no length.
    """
    return -_step_lengths(quality, step_distances).sum(-1)


def energy(quality: np.ndarray, step_distances: np.ndarray, times: np.ndarray) -> np.ndarray:
    """The integral of log^2 Q |d Phi(gamma)/dt|^2 dt, (...): FG eq. 5 with log Q of a step the mean of its ends'.

    Never below the square of the length, and equal to it at constant speed.
    """
    return (np.square(_step_lengths(quality, step_distances)) / np.diff(np.asarray(times, np.float64))).sum(-1)


def _step_lengths(quality: np.ndarray, step_distances: np.ndarray) -> np.ndarray:
    """|log Q| |d Phi| of every step, by the trapezoidal rule, (..., n-1)."""
    steps = np.sqrt(np.asarray(step_distances, np.float64))
    with np.errstate(divide="ignore"):
        weights = -np.log(np.asarray(quality, np.float64))
    means = (weights[..., 1:] + weights[..., :-1]) / 2
    return np.where(steps > 0, means, 0.0) * steps


def _length(path: DecodedPath) -> float:
    return float(-log_path_quality(path.regularised, path.step_distances))


def _energy(path: DecodedPath) -> float:
    return float(energy(path.regularised, path.step_distances, path.times))


def _quality(path: DecodedPath) -> float:
    return float(np.exp(log_path_quality(path.regularised, path.step_distances)))


LENGTH = Measure(
    "Length",
    "Length in the metric log² Q JᵀJ with Q regularised by epsilon: the integral of |log Q| times the decoded speed.",
    _length,
)
ENERGY = Measure(
    "Energy",
    "Energy in the same metric (FG eq. 5): never below the square of the length, and equal to it where the speed "
    "is constant.",
    _energy,
)
PATH_QUALITY = Measure(
    "Q of the path",
    "Q(γ) = exp(−length), the quality of the whole path (FG def. 1, theorem 1).",
    _quality,
    better="more",
)
