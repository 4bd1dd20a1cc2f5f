"""The line at the foot of the window: where it computes, how long it took, what undo would do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ..widgets.style import set_role

HEIGHT = 27


class StatusBar(QWidget):
    """Quiet facts at the left, the scene's at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self._labels = {name: QLabel(self) for name in ("device", "solve", "frames", "message", "seed", "undo")}
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(20)
        for name, label in self._labels.items():
            set_role(label, "caption")
            row.addWidget(label, 1 if name == "message" else 0)
        self.set_text("device", "loading torch\u2026")

    def set_text(self, name: str, text: str) -> None:
        """Change one fact: 'device', 'solve', 'frames', 'message', 'seed' or 'undo'; an empty one takes no room."""
        self._labels[name].setText(text)
        self._labels[name].setVisible(bool(text) or name == "message")

    def text(self, name: str) -> str:
        """The text of one fact."""
        return self._labels[name].text()
