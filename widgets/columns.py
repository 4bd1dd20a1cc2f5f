"""A page of three columns: narrow ones at the sides, what is looked at between them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QVBoxLayout, QWidget

from .style import set_role

LEFT_WIDTH = 248
RIGHT_WIDTH = 292
MARGIN = 16
_ROW_MARGIN = 8
"""What a row may be higher than its field, above and below."""


class SidePane(QScrollArea):
    """A pane whose contents are as wide as itself and scroll up and down where they must."""

    def __init__(self, contents: QWidget, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._contents = contents
        self.setWidget(contents)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(width - 24)
        set_role(self, "pane")
        set_role(contents, "pane")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Never let the contents be wider than what is seen."""
        super().resizeEvent(event)
        self._contents.setMaximumWidth(self.viewport().width())

    def focusNextPrevChild(self, next: bool) -> bool:
        """Show all of what has the focus and of the row it stands in; Qt cares for the place of the cursor only."""
        moved, focused = super().focusNextPrevChild(next), self.focusWidget()
        if moved and focused is not None and self._contents.isAncestorOf(focused):
            place = focused.mapTo(self._contents, focused.rect().center())
            self.ensureVisible(place.x(), place.y(), 0, focused.height() // 2 + _ROW_MARGIN)
        return moved


def side_pane(*parts: QWidget, width: int) -> SidePane:
    """The parts below each other on a pane that scrolls."""
    contents = QWidget()
    column = QVBoxLayout(contents)
    column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
    column.setSpacing(16)
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    return SidePane(contents, width)


def three_columns(page: QWidget, left: QWidget, middle: QWidget, right: QWidget) -> QSplitter:
    """Lay the three out on the page; only the middle one grows with it, and only the sides can be folded away."""
    splitter = QSplitter(Qt.Orientation.Horizontal)
    for index, (part, stretch) in enumerate(((left, 0), (middle, 1), (right, 0))):
        splitter.addWidget(part)
        splitter.setStretchFactor(index, stretch)
    splitter.setHandleWidth(1)
    splitter.setCollapsible(1, False)
    splitter.setSizes([LEFT_WIDTH, 900, RIGHT_WIDTH])
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(splitter)
    return splitter
