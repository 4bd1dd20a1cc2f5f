"""The part of a path's time that is looked at. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class TimeWindow:
    """From `start` to `stop`, inside [0, 1]."""

    start: float = 0.0
    stop: float = 1.0

    @property
    def span(self) -> float:
        """How much time is seen."""
        return self.stop - self.start

    @property
    def whole(self) -> bool:
        """Whether everything is seen."""
        return self.span >= 1.0

    def time_at(self, fraction: float) -> float:
        """The time a fraction of the way along the window."""
        return self.start + fraction * self.span

    def fraction_of(self, time: float) -> float:
        """Where a time lies; below 0 or above 1 it is out of sight."""
        return (time - self.start) / self.span

    def zoomed(self, factor: float, fraction: float, least_span: float) -> TimeWindow:
        """The window `factor` times as long; the time at `fraction` stays there unless an end is in the way."""
        span = min(1.0, max(least_span, self.span * factor))
        return _within(self.time_at(fraction) - fraction * span, span)

    def moved(self, by: float) -> TimeWindow:
        """Shifted, as far as there is time."""
        return _within(self.start + by, self.span)

    def showing(self, time: float) -> TimeWindow:
        """Shifted just so far that `time` is seen."""
        return self.moved(min(0.0, time - self.start) + max(0.0, time - self.stop))


def nearest(times: np.ndarray, wanted: np.ndarray | float) -> np.ndarray:
    """The indices of the times nearest to the wanted ones; `times` ascends and is not empty."""
    right = np.clip(np.searchsorted(times, wanted), 1, max(1, len(times) - 1))
    if len(times) == 1:
        return np.zeros_like(right)
    left = right - 1
    return np.where(np.asarray(wanted) - times[left] <= times[right] - np.asarray(wanted), left, right)


def _within(start: float, span: float) -> TimeWindow:
    start = min(max(0.0, start), 1.0 - span)
    return TimeWindow(start, start + span)
