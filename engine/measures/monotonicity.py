"""Admissibility, condition 2 (AE sec. 2): a path departs from x_i and approaches x_j."""

from __future__ import annotations

import numpy as np

from .base import DecodedPath, Measure

ROUNDING = 1e-6
"""The share of the path's reach below which a step back is rounding of 32-bit images."""


def monotonicity_violations(path: DecodedPath) -> float:
    """The share of the 2 (n - 1) steps in distance that go the wrong way, in [0, 1].

    The condition is d(X(a), x_i) <= d(X(b), x_i) and d(X(b), x_j) <= d(X(a), x_j) for all a <= b. It
    holds for all pairs if and only if it holds for all neighbours, which are counted here; d is the
    distance of images.
    """
    from_source = _distances(path.frames, path.source)
    from_target = _distances(path.frames, path.target)
    reach = max(float(from_source.max()), float(from_target.max()))
    rises = np.concatenate([np.diff(from_source), -np.diff(from_target)])
    return float(np.mean(rises < -ROUNDING * reach))


def _distances(frames: np.ndarray, image: np.ndarray) -> np.ndarray:
    return np.linalg.norm(np.subtract(frames, image, dtype=np.float64), axis=-1)


MONOTONICITY_VIOLATIONS = Measure(
    "Steps back",
    "Share of the steps that come nearer to the source's image or go further from the target's "
    "(AE sec. 2, condition 2: monotonicity).",
    monotonicity_violations,
    form="share",
    better="less",
)
