"""Reading a log while it is being written."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

MOST = 256 * 1024
"""Bytes read at once: some milliseconds of parsing."""


class MetricsTail:
    """The lines of a `RunDirectory.metrics` as they come; each is read once. Needs no torch."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._place = 0
        self._file = 0

    def read(self) -> tuple[list[dict[str, float]], bool, bool]:
        """The finite numbers, by name, of the lines that are new; whether they begin the log anew, because the run
        went back to a checkpoint; and whether there is more to read at once.

        What has no step, or is no JSON, is passed over; a last line that is not whole yet waits for the next time.
        """
        try:
            with open(self.path, "rb") as file:
                file.seek(0, 2)
                size, identity = file.tell(), self.path.stat().st_ino
                anew = self._place > 0 and (size < self._place or identity != self._file)
                self._place, self._file = 0 if anew else self._place, identity
                file.seek(self._place)
                content = file.read(MOST)
        except OSError:
            return [], False, False
        whole = content.rpartition(b"\n")[0]
        if not whole:
            # A line longer than all that is read at once is no line of ours.
            self._place += len(content) if len(content) == MOST else 0
            return [], anew, self._place < size and len(content) == MOST
        self._place += len(whole) + 1
        lines = [numbers for line in whole.split(b"\n") if "step" in (numbers := _numbers(line))]
        return lines, anew, self._place < size and len(content) == MOST


def _numbers(line: bytes) -> dict[str, float]:
    try:
        values: Any = json.loads(line)
    except ValueError:
        return {}
    if not isinstance(values, dict):
        return {}
    return {
        name: float(value)
        for name, value in values.items()
        if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    }
