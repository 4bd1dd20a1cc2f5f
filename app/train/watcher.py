"""Following a run's directory, whoever trains in it."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ...engine.errors import ExplorerError
from ...trainers.metrics_tail import MetricsTail
from ...trainers.run_directory import RunDirectory
from ...trainers.run_library import RunFacts, read_run
from .child import Child, log_file, printed_error
from .curves import Curves

INTERVAL_MS = 500
KINDS = ("step", "strips")


class Watcher(QObject):
    """What is known of one run: its facts, curves, sheets and state; looks twice a second, and reads only what is new.

    `state` is 'starting', 'training', 'pausing', 'finishing', 'paused', 'finished' or 'failed'. A failed run's `error`
    is a sentence and what was printed.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self.facts: RunFacts | None = None
        self.child: Child | None = None
        self.state = ""
        self.error = ("", "")
        self.curves = Curves()
        self.sheets: dict[str, dict[int, Path]] = {kind: {} for kind in KINDS}
        self._tail: MetricsTail | None = None
        self._samples_changed = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.look)

    def watch(self, path: Path | None, child: Child | None = None) -> None:
        """Follow a directory, and the process that trains there if this program started one; None follows nothing."""
        self.path, self.child = path, child
        self.facts, self.state, self.error = None, "", ("", "")
        self.curves = Curves()
        self.sheets = {kind: {} for kind in KINDS}
        self._tail = None if path is None else MetricsTail(RunDirectory(path).metrics)
        self._samples_changed = 0.0
        if path is None:
            self._timer.stop()
        else:
            self._timer.start()
            self.look()

    def stop(self) -> None:
        """Look no more for now."""
        self._timer.stop()

    def resume(self) -> None:
        """Look again."""
        if self.path is not None:
            self._timer.start()
            self.look()

    def look(self) -> None:
        """See what is new."""
        if self.path is None or self._tail is None:
            return
        before = (self.state, self.error, self.facts)
        self._read_facts()
        lines, anew, more = self._tail.read()
        if anew:
            self.curves.clear()
            self.facts = None
        self.curves.add(lines)
        fresh = self._find_sheets()
        self._read_state()
        if more:
            QTimer.singleShot(0, self, self.look)
        if lines or anew or fresh or before != (self.state, self.error, self.facts):
            self.changed.emit()

    @property
    def step(self) -> int:
        """The last step that was logged."""
        return int(self.curves.last.get("step", 0))

    @property
    def seconds_left(self) -> float:
        """An estimate from the speed of the last line; NaN where there is none."""
        last, facts = self.curves.last, self.facts
        rate, images = last.get("images a second", 0.0), last.get("images", 0.0)
        if facts is None or rate <= 0 or images <= 0 or self.step <= 0:
            return float("nan")
        return (facts.steps - self.step) * images / self.step / rate

    def sheet(self, kind: str, step: float | None = None) -> tuple[int, Path] | None:
        """The newest sheet of a kind, or the newest that is not after a step; (its step, its file)."""
        known = self.sheets[kind]
        early = [each for each in known if step is None or each <= step] or list(known)[:1]
        return (max(early), known[max(early)]) if early else None

    def _read_facts(self) -> None:
        assert self.path is not None
        if self.facts is None:
            try:
                self.facts = read_run(self.path)
            except (ExplorerError, OSError):
                return

    def _find_sheets(self) -> bool:
        """Whether there are new sheets."""
        assert self.path is not None
        folder = RunDirectory(self.path).samples
        try:
            changed = folder.stat().st_mtime
            # What was written within the clock's grain after the last look is found by looking once more.
            if changed == self._samples_changed and time.time() - changed > 2:
                return False
            files = list(folder.glob("*.png"))
        except OSError:
            return False
        self._samples_changed = changed
        found: dict[str, dict[int, Path]] = {kind: {} for kind in KINDS}
        for file in sorted(files):
            kind, _, step = file.stem.partition("-")
            if kind in found and step.isdecimal():
                found[kind][int(step)] = file
        fresh, self.sheets = found != self.sheets, found
        return fresh

    def _read_state(self) -> None:
        assert self.path is not None
        run = RunDirectory(self.path)
        own = self.child is not None and self.child.alive
        if self.child is not None and self.child.failed:
            self.state, self.error = "failed", self.child.error
            return
        if own and not run.config.exists():
            self.state = "starting"
        elif run.held:
            wish = run.wish
            done = self.facts is not None and 0 < self.facts.steps <= self.step
            self.state = {"pause": "pausing", "finish": "finishing"}.get(wish, "finishing" if done else "training")
        elif own:
            # It has not begun yet, or is about to end.
            self.state = "starting" if self.state in ("", "starting") else self.state
        elif self.state != "failed":
            self.state = "finished" if run.finished else "paused"
            self.error = printed_error(self.path) if _is_newer(log_file(self.path), run.config) else ("", "")
            if self.state == "paused" and self.error[0]:
                self.state = "failed"


def _is_newer(file: Path, other: Path) -> bool:
    try:
        return file.stat().st_mtime >= other.stat().st_mtime
    except OSError:
        return False
