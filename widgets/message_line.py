"""One sentence in the pane it concerns."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from .buttons import IconButton
from .details_popup import DetailsPopup
from .elided_label import ElidedLabel
from .style import CAPTION_PIXELS, set_role, text_font

Kind = Literal["error", "note"]
_BUTTON = 18


class MessageLine(QWidget):
    """An error or a note with a link to its details; hidden while there is nothing to say.

    With `elided` it never takes more than one line, and the whole sentence is in the details too.
    """

    dismissed = Signal()

    def __init__(self, dismissible: bool = True, elided: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._details_text = ""
        self._popup: DetailsPopup | None = None
        self._elided = elided
        self._sentence = ElidedLabel(parent=self) if elided else QLabel(self)
        self._sentence.setWordWrap(not elided)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._details = QPushButton("details", self)
        set_role(self._details, "link")
        self._details.setToolTip("Show the details, to copy")
        self._details.setAccessibleName("Details of the message")
        self._details.setCursor(Qt.CursorShape.PointingHandCursor)
        self._details.clicked.connect(self.show_details)
        self._close = IconButton("close", "Dismiss this message", _BUTTON, self)
        self._close.clicked.connect(self._dismiss)
        self._dismissible = dismissible
        # The first line is level with the buttons.
        above = max(0, (_BUTTON - QFontMetrics(text_font(CAPTION_PIXELS)).height()) // 2)
        self._sentence.setContentsMargins(0, above, 0, above)
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
        self._details.setVisible(bool(details) or self._elided)
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
        parts = (self.text(), self._details_text) if self._elided else (self._details_text,)
        self._popup = DetailsPopup(self.text(), "\n\n".join(part for part in parts if part), self.window())
        self._popup.destroyed.connect(self._forget)
        self._popup.show()

    def _dismiss(self) -> None:
        self.clear()
        self.dismissed.emit()

    def _forget(self) -> None:
        self._popup = None
