"""Writing files so that a reader never sees half of one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import ExplorerError


def check_file(path: str | Path) -> None:
    """Raise ExplorerError if no file can be at `path`: there is no folder for it, or it is one."""
    folder = Path(path).parent
    if not os.path.isdir(folder):
        raise ExplorerError(f"Cannot write {path}: there is no folder {folder}.")
    if os.path.isdir(path):
        raise ExplorerError(f"{path} is a folder: choose another name for the file.")


@contextmanager
def atomic_write(target: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside `target`; rename it over `target` when the block ends well.

    The temporary file keeps the suffix of `target`, so writers that look at it still work, and is
    removed on any error or cancellation. Raises ExplorerError if the folder is missing, read-only or full.
    """
    target = Path(target)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.stem}.", suffix=target.suffix, dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise _cannot_write(target, error) from error
    temporary = Path(name)
    try:
        yield temporary
        with open(temporary, "rb+") as file:
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, 0o666 & ~umask)
        os.replace(temporary, target)
    except OSError as error:
        raise _cannot_write(target, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _cannot_write(target: Path, error: OSError) -> ExplorerError:
    reason = error.strerror or str(error)
    return ExplorerError(f"Cannot write {target}: {reason}. Choose another folder or free some space.")
