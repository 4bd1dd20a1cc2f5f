"""What an empty plane says: one sentence and the button that does it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ..theme import Theme

WIDTH = 320


class Message(QWidget):
    """A sentence, centred, over an optional button."""

    clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = QLabel(self)
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setWordWrap(True)
        self.button = QPushButton(self)
        self.button.clicked.connect(self.clicked)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(self._label)
        layout.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignCenter)
        self.setFixedWidth(WIDTH)
        self.hide()

    def set_text(self, text: str, button: str) -> None:
        """Show the sentence; no text hides it."""
        self._label.setText(text)
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.setVisible(bool(text))
        self.adjustSize()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        palette = self._label.palette()
        palette.setColor(self._label.foregroundRole(), theme.dim)
        self._label.setPalette(palette)
