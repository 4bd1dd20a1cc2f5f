"""A small window with text to copy; it blocks nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from .buttons import CommandButton


class DetailsPopup(QDialog):
    """Shows `text` beside its parent until it is closed, and then is gone."""

    def __init__(self, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._text = QPlainTextEdit(text, self)
        self._text.setReadOnly(True)
        self._text.setAccessibleName("Details")
        self._text.setToolTip("The details of this message, to read or copy")
        copy = CommandButton("Copy", "duplicate", parent=self)
        copy.setToolTip("Copy the text to the clipboard")
        copy.clicked.connect(self.copy)
        close = CommandButton("Close", shortcut="Esc", parent=self)
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(copy)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(self._text)
        column.addLayout(buttons)
        self.resize(520, 260)

    def text(self) -> str:
        """The text shown."""
        return self._text.toPlainText()

    def copy(self) -> None:
        """Put the whole text on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())
