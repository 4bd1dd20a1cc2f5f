"""Measures of a solved path: along it, and one number each for all of it, one idea a file. NumPy only."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .along import latent_norm, mean_quality, quadratic_variation, series, speed, step_times
from .base import MEASURES, DecodedPath, Measure, written
from .boundary_error import BOUNDARY_ERROR
from .credibility import CREDIBILITY
from .image_length import IMAGE_LENGTH, length
from .lipschitz import LIPSCHITZ_CONSTANT
from .metric_length import ENERGY, LENGTH, PATH_QUALITY, energy, log_path_quality
from .monotonicity import MONOTONICITY_VIOLATIONS

__all__ = [
    "MEASURES",
    "DecodedPath",
    "Measure",
    "energy",
    "latent_norm",
    "length",
    "log_path_quality",
    "mean_quality",
    "measure",
    "quadratic_variation",
    "series",
    "speed",
    "step_times",
    "written",
]

_IN_ORDER = {
    "length": LENGTH,
    "energy": ENERGY,
    "path-quality": PATH_QUALITY,
    "image-length": IMAGE_LENGTH,
    "boundary-error": BOUNDARY_ERROR,
    "monotonicity-violations": MONOTONICITY_VIOLATIONS,
    "lipschitz-constant": LIPSCHITZ_CONSTANT,
    "credibility": CREDIBILITY,
}
for _name, _measure in _IN_ORDER.items():
    MEASURES.register(_name)(_measure)


def measure(
    times: np.ndarray,
    frames: np.ndarray,
    step_distances: np.ndarray,
    quality: np.ndarray,
    ends: np.ndarray,
    epsilon: float,
    check: Callable[[], None] = lambda: None,
) -> dict[str, np.ndarray]:
    """Every measure by name, () each, or (draws,) where the arrays have a leading axis of draws.

    times (n,), frames (..., n, C, H, W), step_distances (..., n-1), quality (..., n) of Q, ends (2, C, H, W) the
    images to be joined. `check` is called before each path and may raise.
    """
    lead = quality.shape[:-1]
    flat = frames.reshape(-1, len(times), ends[0].size)
    source, target = ends.reshape(2, -1)
    found = np.empty((len(MEASURES), len(flat)))
    rows = zip(flat, step_distances.reshape(len(flat), -1), quality.reshape(len(flat), -1))
    for index, (images, steps, values) in enumerate(rows):
        check()
        path = DecodedPath(times, images, steps, values, source, target, epsilon)
        found[:, index] = [one.compute(path) for one in MEASURES.values()]
    return {name: values.reshape(lead) for name, values in zip(MEASURES, found)}
