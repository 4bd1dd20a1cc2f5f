"""Frames as pictures: scaled, and put side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from ..errors import ExplorerError
from ..request import PathResult
from .settings import ExportSettings

_RESAMPLING = {"smooth": Image.Resampling.BICUBIC, "nearest": Image.Resampling.NEAREST}
_MODES = {1: "L", 3: "RGB"}


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
    tiles = [[_tile(frames[index], settings) for index in indices] for frames in paths]
    (width, height), gap = tiles[0][0].size, settings.gap
    size = len(indices) * (width + gap) - gap, len(paths) * (height + gap) - gap
    sheet = Image.new(tiles[0][0].mode, size, "white")
    for row, line in enumerate(tiles):
        for column, tile in enumerate(line):
            sheet.paste(tile, (column * (width + gap), row * (height + gap)))
    return sheet


def film_order(count: int, playback: str) -> list[int]:
    """Which of `count` frames a film shows, in order; there and back, the two ends are shown once."""
    forth = list(range(count))
    return forth + forth[-2:0:-1] if playback == "ping-pong" else forth


def _tile(frame: np.ndarray, settings: ExportSettings) -> Image.Image:
    channels, height, width = frame.shape
    pixels = (np.clip(frame, 0, 1) * 255).round().astype(np.uint8)
    picture = Image.fromarray(pixels[0] if channels == 1 else np.ascontiguousarray(pixels.transpose(1, 2, 0)))
    scale = settings.size / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return picture.resize(size, _RESAMPLING[settings.scaling])
