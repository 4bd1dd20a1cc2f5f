"""Redrawing at a pace the eye can use, however often there is something new."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 33


class Throttle(QTimer):
    """Calls `action` soon after being asked, at most once an interval; asking again while it waits changes nothing."""

    def __init__(self, action: Callable[[], None], parent: QObject, interval_ms: int = INTERVAL_MS) -> None:
        super().__init__(parent, singleShot=True, interval=interval_ms)
        self.timeout.connect(action)

    def ask(self, *_: object) -> None:
        """Call the action within the interval; takes and ignores whatever a signal carries."""
        if not self.isActive():
            self.start()
