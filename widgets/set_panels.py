"""A row of small scatter plots, one a set of points, all to one scale (FG fig. 9)."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from .style import CAPTION_PIXELS, current_theme, text_font

GAP = 6.0
CORNER = 4.0
CAPTION = 16.0
ROOM = 1.12
DOT = 1.5
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1}


class SetPanels(QWidget):
    """Shows sets (k, n, 2) side by side; a click or the arrow keys choose one of them."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sets = np.zeros((0, 0, 2))
        self._current = 0
        self._stale = False
        self._extent = (np.zeros(2), 1.0)
        self._colors = ("#8a93a3", "#0072b2", "#d55e00")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Sets along the path")
        self.setToolTip("The sets from the first to the last; click one, or press the arrow keys, to see it large")

    def set_sets(self, sets: np.ndarray, stale: bool = False) -> None:
        """The sets; the scale is that of the first and the last, which stay."""
        self._sets, self._stale = sets, stale
        if len(sets):
            given = sets[[0, -1]].reshape(-1, 2)
            low, high = given.min(axis=0), given.max(axis=0)
            self._extent = (low + high) / 2, max(float((high - low).max()), 1e-9) * ROOM
        self._current = min(self._current, max(len(sets) - 1, 0))
        self._describe()

    def set_colors(self, first: str, between: str, last: str) -> None:
        """The colours of the first set, of those between, and of the last."""
        self._colors = (first, between, last)
        self.update()

    def set_current(self, index: int) -> None:
        """Which set is marked."""
        self._current = index
        self._describe()

    def sets(self) -> np.ndarray:
        """The sets shown."""
        return self._sets

    def current(self) -> int:
        """Which set is marked."""
        return self._current

    def sizeHint(self) -> QSize:
        """A row of thumbnails."""
        return QSize(480, 96)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to a neighbour."""
        step = STEPS.get(Qt.Key(event.key()))
        if step is None or not len(self._sets):
            super().keyPressEvent(event)
        else:
            self._choose(min(max(self._current + step, 0), len(self._sets) - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the set under the mouse."""
        for index in range(len(self._sets)):
            if self._card(index).adjusted(-GAP / 2, 0, GAP / 2, CAPTION).contains(event.position()):
                self._choose(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cards."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(text_font(CAPTION_PIXELS))
        painter.setOpacity(0.6 if self._stale else 1.0)
        count = len(self._sets)
        for index in range(count):
            card = self._card(index)
            marked = index == self._current
            edge = theme.accent if marked else theme.line
            painter.setPen(QPen(QColor(edge), 2.0 if marked and self.hasFocus() else 1.0))
            painter.setBrush(QColor(theme.pane))
            painter.drawRoundedRect(card, CORNER, CORNER)
            kind = 0 if index == 0 else 2 if index == count - 1 else 1
            self._paint_set(painter, self._sets[index], card, QColor(self._colors[kind]))
            painter.setPen(QColor(theme.text if marked else theme.dim))
            below = QRectF(card.left(), card.bottom() + 1, card.width(), CAPTION - 1)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(index))

    def _paint_set(self, painter: QPainter, points: np.ndarray, card: QRectF, color: QColor) -> None:
        center, extent = self._extent
        scale = min(card.width(), card.height()) / extent
        middle = np.array([card.center().x(), card.center().y()])
        places = middle + (points - center) * scale * (1.0, -1.0)
        half = np.array([card.width(), card.height()]) / 2
        inside = (np.abs(places - middle) < half).all(axis=1)
        painter.setPen(Qt.PenStyle.NoPen)
        color.setAlphaF(0.75)
        painter.setBrush(color)
        for x, y in places[inside].tolist():
            painter.drawEllipse(QPointF(x, y), DOT, DOT)

    def _card(self, index: int) -> QRectF:
        count = max(len(self._sets), 1)
        width = (self.width() - (count - 1) * GAP) / count
        side = min(width, self.height() - CAPTION)
        return QRectF(index * (width + GAP) + 0.5, 0.5, width - 1, side - 1)

    def _choose(self, index: int) -> None:
        if index != self._current:
            self.set_current(index)
            self.chosen.emit(index)

    def _describe(self) -> None:
        self.setAccessibleDescription(f"Set {self._current} of {max(len(self._sets) - 1, 0)}")
        self.update()
