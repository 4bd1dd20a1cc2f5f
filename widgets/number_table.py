"""A small table of numbers: a name a row, a path a column, figures right-aligned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from .style import CAPTION_PIXELS, set_role, text_font
from .swatch import Swatch
from .theme import PathStyle

ROW_GAP, COLUMN_GAP = 4, 8
COLUMN_WIDTH = 44
"""Room for any number, so that columns stay where they are."""


@dataclass(frozen=True)
class Row:
    """The name of a number, the sentence that defines it, and its values, one a column."""

    name: str
    definition: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """Whose numbers these are; `selected` ones are written in full colour, the others dim."""

    name: str
    style: PathStyle
    selected: bool = False


class NumberTable(QWidget):
    """Columns are headed by the line that their path is drawn with."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[Column, ...] = ()
        self._rows: tuple[Row, ...] = ()
        self._heads: list[Swatch] = []
        self._cells: list[list[QLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(COLUMN_GAP)
        self._grid.setVerticalSpacing(ROW_GAP)

    def set_table(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """Show these numbers."""
        columns, rows = tuple(columns), tuple(rows)
        if (columns, rows) == (self._columns, self._rows):
            return
        if (len(columns), len(rows)) != (len(self._columns), len(self._rows)):
            self._build(len(columns), len(rows))
        self._columns, self._rows = columns, rows
        for index, column in enumerate(columns):
            self._heads[index].set_style(column.style)
            self._heads[index].setAccessibleName(column.name)
        for row, cells in zip(rows, self._cells):
            name, *values = cells
            name.setText(row.name)
            told = ", ".join(f"{column.name} {value}" for column, value in zip(columns, row.values))
            for cell in cells:
                cell.setToolTip(row.definition)
            name.setAccessibleName(f"{row.name}: {told}")
            name.setAccessibleDescription(row.definition)
            for cell, column, value in zip(values, columns, row.values):
                cell.setText(value)
                cell.setAccessibleName(f"{row.name}, {column.name}: {value}")
                set_role(cell, "caption-strong" if column.selected else "caption")

    def texts(self) -> list[list[str]]:
        """What is written, row by row."""
        return [[cell.text() for cell in cells] for cells in self._cells]

    def _build(self, columns: int, rows: int) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._heads = [Swatch(PathStyle("#000000"), self) for _ in range(columns)]
        for column, head in enumerate(self._heads):
            self._grid.addWidget(head, 0, column + 1, Qt.AlignmentFlag.AlignRight)
        for column in range(1, self._grid.columnCount()):
            self._grid.setColumnMinimumWidth(column, COLUMN_WIDTH if column <= columns else 0)
        self._cells = []
        for row in range(rows):
            cells = [QLabel(self) for _ in range(columns + 1)]
            for column, cell in enumerate(cells):
                side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
                cell.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                cell.setFont(text_font(CAPTION_PIXELS))
                set_role(cell, "caption")
                self._grid.addWidget(cell, row + 1, column)
            self._cells.append(cells)
        self._grid.setColumnStretch(0, 1)
