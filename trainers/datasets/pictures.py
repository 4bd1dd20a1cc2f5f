"""Image files of one size, read together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from ...engine.errors import ExplorerError
from ...engine.images import read_pixels

SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".pgm", ".ppm"}


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


def refuse_others(folder: Path, known: Collection[Path], what: str) -> None:
    """Raise ExplorerError for a picture anywhere in a folder, unless it is hidden or one of the `known`.

    `what` says what is wrong with it and how to mend that.
    """
    expected = set(known)
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path not in expected and not path.name.startswith("."):
            raise ExplorerError(f"{path} {what}, or take the image away.")
