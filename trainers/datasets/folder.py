"""A folder of images; its subfolders, if it has any, are the classes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from ...engine.errors import ExplorerError
from . import coil, factor_table, idx
from .base import DATASETS, Source, labelled
from .pictures import read_pictures
from .raw import Raw


def claims(spec: str) -> bool:
    """Whether the text names a folder, other than one of IDX files, of COIL, or with a table of factors."""
    return bool(spec) and Path(spec).is_dir() and not any(other.claims(spec) for other in (idx, coil, factor_table))


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
    if not paths:
        raise ExplorerError(f"{folder} holds no images.")
    labels = np.array([path.parent.name for path in paths]) if classes else None
    return labelled(folder.resolve().name, (read_pictures(paths), labels), None)


def _visible(folder: Path, kind: Callable[[Path], bool]) -> list[Path]:
    return sorted(path for path in folder.iterdir() if kind(path) and not path.name.startswith("."))


DATASETS.register("folder")(Source(claims, read, "a folder of images"))
