"""The terminal around a command: its progress, its interruption, its tables."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ...engine.progress import Progress

_CLEAR_LINE = "\r\x1b[K"


@contextmanager
def terminal_progress() -> Iterator[Progress]:
    """A progress that is shown on standard error where that is a terminal, and cancelled by Ctrl-C or SIGTERM.

    A second Ctrl-C does not wait for the computation to notice the first: it raises KeyboardInterrupt.
    """
    shown = sys.stderr.isatty()
    progress = Progress(_show if shown else None)

    def stop(number: int, frame: object) -> None:
        if progress.cancelled.is_set():
            raise KeyboardInterrupt
        progress.cancel()

    catching = threading.current_thread() is threading.main_thread()
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)} if catching else {}
    try:
        yield progress
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if shown:
            sys.stderr.write(_CLEAR_LINE)


def counted(number: int, what: str) -> str:
    """'1 draw', '2 draws'."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def print_json(value: Any) -> None:
    """Print a value as JSON text."""
    print(json.dumps(value, indent=1))


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns that line up."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def _show(fraction: float, text: str) -> None:
    sys.stderr.write(f"{_CLEAR_LINE}{fraction:4.0%} {text}")
    sys.stderr.flush()
