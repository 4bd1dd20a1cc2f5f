"""The bridge between the window and the engine's threads.

Jobs are plain closures that run on workers; what they produce arrives as Qt signals on the window's
thread. torch is imported by the first job, never by the window.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ..engine.devices import AUTOMATIC
from ..engine.errors import ExplorerError
from ..engine.progress import Progress
from ..engine.worker import Worker

if TYPE_CHECKING:
    from ..engine.model import Model

WORKERS = ("paths", "views", "looks", "exports")
"""Paths are solved while the map of Q grows, a point is looked at and a film is written."""


@dataclass(frozen=True)
class Failure:
    """What the window says of an exception: one sentence, and text to copy."""

    message: str
    details: str


def failure(error: Exception) -> Failure:
    """The failure an exception stands for."""
    if isinstance(error, ExplorerError):
        return Failure(str(error), error.details)
    details = "".join(traceback.format_exception(error))
    return Failure(f"The program failed here ({type(error).__name__}): copy the details into a bug report.", details)


class ModelShelf:
    """The models in memory, loaded on first use by whichever worker asks; the last few are kept."""

    KEPT = 3

    def __init__(self) -> None:
        self.device = AUTOMATIC
        self._loaded: dict[tuple[str, str], Model] = {}
        self._lock = threading.Lock()

    def get(self, name: str) -> Model:
        """The model of that name or path, on the shelf's device. Raises ExplorerError."""
        from ..engine.devices import choose_device, limit_threads
        from ..engine.model import load_model

        with self._lock:
            device = choose_device(self.device)
            key = (name, device)
            if key not in self._loaded:
                limit_threads()
                self._loaded[key] = load_model(name, device)
                for old in list(self._loaded)[: -self.KEPT]:
                    del self._loaded[old]
            return self._loaded[key]


class Backend(QObject):
    """A few workers, one a kind of work, that share one shelf of models; what is submitted waits for `begin`."""

    _call = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shelf = ModelShelf()
        self._workers = {name: Worker(f"interp-explorer {name}", begin=False) for name in WORKERS}
        self._open = True
        self.ended = False
        self._call.connect(self._deliver)

    def submit(
        self,
        worker: str,
        key: object,
        job: Callable[[ModelShelf, Progress], Any],
        on_result: Callable[[Any], None],
        on_failure: Callable[[Failure], None],
        on_report: Callable[[float, str], None] | None = None,
        on_partial: Callable[[Any], None] | None = None,
        interrupt: bool = True,
    ) -> None:
        """Run `job(shelf, progress)` on one of `WORKERS`; answer on the window's thread.

        A newer job of the same key replaces a waiting one and, with `interrupt`, cancels a running one.
        """
        self._workers[worker].submit(
            key,
            lambda progress: job(self.shelf, progress),
            lambda result: self._post(on_result, (result,)),
            lambda error: self._post(on_failure, (failure(error),)),
            None if on_report is None else lambda fraction, text: self._post(on_report, (fraction, text)),
            None if on_partial is None else lambda value: self._post(on_partial, (value,)),
            interrupt,
        )

    def begin(self) -> None:
        """Compute from now on."""
        for worker in self._workers.values():
            worker.begin()

    def cancel(self, worker: str, key: object | None = None) -> None:
        """Drop and cancel a worker's jobs, of one key or all."""
        self._workers[worker].cancel(key)

    @property
    def busy(self) -> bool:
        """Whether any worker has work."""
        return any(worker.busy for worker in self._workers.values())

    def close(self, timeout: float = 5.0) -> bool:
        """End the workers; nothing is delivered afterwards. False if one did not end within `timeout` seconds."""
        self._open = False
        # All are told before any is waited for.
        for worker in self._workers.values():
            worker.cancel()
        deadline = time.monotonic() + timeout
        self.ended = all([worker.close(max(0.0, deadline - time.monotonic())) for worker in self._workers.values()])
        return self.ended

    def _post(self, function: Callable[..., None], arguments: tuple) -> None:
        if self._open:
            self._call.emit(function, arguments)

    def _deliver(self, function: Callable[..., None], arguments: tuple) -> None:
        if self._open:
            function(*arguments)
