"""The control point, the tip of an arrow, or the end in the hand, whoever moves it: mouse or keys."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from .content import Content
from .curve import END


class Hold(QObject):
    """One move of one control point, from taking it to letting it go.

    A move may begin with a point that does not exist yet: `pulled_out` asks for it, and the move goes
    on when `curves_changed` finds one more on the curve. A move ends with `finished`, or with `cancelled` if
    the point is where it was; the index is -1 for a point that has not come. Places are in view coordinates.
    """

    started = Signal(str, int)
    dragged = Signal(str, int, float, float)
    finished = Signal(str, int, float, float)
    cancelled = Signal(str, int)
    pulled_out = Signal(str, float, float, float)

    def __init__(self, content: Content, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self._curve = ""
        self._index: int | None = None
        self._awaited: float | None = None
        self._known = 0
        self._place = self._origin = np.zeros(2)
        self._unsent = False
        self._let_go = False
        self._pulled = False

    @property
    def active(self) -> bool:
        """Whether something is in the hand, or awaited."""
        return self._index is not None or self._awaited is not None

    @property
    def place(self) -> np.ndarray:
        """Where the hand is."""
        return self._place

    def take(self, curve: str, index: int, place: np.ndarray) -> None:
        """Begin to move a control point that is at `place`."""
        self._begin(curve, place, place)
        self._own(index)
        self.started.emit(curve, index)

    def pull_out(self, curve: str, time: float, origin: np.ndarray, place: np.ndarray) -> None:
        """Begin to move a point of the curve that is no control point yet, from `origin` on the curve to `place`."""
        self._begin(curve, origin, place)
        known = self._content.curve(curve)
        self._pulled = True
        self._awaited, self._known = time, 0 if known is None else len(known.controls)
        self.pulled_out.emit(curve, time, *_xy(place))

    def move(self, place: np.ndarray) -> None:
        """The hand has moved."""
        self._place = place
        if self._index is None:
            self._unsent = self._awaited is not None
            return
        self._content.held = ((self._curve, self._index), place)
        self.dragged.emit(self._curve, self._index, *_xy(place))

    def let_go(self) -> None:
        """The hand has opened; an awaited control point is finished when it comes."""
        if self._index is None:
            self._let_go = True
            return
        curve, index, place = self._curve, self._index, self._place
        if not self._pulled and np.allclose(place, self._origin, rtol=1e-9):
            self.put_back()
            return
        self.drop()
        self.finished.emit(curve, index, *_xy(place))

    def put_back(self) -> None:
        """Give the move up: the point is where it was."""
        if self.active:
            curve, index = self._curve, -1 if self._index is None else self._index
            self.drop()
            self.cancelled.emit(curve, index)

    def drop(self) -> None:
        """Forget the move without a word."""
        self._index = self._awaited = self._content.held = None
        self._unsent = self._let_go = self._pulled = False

    def curves_changed(self) -> None:
        """Find the awaited control point among the new curves; give up a point that is gone."""
        if not self.active or self._curve == END:
            return
        curve = self._content.curve(self._curve)
        if self._awaited is not None:
            index = curve.new_control(self._awaited, self._known) if curve is not None else None
            if index is None:
                return
            self._own(index)
            if self._unsent:
                self.move(self._place)
            if self._let_go:
                self.let_go()
        elif curve is None or self._index not in curve.marks:
            self.drop()

    def _begin(self, curve: str, origin: np.ndarray, place: np.ndarray) -> None:
        self.drop()
        self._curve, self._origin, self._place = curve, origin, place

    def _own(self, index: int) -> None:
        self._index, self._awaited = index, None
        mark = (self._curve, index)
        self._content.held = (mark, self._place)
        self._content.focused = mark


def _xy(place: np.ndarray) -> tuple[float, float]:
    return float(place[0]), float(place[1])
