"""The table of measures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from interp_explorer.widgets.number_table import COLUMN_WIDTH, Column, NumberTable, Row
from interp_explorer.widgets.theme import LIGHT

COLUMNS = [Column("Linear", LIGHT.path_style(0)), Column("Geodesic", LIGHT.path_style(2), selected=True)]
ROWS = [Row("Length", "How long it is.", ("41.7", "7.12")), Row("Energy", "What it takes.", ("2095", "77.8"))]


def shown(table: NumberTable) -> list[QLabel]:
    return [label for label in table.findChildren(QLabel) if label.isVisible()]


def test_names_stand_left_and_figures_right_under_their_lines(qtbot: QtBot) -> None:
    table = NumberTable()
    qtbot.addWidget(table)
    table.resize(240, 80)
    table.set_table(COLUMNS, ROWS)
    table.show()
    qtbot.waitExposed(table)
    assert table.texts() == [["Length", "41.7", "7.12"], ["Energy", "2095", "77.8"]]
    name, first, second, *_ = shown(table)
    assert name.alignment() & Qt.AlignmentFlag.AlignLeft
    assert first.alignment() & second.alignment() & Qt.AlignmentFlag.AlignRight
    assert min(first.width(), second.width()) >= COLUMN_WIDTH
    for index, head in enumerate(table._heads):
        right = head.geometry().right()
        assert right == table._cells[0][index + 1].geometry().right()


def test_every_number_is_defined_and_can_be_heard(qtbot: QtBot) -> None:
    table = NumberTable()
    qtbot.addWidget(table)
    table.set_table(COLUMNS, ROWS)
    name, first, second = table._cells[1]
    assert {cell.toolTip() for cell in (name, first, second)} == {"What it takes."}
    assert name.accessibleName() == "Energy: Linear 2095, Geodesic 77.8"
    assert second.accessibleName() == "Energy, Geodesic: 77.8"
    assert (first.property("role"), second.property("role")) == ("caption", "caption-strong")


def test_columns_come_and_go(qtbot: QtBot) -> None:
    table = NumberTable()
    qtbot.addWidget(table)
    table.resize(240, 80)
    table.show()
    table.set_table(COLUMNS, ROWS)
    table.set_table(COLUMNS[1:], [Row("Length", "How long it is.", ("7.12",))])
    assert table.texts() == [["Length", "7.12"]]
    qtbot.waitUntil(lambda: [label.text() for label in shown(table)] == ["Length", "7.12"])
    assert table._cells[0][1].geometry().right() == table.width() - 1
