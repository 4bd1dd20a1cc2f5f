"""Image files of one size, read together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ...engine.errors import ExplorerError
from ...engine.images import read_pixels


def read_pictures(paths: Sequence[Path]) -> np.ndarray:
    """uint8 (N, h, w), or (N, h, w, 3) if any is in colour.

    Raises ExplorerError for a file that is no image and for images of different sizes.
    """
    pictures = [read_pixels(path) for path in paths]
    for path, picture in zip(paths, pictures):
        if picture.shape[:2] != pictures[0].shape[:2]:
            (h, w), (first_h, first_w) = picture.shape[:2], pictures[0].shape[:2]
            raise ExplorerError(
                f"{path} is {w}x{h} but {paths[0].name} is {first_w}x{first_h}; the images must have one size."
            )
    if any(picture.ndim == 3 for picture in pictures):
        pictures = [p if p.ndim == 3 else np.repeat(p[:, :, None], 3, axis=2) for p in pictures]
    return np.stack(pictures)
