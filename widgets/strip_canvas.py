"""The painted rows of the frame strips."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
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

from .alike import alike
from .pictures import CORNER_RADIUS
from .strip_picture import StripPicture
from .strip_row import GUTTER, StripLayout, StripRow
from .style import current_theme
from .time_window import TimeWindow, nearest

EMPTY_TEXT = "Add a path to see its frames here."
_ZOOM_STEP = 0.8
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
        self._pictures: dict[str, StripPicture] = {}
        self._playhead = 0.0
        self._window = TimeWindow()
        self._scrubbing = False
        self._empty_text = EMPTY_TEXT
        self.layout_of_cells = StripLayout(self.width())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Frames along the paths")
        self.setToolTip("Click or drag to move the playhead; Ctrl and wheel zoom in time")
        self.setAccessibleDescription("Left and right step through the frames, up and down choose a path.")

    @property
    def window_of_time(self) -> TimeWindow:
        """The part of the time that is shown."""
        return self._window

    def set_rows(self, rows: Sequence[StripRow]) -> None:
        """Show these rows; frames that are the same array keep their scaled pictures."""
        before, self._rows = self._rows, list(rows)
        self._pictures = {row.id: self._pictures.get(row.id) or StripPicture() for row in rows}
        self._lay_out()
        if self._window.span < self._least_span():
            self.set_window(self._window.zoomed(1.0, 0.5, self._least_span()))
        if not alike(self._rows, before):
            self.update()

    def set_empty_text(self, text: str) -> None:
        """What is said where there are no rows; nothing for the usual words."""
        self._empty_text = text or EMPTY_TEXT
        self.update()

    def selected_row(self) -> StripRow | None:
        """The row of the selected path."""
        return next((row for row in self._rows if row.selected), None)

    def row_rect(self, row: StripRow) -> QRect:
        """Where a row is."""
        layout = self.layout_of_cells
        return QRect(0, layout.row_top(self._rows.index(row)), self.width(), layout.row_height)

    def set_playhead(self, t: float) -> None:
        """Move the outline; a zoomed strip follows it."""
        before = self._playhead_cell()
        self._playhead = min(1.0, max(0.0, t))
        self.set_window(self._window.showing(self._playhead))
        after = self._playhead_cell()
        if after != before:
            self._update_cell(before)
            self._update_cell(after)

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
        self._lay_out()
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
        time = self.time_at(position.x())
        lines = [f"{shown.label}, t = {time:.2f}"]
        frame = int(nearest(shown.times, np.array([time]))[0])
        if frame < len(shown.labels):
            lines.append(shown.labels[frame].tip or shown.labels[frame].text)
        return "\n".join([*lines, "Ctrl and wheel zoom in time"])

    def paintEvent(self, event: QPaintEvent) -> None:
        """All rows that are in sight."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._rows:
            painter.setPen(QColor(current_theme().dim))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._empty_text)
            return
        layout, ratio = self.layout_of_cells, self.devicePixelRatioF()
        for index, row in enumerate(self._rows):
            top = layout.row_top(index)
            if top <= event.rect().bottom() + layout.pitch and top + layout.pitch >= event.rect().top():
                frames = self.shown_frames(index)
                painter.drawPixmap(0, top, self._pictures[row.id].get(row, layout, frames, ratio))
                self._paint_ring(painter, index, row)

    def _lay_out(self) -> None:
        """Fit the cells to the width and to what is written under them."""
        before = self.layout_of_cells
        self.layout_of_cells = StripLayout(self.width(), any(row.labels for row in self._rows))
        if self.layout_of_cells.labelled != before.labelled:
            self.laid_out.emit()

    def _paint_ring(self, painter: QPainter, index: int, row: StripRow) -> None:
        cell = self._playhead_cell()
        if cell is not None:
            painter.setPen(QPen(QColor(row.style.color), _RING_WIDTH))
            painter.drawRoundedRect(
                self._cell(index, cell).adjusted(-1, -1, 1, 1), CORNER_RADIUS + 1, CORNER_RADIUS + 1
            )

    def _cell(self, row: int, cell: int) -> QRectF:
        layout = self.layout_of_cells
        return QRectF(layout.cell_left(cell), layout.row_top(row), layout.side, layout.side)

    def _update_cell(self, cell: int | None) -> None:
        """Only the column of a frame is painted again, in every row."""
        if cell is not None:
            layout = self.layout_of_cells
            self.update(layout.cell_left(cell) - 3, 0, layout.side + 6, self.height())

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
