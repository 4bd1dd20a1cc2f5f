"""Solved paths as files: one writer a format. Nothing here looks at the screen or loads torch."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ..errors import ExplorerError
from ..parameters import check
from ..progress import Progress
from ..request import PathResult
from .base import FILMS, WRITERS, Writer
from .cells import GRID_WRITERS, Cells, check_grid_file, grid_format_of, write_cells
from .frames import write_frames
from .gif import write_gif
from .mp4 import write_mp4
from .npz import write_npz
from .settings import ExportSettings
from .strip import write_strip

__all__ = [
    "FILMS",
    "GRID_WRITERS",
    "WRITERS",
    "Cells",
    "ExportSettings",
    "Writer",
    "check_grid_file",
    "check_target",
    "export",
    "format_of",
    "grid_format_of",
    "write_cells",
    "write_frames",
    "write_gif",
    "write_mp4",
    "write_npz",
    "write_strip",
]


def export(
    results: Sequence[PathResult],
    path: str | Path,
    settings: ExportSettings | None = None,
    progress: Progress | None = None,
) -> None:
    """Write solved paths to `path`, in the format of its ending; several paths and draws become stacked rows.

    The output appears whole or not at all. Raises ExplorerError if the paths are not solved, the
    settings are out of range or the file cannot be written, and Cancelled.
    """
    settings = settings or ExportSettings()
    check(settings, "Export settings")
    check_target(path, len(results))
    WRITERS[format_of(path)].write(results, Path(path), settings, progress or Progress())


def format_of(path: str | Path) -> str:
    """The name of the format that a path's ending asks for; a path without one is a folder of frames."""
    suffix = "" if str(path).endswith(("/", os.sep)) else Path(path).suffix.lower()
    for name, writer in WRITERS.items():
        if writer.suffix == suffix:
            return name
    known = ", ".join(writer.suffix for writer in WRITERS.values() if writer.suffix)
    raise ExplorerError(f"{path}: the ending is one of {known}, or none for a folder of frames, not {suffix!r}.")


def check_target(path: str | Path, paths: int = 1) -> None:
    """Raise ExplorerError if that many paths cannot go to `path`; to be asked before they are computed.

    It has a name, its ending is one of a known format, its folder is there, a file takes no folder's
    place, and a folder of frames is new or empty.
    """
    if not str(path):
        raise ExplorerError("A file to write is missing: give it a name that ends as its format does, as in path.gif.")
    target = Path(path)
    if target.name.lower() in {writer.suffix for writer in WRITERS.values() if writer.suffix}:
        raise ExplorerError(f"{path} is an ending without a name: put one before it, as in path{target.name}.")
    writer = WRITERS[format_of(path)]
    if paths == 0:
        raise ExplorerError("There is no path to export: show at least one.")
    if paths > 1 and not writer.several:
        raise ExplorerError(f"{path} holds one path, not {paths}: choose one of them.")
    if not os.path.isdir(target.parent):
        raise ExplorerError(f"Cannot write {path}: there is no folder {target.parent}.")
    if writer.suffix and os.path.isdir(target):
        raise ExplorerError(f"{path} is a folder: choose another name for the file.")
    if not writer.suffix and os.path.exists(target) and not (target.is_dir() and _is_empty(target)):
        raise ExplorerError(f"{path} exists already: choose a new folder for the frames.")


def _is_empty(folder: Path) -> bool:
    return next(folder.iterdir(), None) is None
