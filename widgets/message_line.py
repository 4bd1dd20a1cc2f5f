"""One sentence in the pane it concerns."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from .buttons import IconButton
from .details_popup import DetailsPopup
from .style import set_role

Kind = Literal["error", "note"]


class MessageLine(QWidget):
    """An error or a note with a link to its details; hidden while there is nothing to say."""

    dismissed = Signal()

    def __init__(self, dismissible: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._details_text = ""
        self._popup: DetailsPopup | None = None
        self._sentence = QLabel(self)
        self._sentence.setWordWrap(True)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._details = QPushButton("details", self)
        set_role(self._details, "link")
        self._details.setToolTip("Show the details, to copy")
        self._details.setAccessibleName("Details of the message")
        self._details.setCursor(Qt.CursorShape.PointingHandCursor)
        self._details.clicked.connect(self.show_details)
        self._close = IconButton("close", "Dismiss this message", 18, self)
        self._close.clicked.connect(self._dismiss)
        self._dismissible = dismissible
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(4)
        row.addWidget(self._sentence, 1)
        for part in (self._details, self._close):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        self.clear()

    def show_message(self, sentence: str, details: str = "", kind: Kind = "error") -> None:
        """Say one sentence; an empty one clears the line."""
        if not sentence:
            self.clear()
            return
        self._sentence.setText(sentence)
        set_role(self._sentence, "error" if kind == "error" else "caption")
        self._details_text = details
        self._details.setVisible(bool(details))
        self._close.setVisible(self._dismissible)
        self.setAccessibleName(sentence)
        self.setVisible(True)

    def clear(self) -> None:
        """Say nothing and take no room."""
        self._sentence.clear()
        self._details_text = ""
        self.setVisible(False)

    def text(self) -> str:
        """The sentence shown, empty where there is none."""
        return self._sentence.text()

    def details(self) -> str:
        """The longer text behind 'details'."""
        return self._details_text

    def show_details(self) -> None:
        """Open the details beside the window."""
        if self._popup is not None:
            self._popup.close()
        self._popup = DetailsPopup(self.text(), self._details_text, self.window())
        self._popup.destroyed.connect(self._forget)
        self._popup.show()

    def _dismiss(self) -> None:
        self.clear()
        self.dismissed.emit()

    def _forget(self) -> None:
        self._popup = None
