"""What a writer is: one function a format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..progress import Progress
from ..registry import Registry
from ..request import PathResult
from .settings import ExportSettings

Write = Callable[[Sequence[PathResult], Path, ExportSettings, Progress], None]

WRITERS = Registry("export format")
"""Name -> `Writer`."""


@dataclass(frozen=True)
class Writer:
    """A format. `suffix` is the ending of its files in small letters, '' where it writes a folder.

    `write(results, path, settings, progress)` leaves either the whole output at `path` or nothing.
    `several` says whether one file may hold several paths.
    """

    label: str
    suffix: str
    write: Write
    several: bool = True


def writer(name: str, label: str, suffix: str, several: bool = True) -> Callable[[Write], Write]:
    """Decorator that files a function as the writer of a format."""

    def file(write: Write) -> Write:
        WRITERS.register(name)(Writer(label, suffix, write, several))
        return write

    return file
