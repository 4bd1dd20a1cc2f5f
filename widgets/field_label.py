"""The dim words at the left of a field."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from .style import set_role

LABEL_WIDTH = 76


class FieldLabel(QLabel):
    """All labels of a pane are equally wide; long ones wrap. A double click asks for the default value."""

    reset_requested = Signal()

    def __init__(self, text: str, width: int = LABEL_WIDTH, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        set_role(self, "dim")
        self.setFixedWidth(width)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Back to the default."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.reset_requested.emit()
