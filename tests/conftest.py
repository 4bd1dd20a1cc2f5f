"""Shared rules of the tests: no display needed, Qt messages are failures, nothing is left behind."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if "PYTEST_XDIST_WORKER" in os.environ:  # several processes share the cores
    os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest

SECONDS_TO_END = 2.0
# The offscreen platform says this of every window with a size hint; it is no fault of ours.
IGNORED_MESSAGES = ("This plugin does not support",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let every Qt message of level warning or above fail the test that caused it."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
        item.add_marker(pytest.mark.qt_log_ignore(*IGNORED_MESSAGES, extend=True))


@pytest.fixture(autouse=True)
def nothing_left_behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a thread, a running timer or a top-level widget."""
    threads = set(threading.enumerate())
    timers = _watch_timers(monkeypatch) if "PySide6.QtCore" in sys.modules else []
    windows = _top_level_widgets()
    yield
    _delete_what_is_closed()
    new = [thread for thread in threading.enumerate() if thread not in threads]
    for thread in new:
        thread.join(SECONDS_TO_END)  # one that reads the end of a pipe is not left behind
    left = [f"thread {thread.name}" for thread in new if thread.is_alive()]
    left += [f"window {window!r}" for window in _top_level_widgets() - windows]
    left += [f"running timer of {timer.parent()!r}" for timer in timers if _is_running(timer)]
    assert not left, f"left behind: {', '.join(left)}"


def _watch_timers(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    from PySide6.QtCore import QTimer

    started: list[Any] = []
    start = QTimer.start

    def watched_start(timer: Any, *arguments: Any) -> None:
        if isinstance(timer, QTimer) and timer not in started:
            started.append(timer)
        start(timer, *arguments)

    monkeypatch.setattr(QTimer, "start", watched_start)
    return started


def _is_running(timer: Any) -> bool:
    from shiboken6 import isValid

    return isValid(timer) and timer.isActive()


def _delete_what_is_closed() -> None:
    """Do what an event loop would have done by now."""
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent

        if QCoreApplication.instance() is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _top_level_widgets() -> set[Any]:
    if "PySide6.QtWidgets" not in sys.modules:
        return set()
    from PySide6.QtWidgets import QApplication

    # Qt keeps the window of a tool tip for the next one.
    return {widget for widget in QApplication.topLevelWidgets() if widget.metaObject().className() != "QTipLabel"}
