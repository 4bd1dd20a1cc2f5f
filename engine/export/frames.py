"""Folders of PNG frames."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..errors import ExplorerError
from ..progress import Progress
from ..request import PathResult
from .base import writer
from .pictures import moment, rows
from .settings import ExportSettings


@writer("frames", "Folder of PNG frames", "", ("size", "scaling", "gap"))
def write_frames(results: Sequence[PathResult], path: Path, settings: ExportSettings, progress: Progress) -> None:
    """A new folder with one picture a frame, numbered from 0 so that names sort in order."""
    paths = rows(results)
    count = len(paths[0])
    digits = len(str(count - 1))
    with _new_folder(path) as folder:
        for index in range(count):
            progress.report(index / count, f"Frame {index + 1} of {count}")
            moment(paths, index, settings).save(folder / f"frame-{index:0{digits}}.png")


@contextmanager
def _new_folder(target: Path) -> Iterator[Path]:
    """Yield a temporary folder beside `target`; rename it to `target` when the block ends well.

    Raises ExplorerError if it cannot be made. An empty folder at `target` is replaced.
    """
    try:
        temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise _cannot_write(target, error) from error
    try:
        yield temporary
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o777 & ~umask)
        if target.is_dir():
            target.rmdir()
        temporary.rename(target)
    except OSError as error:
        raise _cannot_write(target, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _cannot_write(target: Path, error: OSError) -> ExplorerError:
    return ExplorerError(f"Cannot write {target}: {error.strerror or error}. Choose another place or free some space.")
