"""A combo box in the look of the fields."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QListView, QWidget

from .icons import SIZE, pixmap
from .style import current_theme


class ChoiceBox(QComboBox):
    """Picks one of named choices. The wheel changes it only while it has the focus, so that a pane scrolls past it."""

    chosen = Signal(str)  #: the user has picked another name

    def __init__(self, choices: Sequence[tuple[str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setView(QListView(self))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumContentsLength(4)
        self.set_choices(choices)
        self.activated.connect(self._choose)
        self._last = self.current()

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Replace the (name, label) pairs; the current name stays where it is still there."""
        if [(self.itemData(i), self.itemText(i)) for i in range(self.count())] == list(choices):
            return
        current = self.current()
        self.clear()
        for name, label in choices:
            self.addItem(label, name)
        self.set_current(current)

    def current(self) -> str:
        """The name chosen, empty where there are no choices."""
        return self.currentData() or ""

    def set_current(self, name: str) -> None:
        """Choose a name without a signal; an unknown one is ignored."""
        index = self.findData(name)
        if index >= 0:
            self.setCurrentIndex(index)
        self._last = self.current()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the pane unless the box is being used."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field from the sheet, with the theme's own chevron."""
        super().paintEvent(event)
        painter = QPainter(self)
        image = pixmap("chevron-down", current_theme().dim, SIZE, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - SIZE - 5, (self.height() - SIZE) // 2, image)

    def _choose(self) -> None:
        if self.current() != self._last:
            self._last = self.current()
            self.chosen.emit(self._last)
