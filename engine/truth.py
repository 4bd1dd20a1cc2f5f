"""The true frames between two images whose factors are known (AE sec. 4.3). NumPy only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .ends import split_draw
from .factors import Factor
from .model_file import Gallery, ModelHeader
from .rendering import rendering_of, true_frames
from .scene import End


def known_factors(end: End, header: ModelHeader, gallery: Gallery) -> np.ndarray | None:
    """The factors (F,) of the picture that an end is, None where they are not known: it is no picture of the gallery,
    or nothing draws such pictures."""
    kind, _, index = split_draw(end.origin)[1].partition(":")
    rendering = rendering_of(header)
    if kind != "gallery" or not index.isdecimal() or gallery.factors is None or rendering is None:
        return None
    if int(index) >= len(gallery) or gallery.factors.shape[1] != len(rendering.factors):
        return None
    return gallery.factors[int(index)]


def true_path(header: ModelHeader, start: np.ndarray, end: np.ndarray, times: np.ndarray) -> np.ndarray:
    """What is really seen between two images with factors (F,), at times (n,): (n, C, H, W) float32 in [0, 1].

    Circular factors go the shorter way round. The model must be of a rendered set (`known_factors`).
    """
    rendering = rendering_of(header)
    assert rendering is not None
    return true_frames(rendering, start, end, times, header.image_shape[1]).astype(np.float32) / 255


def story(factors: Sequence[Factor], start: np.ndarray, end: np.ndarray) -> str:
    """The factors in which two images differ, from where to where: 'azimuth 10 → 90°'."""
    parts = []
    for index, factor in enumerate(factors):
        gap = float(factor.difference(start[index], end[index]))
        if factor.kind == "choice" and gap:
            parts.append(f"{factor.choices[int(start[index])]} → {factor.choices[int(end[index])]}")
        elif gap:
            parts.append(f"{factor.name} {start[index]:.3g} → {end[index]:.3g}{factor.unit}")
    return ", ".join(parts)


def squared_errors(frames: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Mean squared difference of a pixel, (n,), of frames and true frames (n, C, H, W)."""
    return np.square(np.asarray(frames, np.float64) - truth).mean(axis=(1, 2, 3))
