"""GIF films."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from PIL import Image

from ..errors import ExplorerError
from ..files import atomic_write
from ..progress import Progress
from ..request import PathResult
from .base import FILM_SETTINGS, film, writer
from .pictures import film_order, moment, rows
from .settings import ExportSettings

LARGEST_FILM = 400
"""Megapixels of all frames together; they are in memory, as bytes, until the file is written."""


@writer("gif", "GIF film", ".gif", FILM_SETTINGS)
def write_gif(results: Sequence[PathResult], path: Path, settings: ExportSettings, progress: Progress) -> None:
    """An animated GIF; grey images keep every level. Equal frames in a row are stored as one, shown for longer.

    Raises ExplorerError for a film of more than `LARGEST_FILM`.
    """
    paths = rows(results)
    order = film_order(len(paths[0]), settings.playback)
    gif_film((moment(paths, index, settings) for index in order), len(order), path, settings, progress)


@film("gif")
def gif_film(
    pictures: Iterator[Image.Image], count: int, path: Path, settings: ExportSettings, progress: Progress
) -> None:
    """A film of `count` pictures of one size and mode."""
    first = next(pictures)
    _check_size(count, first.size)

    def told() -> Iterator[Image.Image]:
        for position, picture in enumerate(chain([first], pictures)):
            progress.report(position / count, f"Frame {position + 1} of {count}")
            yield picture

    frames = told()
    options: dict[str, Any] = {"duration": _durations(count, settings.frame_rate)}
    if settings.playback != "once":
        options["loop"] = 0  # without end
    with atomic_write(path) as temporary:
        next(frames).save(temporary, save_all=True, append_images=frames, **options)


def _check_size(count: int, size: tuple[int, int]) -> None:
    width, height = size
    if count * width * height > LARGEST_FILM * 1e6:
        raise ExplorerError(
            f"A GIF of {count} frames of {width} by {height} pixels takes too much memory: "
            "choose a smaller size, or write an MP4."
        )


def _durations(count: int, frame_rate: float) -> list[int]:
    """Milliseconds of each frame: whole hundredths of a second, as GIF has them, that add up to the right time."""
    ends = [round(100 * position / frame_rate) for position in range(count + 1)]
    return [10 * (end - start) for start, end in zip(ends, ends[1:])]
