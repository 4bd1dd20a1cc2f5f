"""Frames as pictures: scaled, and put side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image

from ..errors import ExplorerError
from ..request import PathResult
from .settings import ExportSettings

_RESAMPLING = {"smooth": Image.Resampling.BICUBIC, "nearest": Image.Resampling.NEAREST}
_MODES = {1: "L", 3: "RGB"}

LONGEST_COLUMN = 4
"""More paths than these make a tower that no screen shows."""


def rows(results: Sequence[PathResult]) -> list[np.ndarray]:
    """The frames of every path, one (n, C, H, W) array a row; each draw is a row of its own.

    Raises ExplorerError if one is not decoded yet, or if they do not fit together.
    """
    found: list[np.ndarray] = []
    for result in results:
        if result.frames is None:
            raise ExplorerError("A path has no frames yet: wait until it is solved, then export it.")
        found.extend(result.frames.reshape(-1, *result.frames.shape[-4:]))
    if len({frames.shape for frames in found}) > 1:
        raise ExplorerError("The paths differ in their number of points or in image size: export them one by one.")
    if found[0].shape[1] not in _MODES:
        raise ExplorerError(f"Images of {found[0].shape[1]} channels are neither grey nor colour: export them as .npz.")
    return found


def grid(paths: Sequence[np.ndarray], indices: Sequence[int], settings: ExportSettings) -> Image.Image:
    """One picture with a row for each of `paths`, (n, C, H, W) in [0, 1], and a column for each frame index.

    Grey ('L') for one channel, otherwise 'RGB'.
    """
    return _sheet([tile(frames[index], settings) for frames in paths for index in indices], len(indices), settings.gap)


def moment(paths: Sequence[np.ndarray], index: int, settings: ExportSettings) -> Image.Image:
    """One picture with the frame `index` of each of `paths`, (n, C, H, W) in [0, 1], as films show it.

    A few stand one below the other, as in a strip; more fill a sheet, row by row, that is as square as it can be.
    """
    columns = 1 if len(paths) <= LONGEST_COLUMN else math.ceil(math.sqrt(len(paths)))
    return _sheet([tile(frames[index], settings) for frames in paths], columns, settings.gap)


def film_order(count: int, playback: str) -> list[int]:
    """Which of `count` frames a film shows, in order; there and back, the two ends are shown once."""
    forth = list(range(count))
    return forth + forth[-2:0:-1] if playback == "ping-pong" else forth


def _sheet(tiles: Sequence[Image.Image], columns: int, gap: int) -> Image.Image:
    """Tiles of one size and mode, row by row, on white."""
    width, height = tiles[0].size
    size = columns * (width + gap) - gap, -(-len(tiles) // columns) * (height + gap) - gap
    sheet = Image.new(tiles[0].mode, size, "white")
    for place, each in enumerate(tiles):
        row, column = divmod(place, columns)
        sheet.paste(each, (column * (width + gap), row * (height + gap)))
    return sheet


def tile(frame: np.ndarray, settings: ExportSettings) -> Image.Image:
    """One frame (C, H, W) in [0, 1] as a picture of the settings' size, in its own proportions."""
    channels, height, width = frame.shape
    pixels = (np.clip(frame, 0, 1) * 255).round().astype(np.uint8)
    picture = Image.fromarray(pixels[0] if channels == 1 else np.ascontiguousarray(pixels.transpose(1, 2, 0)))
    scale = settings.size / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return picture.resize(size, _RESAMPLING[settings.scaling])
