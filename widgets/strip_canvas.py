"""The painted rows of the frame strips."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from .image_view import STALE_OPACITY
from .pictures import CORNER_RADIUS, draw_centred
from .strip_row import GUTTER, FramePixmaps, StripLayout, StripRow
from .style import CAPTION_PIXELS, current_theme, text_font
from .swatch import LENGTH, draw_swatch
from .time_window import TimeWindow, nearest

_ZOOM_STEP = 0.8
_TEXT_LEFT = LENGTH + 6
_RING_WIDTH = 2.0


class StripCanvas(QWidget):
    """Paints all rows and turns mouse and keys into a playhead, a selection and a window of time."""

    playhead_moved = Signal(float)
    row_selected = Signal(str)
    window_changed = Signal(object)
    laid_out = Signal()  #: the cells have another size

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[StripRow] = []
        self._pixmaps: dict[str, FramePixmaps] = {}
        self._playhead = 0.0
        self._window = TimeWindow()
        self._scrubbing = False
        self.layout_of_cells = StripLayout(self.width())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Frames along the paths")
        self.setAccessibleDescription("Left and right step through the frames, up and down choose a path.")

    @property
    def window_of_time(self) -> TimeWindow:
        """The part of the time that is shown."""
        return self._window

    def set_rows(self, rows: Sequence[StripRow]) -> None:
        """Show these rows; frames that are the same array keep their scaled pictures."""
        self._rows = list(rows)
        self._pixmaps = {row.id: self._pixmaps.get(row.id, FramePixmaps()) for row in rows}
        if self._window.span < self._least_span():
            self.set_window(self._window.zoomed(1.0, 0.5, self._least_span()))
        self.update()

    def set_playhead(self, t: float) -> None:
        """Move the outline; a zoomed strip follows it."""
        self._playhead = min(1.0, max(0.0, t))
        self.set_window(self._window.showing(self._playhead))
        self.update()

    def set_window(self, window: TimeWindow) -> None:
        """Show another part of the time."""
        if window != self._window:
            self._window = window
            self.window_changed.emit(window)
            self.update()

    def time_at(self, x: float) -> float:
        """The time at a place on the frames."""
        return self._window.time_at(self.layout_of_cells.fraction_at(x))

    def shown_frames(self, row: int) -> np.ndarray:
        """The indices of the frames of a row that are on the screen, from left to right."""
        fractions = np.linspace(0.0, 1.0, self.layout_of_cells.cells)
        return nearest(self._rows[row].times, self._window.start + fractions * self._window.span)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the frames to the width."""
        super().resizeEvent(event)
        self.layout_of_cells = StripLayout(self.width())
        if self._window.span < self._least_span():
            self.set_window(self._window.zoomed(1.0, 0.5, self._least_span()))
        if event.size().width() != event.oldSize().width():
            self.laid_out.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On the frames: move the playhead. On the names: select."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.position().x() < GUTTER:
            row = self.layout_of_cells.row_at(event.position().y(), len(self._rows))
            if row is not None:
                self.row_selected.emit(self._rows[row].id)
        elif self._rows:
            self._scrubbing = True
            self._send(self.time_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub."""
        if self._scrubbing:
            self._send(self.time_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The scrub is over."""
        self._scrubbing = False

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl zooms around the pointer, shift or a sideways wheel moves along; otherwise rows scroll."""
        turned = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and turned.y():
            fraction = self.layout_of_cells.fraction_at(event.position().x())
            self.zoom(_ZOOM_STEP ** (turned.y() / 120.0), fraction)
            event.accept()
        elif not self._window.whole and (turned.x() or event.modifiers() & Qt.KeyboardModifier.ShiftModifier):
            self.set_window(self._window.moved(-(turned.x() or turned.y()) / 120.0 * self._window.span / 8))
            event.accept()
        else:
            event.ignore()

    def zoom(self, factor: float, fraction: float) -> None:
        """Look at `factor` times as much time, down to where every frame is seen."""
        self.set_window(self._window.zoomed(factor, fraction, self._least_span()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right step frames, home and end go to the ends, up and down select, Ctrl+0 shows all."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._send(0.0 if key == Qt.Key.Key_Home else 1.0)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._select(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_0 and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_window(TimeWindow())
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tool tips say which path and which time."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tool_tip_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def tool_tip_at(self, position: QPointF) -> str:
        """What is under a point, in words."""
        row = self.layout_of_cells.row_at(position.y(), len(self._rows))
        if row is None:
            return ""
        shown = self._rows[row]
        if position.x() < GUTTER:
            return "\n".join(part for part in (shown.label, shown.caption, shown.note) if part)
        return f"{shown.label}, t = {self.time_at(position.x()):.2f}\nCtrl and wheel zoom in time"

    def paintEvent(self, event: QPaintEvent) -> None:
        """All rows that are in sight."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._rows:
            painter.setPen(QColor(current_theme().dim))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "Add a path to see its frames here.")
            return
        layout = self.layout_of_cells
        for index, row in enumerate(self._rows):
            top = layout.row_top(index)
            if top <= event.rect().bottom() + layout.pitch and top + layout.pitch >= event.rect().top():
                self._paint_name(painter, row, top)
                self._paint_frames(painter, index, row, top)

    def _paint_name(self, painter: QPainter, row: StripRow, top: int) -> None:
        theme = current_theme()
        width = GUTTER - _TEXT_LEFT - 6
        lines = [(row.label, theme.text, text_font(weight=_name_weight(row)), 18)]
        lines += [(words, theme.dim, text_font(CAPTION_PIXELS), 15) for words in (row.caption, row.note) if words]
        y = top + max(0.0, (self.layout_of_cells.side - sum(line[3] for line in lines)) / 2)
        draw_swatch(painter, QRectF(0, y, LENGTH, 18), row.style)
        for words, color, font, height in lines:
            painter.setFont(font)
            painter.setPen(QColor(color))
            text = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRectF(_TEXT_LEFT, y, width + 4, height), Qt.AlignmentFlag.AlignVCenter, text)
            y += height

    def _paint_frames(self, painter: QPainter, index: int, row: StripRow, top: int) -> None:
        layout, side = self.layout_of_cells, self.layout_of_cells.side
        frames, ratio = row.frames, self.devicePixelRatioF()
        if frames is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(current_theme().soft))
            for cell in range(layout.cells):
                painter.drawRoundedRect(QRectF(layout.cell_left(cell), top, side, side), CORNER_RADIUS, CORNER_RADIUS)
        else:
            painter.setOpacity(STALE_OPACITY if row.stale else 1.0)
            pixmaps = self._pixmaps[row.id]
            for cell, frame in enumerate(self.shown_frames(index).tolist()):
                box = QRectF(layout.cell_left(cell), top, side, side)
                draw_centred(painter, pixmaps.get(frames, frame, side, ratio), box)
            painter.setOpacity(1.0)
        cell = self._playhead_cell()
        if cell is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(row.style.color), _RING_WIDTH))
            ring = QRectF(layout.cell_left(cell), top, side, side).adjusted(-1, -1, 1, 1)
            painter.drawRoundedRect(ring, CORNER_RADIUS + 1, CORNER_RADIUS + 1)

    def _playhead_cell(self) -> int | None:
        fraction = self._window.fraction_of(self._playhead)
        cells = self.layout_of_cells.cells
        return round(fraction * (cells - 1)) if -1e-9 <= fraction <= 1 + 1e-9 else None

    def _least_span(self) -> float:
        """Zooming stops where every frame of the finest path has its own cell."""
        most = max((len(row.times) for row in self._rows), default=0)
        return min(1.0, (self.layout_of_cells.cells - 1) / (most - 1)) if most > 1 else 1.0

    def _step(self, by: int) -> None:
        if not self._rows:
            return
        times = next((row for row in self._rows if row.selected), self._rows[0]).times
        later = times[times > self._playhead + 1e-6] if by > 0 else times[times < self._playhead - 1e-6]
        if len(later):
            self._send(float(later[0] if by > 0 else later[-1]))

    def _select(self, by: int) -> None:
        selected = [index for index, row in enumerate(self._rows) if row.selected]
        index = selected[0] + by if selected else 0
        if 0 <= index < len(self._rows):
            self.row_selected.emit(self._rows[index].id)

    def _send(self, t: float) -> None:
        if t != self._playhead:
            self.set_playhead(t)
            self.playhead_moved.emit(t)


def _name_weight(row: StripRow) -> QFont.Weight:
    return QFont.Weight.DemiBold if row.selected else QFont.Weight.Normal
