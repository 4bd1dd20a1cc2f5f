"""IDX files: MNIST and Fashion-MNIST as their authors distribute them, compressed or not."""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path

import numpy as np

from ...engine.errors import ExplorerError
from .base import DATASETS, Source, labelled
from .raw import Raw

IMAGES_MARK = "-images-idx3-ubyte"
LABELS_MARK = "-labels-idx1-ubyte"
UNSIGNED_BYTE = 8


def claims(spec: str) -> bool:
    """Whether the text names an IDX file of images, or a folder that holds one."""
    path = Path(spec)
    return IMAGES_MARK in path.name or (path.is_dir() and any(path.glob(f"*{IMAGES_MARK}*")))


def read(spec: str, size: int) -> Raw:
    """Images and labels, and the files t10k-... as the test split of train-...

    Raises ExplorerError for missing or damaged files.
    """
    path = Path(spec)
    folder, part = (path, "train") if path.is_dir() else (path.parent, path.name.split(IMAGES_MARK)[0])
    name = folder.resolve().name.lower().replace("_", "-")
    train = _pair(folder, part)
    test = _pair(folder, "t10k") if part == "train" and _find(folder, "t10k" + IMAGES_MARK) else None
    return labelled(name, train, test)


def read_idx(path: Path) -> np.ndarray:
    """The uint8 array in an IDX file, .gz or plain. Raises ExplorerError unless it is whole and of bytes."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else open(path, "rb") as file:
            content = file.read()
    except (OSError, EOFError, zlib.error) as error:
        raise ExplorerError(f"{path} cannot be read: {error}.") from error
    if len(content) < 4 or content[:3] != bytes((0, 0, UNSIGNED_BYTE)):
        raise ExplorerError(f"{path} is not an IDX file of bytes.")
    dimensions = content[3]
    start = 4 + 4 * dimensions
    shape = tuple(np.frombuffer(content[4:start], ">u4").tolist())
    if len(shape) != dimensions or len(content) != start + math.prod(shape):
        raise ExplorerError(f"{path} is shorter or longer than its header says; fetch it again.")
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def _pair(folder: Path, part: str) -> tuple[np.ndarray, np.ndarray | None]:
    images = _find(folder, part + IMAGES_MARK)
    labels = _find(folder, part + LABELS_MARK)
    if images is None:
        raise ExplorerError(f"There is no file {folder / (part + IMAGES_MARK)}, compressed or not.")
    return read_idx(images), None if labels is None else read_idx(labels)


def _find(folder: Path, name: str) -> Path | None:
    return next((path for path in (folder / name, folder / f"{name}.gz") if path.is_file()), None)


DATASETS.register("idx")(Source(claims, read, "a folder of IDX files (train-images-idx3-ubyte.gz, ...)"))
