"""Grids of times that contain given times exactly. NumPy only."""

from __future__ import annotations

import numpy as np

from .errors import ExplorerError


def time_grid(points: int, control_times: tuple[float, ...] = ()) -> np.ndarray:
    """`points` increasing times from 0 to 1, (points,) float64, that contain every control time.

    Between two neighbouring fixed times the grid is uniform; steps are shared out in proportion to
    duration. Raises ExplorerError if the control times are not increasing within (0, 1) or too many.
    """
    fixed = np.array([0.0, *control_times, 1.0])
    gaps = np.diff(fixed)
    if not np.all(np.isfinite(fixed)) or np.any(gaps <= 1e-9):
        raise ExplorerError("Control points need different times between 0 and 1, in order: move or remove one.")
    steps = points - 1
    if len(gaps) > steps:
        raise ExplorerError(f"{len(control_times)} control points need more than {points} points on the path.")
    ideal = gaps * steps
    counts = np.maximum(np.floor(ideal).astype(int), 1)
    while counts.sum() != steps:
        error = ideal - counts
        if counts.sum() < steps:
            counts[np.argmax(error)] += 1
        else:
            counts[np.argmin(np.where(counts > 1, error, np.inf))] -= 1
    parts = [np.linspace(a, b, k, endpoint=False) for a, b, k in zip(fixed, fixed[1:], counts, strict=False)]
    return np.append(np.concatenate(parts), 1.0)


def through_anchors(
    path: np.ndarray, times: np.ndarray, anchors: np.ndarray, anchor_times: np.ndarray, new_times: np.ndarray
) -> np.ndarray:
    """A path (n, D) moved so that it meets the anchors (k, D), read at `new_times`, (m, D).

    What is missing at the anchors is spread linearly over the stretches between them, so that a path
    follows a dragged point at once and stays in place elsewhere.
    """

    def read(values: np.ndarray, at: np.ndarray, wanted: np.ndarray) -> np.ndarray:
        return np.stack([np.interp(wanted, at, column) for column in values.T], axis=-1)

    missing = anchors - read(path, times, anchor_times)
    return read(path, times, new_times) + read(missing, anchor_times, new_times)
