"""One path layer in the list: what is shown of it, and its widget."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from ..engine.scene import LONGEST_NAME
from .buttons import IconButton
from .draw_stepper import offer_draws
from .message_line import MessageLine
from .name_label import NameLabel
from .style import RADIUS, current_theme, set_role
from .swatch import Swatch
from .theme import PathStyle

_ROW_HEIGHT = 32


@dataclass(frozen=True)
class LayerRow:
    """What the list shows of a layer.

    `progress` is None while nothing is being computed, otherwise 0 to 1. `draws` is None for a method
    without randomness, else the number of draws shown now. `keeps_target`: it goes to a target of its own.
    """

    id: str
    label: str
    style: PathStyle
    visible: bool = True
    selected: bool = False
    score_text: str = ""
    progress: float | None = None
    error: str = ""
    error_details: str = ""
    draws: int | None = None
    tool_tip: str = ""
    keeps_target: bool = False


class LayerRowWidget(QWidget):
    """Line sample, name, score and eye; a thin bar while it solves and one line when it failed.

    F2 or a double click changes the name.
    """

    pressed = Signal()
    visibility_toggled = Signal(bool)
    remove_requested = Signal()
    duplicate_requested = Signal()
    resample_requested = Signal()
    resample_draw_requested = Signal()
    draws_requested = Signal(int)
    rename_requested = Signal(str)
    target_kept = Signal(bool)

    def __init__(self, row: LayerRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = row
        self._swatch = Swatch(row.style, self)
        self.name = NameLabel(LONGEST_NAME, self)
        self._score = QLabel(self)
        self.eye = IconButton("eye", "", 22, self)
        self.eye.clicked.connect(lambda: self.visibility_toggled.emit(not self._row.visible))
        self.message = MessageLine(dismissible=False, elided=True, parent=self)
        set_role(self._score, "caption")
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 4, 0)
        head.setSpacing(8)
        head.addWidget(self._swatch)
        head.addWidget(self.name, 1)
        head.addWidget(self._score)
        head.addWidget(self.eye)
        head.addStrut(_ROW_HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        message_row = QHBoxLayout()
        message_row.setContentsMargins(8 + self._swatch.width() + 8, 0, 4, 0)
        message_row.addWidget(self.message)
        column.addLayout(message_row)
        self.name.renamed.connect(self.rename_requested)
        self.name.closed.connect(self.setFocus)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_row(row)

    @property
    def row(self) -> LayerRow:
        """What is shown."""
        return self._row

    def show_row(self, row: LayerRow) -> None:
        """Show another state of the layer."""
        self._row = row
        self._swatch.set_style(row.style)
        self.name.show_name(row.label, "" if row.visible else "dim")
        self._score.setText(row.score_text)
        self.eye.set_icon_name("eye" if row.visible else "eye-off")
        self.eye.set_tool_tip(f"{'Hide' if row.visible else 'Show'} {row.label}")
        if (self.message.text(), self.message.details()) != (row.error, row.error_details):
            self.message.show_message(row.error, row.error_details)
        self.setToolTip(row.tool_tip or f"{row.label}: click to select; right-click for more")
        self.setAccessibleName(f"{row.label} {row.score_text}".strip())
        self.update()

    def menu(self) -> QMenu:
        """What else can be done with the layer."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.addAction("Rename\tF2").triggered.connect(self.name.edit)
        menu.addAction("Duplicate\tCtrl+D").triggered.connect(self.duplicate_requested)
        if self._row.draws is not None:
            if self._row.draws > 1:
                menu.addAction("Resample this draw\tR").triggered.connect(self.resample_draw_requested)
                menu.addAction("Resample all draws").triggered.connect(self.resample_requested)
            else:
                menu.addAction("Resample\tR").triggered.connect(self.resample_requested)
            offer_draws(menu.addMenu("Draws"), self._row.draws, self.draws_requested.emit)
        keep = menu.addAction("Keep its target")
        keep.setToolTip("Go on to the present target while another is chosen for the other paths")
        keep.setCheckable(True)
        keep.setChecked(self._row.keeps_target)
        keep.triggered.connect(self.target_kept)
        menu.addSeparator()
        menu.addAction("Delete\tDel").triggered.connect(self.remove_requested)
        return menu

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self.pressed.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Change the name."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.name.edit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu without waiting for it."""
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 renames, Delete removes, Ctrl+D duplicates, space shows or hides, Return selects."""
        key = event.key()
        if key == Qt.Key.Key_F2:
            self.name.edit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_requested.emit()
        elif key == Qt.Key.Key_D and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.duplicate_requested.emit()
        elif key == Qt.Key.Key_Space:
            self.visibility_toggled.emit(not self._row.visible)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint with the theme."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The soft ground of the selected row, the ring of the focus, the bar of progress."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        if self._row.selected:
            painter.setBrush(QColor(theme.soft))
            painter.drawRoundedRect(area, RADIUS, RADIUS)
        if self._row.progress is not None:
            bar = QRectF(8, _ROW_HEIGHT - 3, area.width() - 16, 2)
            painter.setBrush(QColor(theme.line))
            painter.drawRoundedRect(bar, 1, 1)
            bar.setWidth(bar.width() * min(1.0, max(0.02, self._row.progress)))
            painter.setBrush(QColor(self._row.style.color))
            painter.drawRoundedRect(bar, 1, 1)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 1.0))
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
