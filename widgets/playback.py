"""The clock of a film: how far along the path it is now."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, Qt, QTimer, Signal

Mode = Literal["loop", "ping-pong"]
FRAMES_PER_SECOND = 30


class Playback(QObject):
    """Sends `tick(t)`, t in [0, 1], at a constant frame rate.

    t is read off the clock, never added up, so a busy computer drops frames but does not slow the film.
    `duration` is the seconds from one end to the other at speed 1.
    """

    tick = Signal(float)
    playing_changed = Signal(bool)

    def __init__(
        self,
        duration: float = 3.0,
        mode: Mode = "ping-pong",
        frames_per_second: float = FRAMES_PER_SECOND,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._duration = duration
        self._mode: Mode = mode
        self._speed = 1.0
        self._clock = clock
        self._phase = 0.0  # in passes from end to end; the fraction since `_started` comes on top while playing
        self._started = 0.0
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._timer.setInterval(max(1, round(1000 / frames_per_second)))
        self._timer.timeout.connect(self.emit_tick)

    def is_playing(self) -> bool:
        """Whether ticks are being sent."""
        return self._timer.isActive()

    def play(self) -> None:
        """Go on from where it stands."""
        if not self.is_playing():
            self._started = self._clock()
            self._timer.start()
            self.playing_changed.emit(True)

    def pause(self) -> None:
        """Stop where it is."""
        if self.is_playing():
            self._rebase()
            self._timer.stop()
            self.playing_changed.emit(False)

    def toggle(self) -> None:
        """Play or pause."""
        if self.is_playing():
            self.pause()
        else:
            self.play()

    def time(self) -> float:
        """t now, in [0, 1]."""
        phase = self._phase_now()
        if self._mode == "loop":
            return phase % 1.0
        folded = phase % 2.0
        return folded if folded <= 1.0 else 2.0 - folded

    def seek(self, t: float) -> None:
        """Go to t without a tick; a film on its way back keeps going back."""
        backwards = self._mode == "ping-pong" and self._phase_now() % 2.0 > 1.0
        self._rebase()
        t = min(1.0, max(0.0, t))
        self._phase = 2.0 - t if backwards else t

    def set_mode(self, mode: Mode) -> None:
        """Loop from the start again, or turn round at the ends."""
        t = self.time()
        self._mode = mode
        self._rebase()
        self._phase = t

    def set_speed(self, speed: float) -> None:
        """Play `speed` times as fast; the present t stays. Raises ValueError unless positive."""
        if speed <= 0:
            raise ValueError("the speed of a film is positive")
        self._rebase()
        self._speed = speed

    def set_duration(self, seconds: float) -> None:
        """Seconds from end to end at speed 1; the present t stays. Raises ValueError unless positive."""
        if seconds <= 0:
            raise ValueError("a film lasts some time")
        self._rebase()
        self._duration = seconds

    def emit_tick(self) -> None:
        """Send the present t; the timer does this while playing."""
        self.tick.emit(self.time())

    def _phase_now(self) -> float:
        if not self.is_playing():
            return self._phase
        return self._phase + (self._clock() - self._started) * self._speed / self._duration

    def _rebase(self) -> None:
        self._phase = self._phase_now()
        self._started = self._clock()
