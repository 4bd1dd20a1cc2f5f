"""What each line of a plot is, and its value."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from .elided_label import ElidedLabel
from .style import set_role
from .swatch import Swatch
from .theme import PathStyle

Entry = tuple[PathStyle, str, str]


class Legend(QWidget):
    """Line sample, name and value, a line a row; long names are shortened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[Swatch, ElidedLabel, QLabel]] = []

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Style, name and value of each line."""
        while len(self._rows) < len(entries):
            self._add_row()
        for index, row in enumerate(self._rows):
            for part in row:
                part.setVisible(index < len(entries))
            if index < len(entries):
                swatch, name, value = row
                style, words, figure = entries[index]
                swatch.set_style(style)
                name.setText(words)
                value.setText(figure)
                value.setAccessibleName(f"{words} {figure}".strip())

    def values(self) -> dict[str, str]:
        """The values shown, by name."""
        return {name.text(): value.text() for _, name, value in self._rows if not name.isHidden()}

    def _add_row(self) -> None:
        swatch, name, value = Swatch(PathStyle("#000000"), self), ElidedLabel(parent=self), QLabel(self)
        set_role(name, "caption")
        set_role(value, "caption-strong")
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for column, part in enumerate((swatch, name, value)):
            self._grid.addWidget(part, len(self._rows), column)
        self._rows.append((swatch, name, value))
