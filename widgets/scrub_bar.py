"""A slim bar with a round knob: where on the path one is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from .style import current_theme, mixed
from .time_window import TimeWindow

_KNOB = 12
_TRACK = 4
_STEP = 0.01


class ScrubBar(QWidget):
    """Shows and moves the playhead, 0 to 1; a darker stretch shows which part the strips show."""

    playhead_moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._playhead = 0.0
        self._window = TimeWindow()
        self._left, self._right = _KNOB / 2, 0.0
        self._overhang = _TRACK / 2
        self._fixed_track = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Playhead")
        self.setToolTip("Drag to move the playhead along the paths; arrow keys step")

    def set_playhead(self, t: float) -> None:
        """Move the knob, without a signal."""
        self._playhead = min(1.0, max(0.0, t))
        self.update()

    def playhead(self) -> float:
        """Where the knob is."""
        return self._playhead

    def set_window(self, window: TimeWindow) -> None:
        """Show which part of the path is looked at."""
        self._window = window
        self.update()

    def set_track(self, left: float, right: float, overhang: float = _TRACK / 2) -> None:
        """Where 0 and 1 are, so that the knob stands below the frames, and how far the track goes beyond both."""
        self._left, self._right, self._overhang, self._fixed_track = left, right, overhang, True
        self.update()

    def sizeHint(self) -> QSize:
        """Slim."""
        return QSize(160, 16)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump to the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._move_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move_to(event.position().x())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows step by a hundredth, home and end go to the ends."""
        targets = {
            Qt.Key.Key_Left: self._playhead - _STEP, Qt.Key.Key_Right: self._playhead + _STEP,
            Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: 1.0,
        }  # fmt: skip
        target = targets.get(Qt.Key(event.key()))
        if target is None:
            super().keyPressEvent(event)
        else:
            self._send(target)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track, the stretch in view, knob."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() / 2
        left, right = self._track()
        self._bar(painter, left - self._overhang, right + self._overhang, mixed(theme.soft, theme.line, 0.4))
        if not self._window.whole:
            self._bar(painter, self._x(self._window.start), self._x(self._window.stop), theme.dim)
        painter.setBrush(QColor(theme.accent))
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.text), 1.0))
        painter.drawEllipse(QPointF(self._x(self._playhead), middle), _KNOB / 2, _KNOB / 2)

    def _bar(self, painter: QPainter, left: float, right: float, color: str) -> None:
        painter.setBrush(QColor(color))
        painter.drawRoundedRect(QRectF(left, (self.height() - _TRACK) / 2, right - left, _TRACK), 2, 2)

    def _track(self) -> tuple[float, float]:
        return (self._left, self._right) if self._fixed_track else (_KNOB / 2, self.width() - _KNOB / 2)

    def _x(self, t: float) -> float:
        left, right = self._track()
        return left + t * (right - left)

    def _move_to(self, x: float) -> None:
        left, right = self._track()
        self._send((x - left) / max(1.0, right - left))

    def _send(self, t: float) -> None:
        t = min(1.0, max(0.0, t))
        if t != self._playhead:
            self.set_playhead(t)
            self.playhead_moved.emit(t)
