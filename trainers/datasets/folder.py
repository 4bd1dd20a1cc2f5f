"""A folder of images; its subfolders, if it has any, are the classes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from ...engine.errors import ExplorerError
from ...engine.images import read_pixels
from . import idx
from .base import DATASETS, Raw, Source, labelled


def claims(spec: str) -> bool:
    """Whether the text names a folder, other than one of IDX files."""
    return bool(spec) and Path(spec).is_dir() and not idx.claims(spec)


def read(spec: str, size: int) -> Raw:
    """Every file of the folder, or of its subfolders, in order of name; hidden files are passed over.

    A picture in colour makes all of them colour. Raises ExplorerError for a file that is no image and
    for images of different sizes.
    """
    folder = Path(spec)
    classes = _visible(folder, Path.is_dir)
    paths = [path for place in classes or [folder] for path in _visible(place, Path.is_file)]
    if classes and (loose := _visible(folder, Path.is_file)):
        raise ExplorerError(f"{folder} holds class folders and the loose file {loose[0].name}; move it into a class.")
    pictures = [read_pixels(path) for path in paths]
    if not pictures:
        raise ExplorerError(f"{folder} holds no images.")
    for path, picture in zip(paths, pictures):
        if picture.shape[:2] != pictures[0].shape[:2]:
            (h, w), (first_h, first_w) = picture.shape[:2], pictures[0].shape[:2]
            raise ExplorerError(
                f"{path} is {w}x{h} but {paths[0].name} is {first_w}x{first_h}; the images must have one size."
            )
    if any(picture.ndim == 3 for picture in pictures):
        pictures = [p if p.ndim == 3 else np.repeat(p[:, :, None], 3, axis=2) for p in pictures]
    labels = np.array([path.parent.name for path in paths]) if classes else None
    return labelled(folder.resolve().name, (np.stack(pictures), labels), None)


def _visible(folder: Path, kind: Callable[[Path], bool]) -> list[Path]:
    return sorted(path for path in folder.iterdir() if kind(path) and not path.name.startswith("."))


DATASETS.register("folder")(Source(claims, read, "a folder of images"))
