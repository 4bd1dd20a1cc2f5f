"""How a computation tells what it has so far, and learns that nobody wants the rest."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .errors import Cancelled


@dataclass
class Progress:
    """Handed to everything that takes time; the default instance listens to nobody.

    `on_report(fraction, text)` gets a fraction in [0, 1]; `on_partial(value)` gets an intermediate
    result. Both are called on the computing thread.
    """

    on_report: Callable[[float, str], None] | None = None
    on_partial: Callable[[Any], None] | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)

    def report(self, fraction: float, text: str = "") -> None:
        """Say how far the work is. Raises Cancelled if it is no longer wanted."""
        self.check()
        if self.on_report is not None:
            self.on_report(min(max(fraction, 0.0), 1.0), text)

    def partial(self, value: Any) -> None:
        """Hand out an intermediate result. Raises Cancelled if the work is no longer wanted."""
        self.check()
        if self.on_partial is not None:
            self.on_partial(value)

    def check(self) -> None:
        """Raise Cancelled if the work is no longer wanted."""
        if self.cancelled.is_set():
            raise Cancelled

    def cancel(self) -> None:
        """Ask the computation to stop at its next check; may be called from any thread."""
        self.cancelled.set()

    def within(self, low: float, high: float, text: str = "") -> Progress:
        """The same listener for one stage of the work: its 0..1 is reported as `low`..`high`, and as `text` where
        the stage itself says nothing."""
        outer = self.on_report
        if outer is None:
            return Progress(None, self.on_partial, self.cancelled)
        return Progress(
            lambda fraction, own: outer(low + (high - low) * fraction, own or text), self.on_partial, self.cancelled
        )
