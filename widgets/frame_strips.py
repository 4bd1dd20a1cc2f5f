"""The frames along every path, a row a layer, with one playhead for all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from .scrub_bar import ScrubBar
from .strip_canvas import StripCanvas
from .strip_row import FrameLabel, StripLayout, StripRow
from .style import set_role
from .time_window import TimeWindow

__all__ = ["FrameLabel", "FrameStrips", "StripRow"]

_ROWS_WANTED = 4
_BAR_GAP = 2


class FrameStrips(QWidget):
    """Rows of decoded frames over a scrub bar.

    Dragging on the frames or the bar moves the playhead; Ctrl and wheel zoom in time; a click on a name
    selects its path.
    """

    playhead_moved = Signal(float)
    row_selected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row_count = 0
        self._selected = ""
        # Once the rows are laid out.
        self._reveal = QTimer(self, singleShot=True, interval=0)
        self._reveal.timeout.connect(self._show_selected)
        self._canvas = StripCanvas()
        self._bar = ScrubBar(self)
        self._area = QScrollArea(self)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._canvas)
        set_role(self._area.viewport(), "clear")
        set_role(self._canvas, "clear")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_BAR_GAP)
        column.addWidget(self._area, 1)
        column.addWidget(self._bar)
        column.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setFocusProxy(self._canvas)
        self._canvas.laid_out.connect(self._fit)
        self._area.verticalScrollBar().valueChanged.connect(self._snap)
        self._canvas.playhead_moved.connect(self._bar.set_playhead)
        self._canvas.playhead_moved.connect(self.playhead_moved)
        self._canvas.row_selected.connect(self.row_selected)
        self._canvas.window_changed.connect(self._bar.set_window)
        self._bar.playhead_moved.connect(self._canvas.set_playhead)
        self._bar.playhead_moved.connect(self.playhead_moved)

    def set_rows(self, rows: Sequence[StripRow]) -> None:
        """Show these rows."""
        self._canvas.set_rows(rows)
        if len(rows) != self._row_count:
            self._row_count = len(rows)
            self._fit()
        selected = self._canvas.selected_row()
        if selected is not None and selected.id != self._selected:
            self._selected = selected.id
            self._reveal.start()

    def set_empty_text(self, text: str) -> None:
        """What is said while there are no rows; nothing for the usual words."""
        self._canvas.set_empty_text(text)

    def set_playhead(self, t: float) -> None:
        """Move the playhead everywhere here, without a signal."""
        self._canvas.set_playhead(t)
        self._bar.set_playhead(t)

    def window_of_time(self) -> TimeWindow:
        """The part of the time that is shown."""
        return self._canvas.window_of_time

    def show_all(self) -> None:
        """Undo all zooming."""
        self._canvas.set_window(TimeWindow())

    @property
    def canvas(self) -> StripCanvas:
        """The painted rows."""
        return self._canvas

    @property
    def bar(self) -> ScrubBar:
        """The scrub bar."""
        return self._bar

    def sizeHint(self) -> QSize:
        """Up to four rows; more scroll."""
        return QSize(900, self._height(min(self._row_count, _ROWS_WANTED)))

    def minimumSizeHint(self) -> QSize:
        """One row and a few frames."""
        return QSize(360, self._height(1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many whole rows as there is room for."""
        super().resizeEvent(event)
        self._show_whole_rows()

    def _show_whole_rows(self) -> None:
        room = self.height() - _BAR_GAP - self._bar.sizeHint().height()
        rows = min(self._unscrolled.rows_in(room), self._row_count)
        policy, scrolls = Qt.ScrollBarPolicy, rows < self._row_count
        self._area.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOn if scrolls else policy.ScrollBarAlwaysOff)
        layout = self._canvas.layout_of_cells  # with the scroll bar come or gone
        self._area.setMaximumHeight(layout.height(max(1, rows)))
        self._area.verticalScrollBar().setSingleStep(max(1, layout.pitch // 3))

    def _snap(self, value: int) -> None:
        """Rows scroll one by one, so that none is cut."""
        pitch = self._canvas.layout_of_cells.pitch
        self._area.verticalScrollBar().setValue(round(value / pitch) * pitch)

    def _fit(self) -> None:
        """Keep the bar below the frames and ask for the height that the rows need at this width."""
        layout = self._canvas.layout_of_cells
        self._bar.set_track(layout.x_of(0.0), layout.x_of(1.0), layout.side / 2)
        self._canvas.setMinimumHeight(layout.height(self._row_count))
        self._show_whole_rows()
        self.updateGeometry()

    def _show_selected(self) -> None:
        """Scroll to the selected row."""
        selected = self._canvas.selected_row()
        if selected is not None:
            row = self._canvas.row_rect(selected)
            self._area.ensureVisible(0, row.center().y(), 0, row.height() // 2 + 3)

    def _height(self, rows: int) -> int:
        return self._unscrolled.height(max(1, rows)) + _BAR_GAP + self._bar.sizeHint().height()

    @property
    def _unscrolled(self) -> StripLayout:
        """The cells as they are without a scroll bar: a bar that changed its own need would come and go for ever."""
        return StripLayout(self.width(), self._canvas.layout_of_cells.labelled)
