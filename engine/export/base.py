"""What a writer is: one function a format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from ..progress import Progress
from ..registry import Registry
from ..request import PathResult
from .settings import ExportSettings

Write = Callable[[Sequence[PathResult], Path, ExportSettings, Progress], None]

WRITERS = Registry("export format")
"""Name -> `Writer`."""


Film = Callable[[Iterator[Image.Image], int, Path, ExportSettings, Progress], None]

FILMS = Registry("film format")
"""Name of a format that is a film -> function of (pictures, their number, path, settings, progress)."""

FILM_SETTINGS = ("frame_rate", "size", "scaling", "playback", "gap")


@dataclass(frozen=True)
class Writer:
    """A format. `suffix` is the ending of its files in small letters, '' where it writes a folder.

    `write(results, path, settings, progress)` leaves either the whole output at `path` or nothing.
    `settings` names the fields of ExportSettings that concern it, `several` says whether one file may hold several
    paths.
    """

    label: str
    suffix: str
    write: Write
    settings: tuple[str, ...] = ()
    several: bool = True


def film(name: str) -> Callable[[Film], Film]:
    """Decorator that files a function that writes pictures as they come."""
    return FILMS.register(name)


def writer(
    name: str, label: str, suffix: str, settings: tuple[str, ...] = (), several: bool = True
) -> Callable[[Write], Write]:
    """Decorator that files a function as the writer of a format."""

    def file(write: Write) -> Write:
        WRITERS.register(name)(Writer(label, suffix, write, settings, several))
        return write

    return file
