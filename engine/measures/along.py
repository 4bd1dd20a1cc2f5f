"""Measures at every moment of a path: what is plotted over time (SPEC sec. 9)."""

from __future__ import annotations

import numpy as np

from ..request import PathResult


def latent_norm(latents: np.ndarray) -> np.ndarray:
    """|gamma(t)|, (..., n) for latents (..., n, D)."""
    return np.linalg.norm(np.asarray(latents, np.float64), axis=-1)


def speed(latents: np.ndarray, times: np.ndarray) -> np.ndarray:
    """|gamma'(t)| of each step, (..., n-1)."""
    return np.linalg.norm(np.diff(np.asarray(latents, np.float64), axis=-2), axis=-1) / np.diff(times)


def mean_quality(quality: np.ndarray, times: np.ndarray) -> float:
    """The mean of Q over time, by the trapezoidal rule; draws are averaged."""
    return float(np.mean(np.trapezoid(np.asarray(quality, np.float64), times, axis=-1)))


def quadratic_variation(latents: np.ndarray) -> np.ndarray:
    """The sum of |dz|^2 over the steps before each point, (..., n): it grows steadily on a rough path, and stays
    small on a smooth one."""
    steps = np.square(np.diff(np.asarray(latents, np.float64), axis=-2)).sum(-1)
    return np.concatenate([np.zeros_like(steps[..., :1]), steps.cumsum(-1)], -1)


def step_times(times: np.ndarray) -> np.ndarray:
    """The middles of the steps, where step distances are drawn, (n-1,)."""
    return (times[:-1] + times[1:]) / 2


def series(result: PathResult) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Every curve to plot over time for a result: name -> (times, values); the first draw where there are several."""

    def first(values: np.ndarray | None) -> np.ndarray | None:
        if values is None or result.request.draws is None:
            return values
        return values[0]

    latents = first(result.latents)
    assert latents is not None
    found = {
        "norm": (result.times, latent_norm(latents)),
        "variation": (result.times, quadratic_variation(latents)),
        "speed": (step_times(result.times), speed(latents, result.times)),
    }
    quality, distances = first(result.quality), first(result.step_distances)
    if quality is not None:
        found["quality"] = (result.times, quality)
    if distances is not None:
        found["step distance"] = (step_times(result.times), distances)
    return found
