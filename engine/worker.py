"""A thread that computes one thing at a time and keeps only the newest of what waits. No Qt."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from .errors import Cancelled
from .progress import Progress

Job = Callable[[Progress], Any]

_log = logging.getLogger(__name__)


@dataclass
class _Entry:
    key: Hashable
    job: Job
    on_result: Callable[[Any], None]
    on_error: Callable[[Exception], None]
    progress: Progress = field(default_factory=Progress)


class Worker:
    """Runs jobs on its own thread, one in flight; a newer job replaces a waiting one of the same key.

    Jobs of different keys wait in the order they came. Everything a caller passes in (`on_result`,
    `on_error`, and the progress's listeners) is called on the worker's thread; if `on_result` or
    `on_error` raises, that is logged.
    """

    def __init__(self, name: str, begin: bool = True) -> None:
        self._waiting: dict[Hashable, _Entry] = {}
        self._running: _Entry | None = None
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        if begin:
            self.begin()

    def begin(self) -> None:
        """Start the thread, where it was made without; what has been submitted has waited."""
        if self._thread.ident is None and not self._closed:
            self._thread.start()

    def submit(
        self,
        key: Hashable,
        job: Job,
        on_result: Callable[[Any], None],
        on_error: Callable[[Exception], None],
        on_report: Callable[[float, str], None] | None = None,
        on_partial: Callable[[Any], None] | None = None,
        interrupt: bool = True,
    ) -> None:
        """Queue a job. With `interrupt`, a job of the same key in flight is cancelled; its result is dropped."""
        entry = _Entry(key, job, on_result, on_error, Progress(on_report, on_partial))
        with self._changed:
            if self._closed:
                return
            self._waiting[key] = entry
            if interrupt and self._running is not None and self._running.key == key:
                self._running.progress.cancel()
            self._changed.notify_all()

    def cancel(self, key: Hashable | None = None) -> None:
        """Drop what waits and cancel what runs, of one key or of all."""
        with self._changed:
            for waiting in list(self._waiting):
                if key is None or waiting == key:
                    del self._waiting[waiting]
            if self._running is not None and (key is None or self._running.key == key):
                self._running.progress.cancel()
            self._changed.notify_all()

    @property
    def busy(self) -> bool:
        """Whether anything runs or waits."""
        with self._changed:
            return self._running is not None or bool(self._waiting)

    def wait_idle(self, timeout: float | None = None) -> bool:
        """Block until nothing runs or waits; False if `timeout` seconds passed first."""
        with self._changed:
            return self._changed.wait_for(lambda: self._running is None and not self._waiting, timeout)

    def close(self, timeout: float = 5.0) -> bool:
        """Cancel everything and end the thread; False if it did not end within `timeout` seconds."""
        with self._changed:
            self._closed = True
        self.cancel()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if self._closed:
                    return
                key = next(iter(self._waiting))
                entry = self._running = self._waiting.pop(key)
            try:
                self._do(entry)
            except Exception:
                _log.exception("what was told the outcome of %r failed", entry.key)
            finally:
                with self._changed:
                    self._running = None
                    self._changed.notify_all()

    @staticmethod
    def _do(entry: _Entry) -> None:
        """Run a job and tell what came of it; once cancelled, it answers a question nobody asks any more."""
        cancelled = entry.progress.cancelled
        try:
            result = entry.job(entry.progress)
        except Cancelled:
            return
        except Exception as error:
            if not cancelled.is_set():
                entry.on_error(error)
            return
        if not cancelled.is_set():
            entry.on_result(result)
