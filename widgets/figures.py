"""Names and figures, a pair a row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from .style import set_role


class Figures(QWidget):
    """Names at the left, figures at the right, all of one width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1)
        self._rows: list[tuple[QLabel, QLabel]] = []

    def show_rows(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """Rows of name, figure and tool tip."""
        while len(self._rows) < len(rows):
            name, figure = QLabel(self), QLabel(self)
            set_role(name, "dim")
            figure.setAlignment(Qt.AlignmentFlag.AlignRight)
            for label in (name, figure):
                label.setWordWrap(True)
            figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            for column, label in enumerate((name, figure)):
                self._grid.addWidget(label, len(self._rows), column)
            self._rows.append((name, figure))
        for index, (name, figure) in enumerate(self._rows):
            for label in (name, figure):
                label.setVisible(index < len(rows))
            if index < len(rows):
                name.setText(rows[index][0])
                figure.setText(rows[index][1])
                figure.setAccessibleName(f"{rows[index][0]} {rows[index][1]}")
                for label in (name, figure):
                    label.setToolTip(rows[index][2])

    def text(self, name: str) -> str:
        """The figure beside a name, empty where it is not shown."""
        return next(
            (figure.text() for label, figure in self._rows if label.text() == name and not label.isHidden()), ""
        )
