"""The grid of images under mouse, keys and drops."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from interp_explorer.widgets.grid_view import GridView
from interp_explorer.widgets.image_view import GALLERY_INDEX
from interp_explorer.widgets.theme import LIGHT

pytestmark = pytest.mark.usefixtures("light")

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SIZE = 4
GREYS = [np.full((1, 8, 8), index * 16, np.uint8) for index in range(SIZE**2)]
FRESH = np.zeros(SIZE**2, bool)


@pytest.fixture
def view(qtbot: QtBot) -> GridView:
    made = GridView()
    qtbot.addWidget(made)
    made.set_images(SIZE, GREYS, FRESH)
    made.resize(300, 260)
    with qtbot.waitExposed(made):
        made.show()
    return made


def heard(signal: Any) -> list[tuple]:
    calls: list[tuple] = []
    signal.connect(lambda *values: calls.append(values))
    return calls


def middle(view: GridView, row: int, column: int) -> QPoint:
    return view.cell_rect(row, column).center()


def drop(view: GridView, place: QPoint, data: QMimeData) -> bool:
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(place, copy, data, LEFT, NO_KEYS)
    enter.ignore()
    QApplication.sendEvent(view, enter)
    if enter.isAccepted():
        QApplication.sendEvent(view, QDropEvent(QPointF(place), copy, data, LEFT, NO_KEYS))
    return enter.isAccepted()


def test_every_image_is_in_its_place_and_square(view: GridView) -> None:
    shown = view.grab().toImage()
    for index in range(SIZE**2):
        assert shown.pixelColor(middle(view, *divmod(index, SIZE))).red() == index * 16
    box = view.cell_rect(0, 0)
    assert box.width() == box.height()
    assert view.cell_rect(3, 3).bottom() < 260


def test_what_is_stale_is_dimmed_and_what_is_missing_is_soft(view: GridView) -> None:
    stale = FRESH.copy()
    stale[1] = True
    view.set_images(SIZE, [None, *GREYS[1:]], stale)
    shown = view.grab().toImage()
    assert shown.pixelColor(middle(view, 0, 0)) == QColor(LIGHT.soft)
    assert shown.pixelColor(middle(view, 0, 1)).red() > 16


def test_a_click_chooses_that_image(view: GridView) -> None:
    chosen = heard(view.cell_selected)
    QTest.mouseClick(view, LEFT, NO_KEYS, middle(view, 2, 1))
    QTest.mouseClick(view, LEFT, NO_KEYS, middle(view, 2, 1))
    assert chosen == [(2, 1), (2, 1)]
    assert view.selected() == (2, 1)
    QTest.mouseClick(view, LEFT, NO_KEYS, QPoint(2, 2))
    assert view.selected() == (2, 1)


def test_keys_go_about_and_send_images(view: GridView) -> None:
    used, again = heard(view.used_as), heard(view.resample_requested)
    right, down = Qt.Key.Key_Right, Qt.Key.Key_Down
    for key in (right, Qt.Key.Key_R, right, down, Qt.Key.Key_S, Qt.Key.Key_R, *[down] * 9, *[right] * 9, Qt.Key.Key_R):
        QTest.keyClick(view, key)
    QTest.keyClick(view, Qt.Key.Key_T)
    assert used == [(1, 1, "source"), (3, 3, "target")]
    assert again == [(0,), (3,)]


def test_only_corners_offer_another_draw(view: GridView) -> None:
    used, again = heard(view.used_as), heard(view.resample_requested)
    for cell, count in (((0, 3), 3), ((1, 3), 2)):
        actions = [action for action in view.menu_for(cell).actions() if not action.isSeparator()]
        assert len(actions) == count
        for action in actions:
            action.trigger()
    assert used == [(0, 3, "source"), (0, 3, "target"), (1, 3, "source"), (1, 3, "target")]
    assert again == [(1,)]


@pytest.mark.parametrize(("cell", "corner"), [((0, 1), 0), ((1, 2), 1), ((3, 0), 2), ((2, 3), 3)])
def test_what_is_dropped_is_for_the_nearest_corner(
    view: GridView, tmp_path: Path, cell: tuple[int, int], corner: int
) -> None:
    files, indices = heard(view.image_dropped), heard(view.gallery_dropped)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "cat.png"))])
    assert drop(view, middle(view, *cell), data)
    picked = QMimeData()
    picked.setData(GALLERY_INDEX, b"7")
    assert drop(view, middle(view, *cell), picked)
    assert files == [(corner, str(tmp_path / "cat.png"))]
    assert indices == [(corner, 7)]


def test_words_are_not_welcome(view: GridView) -> None:
    data = QMimeData()
    data.setText("a word")
    assert not drop(view, middle(view, 0, 0), data)


def test_an_image_that_is_the_same_is_not_scaled_again(view: GridView) -> None:
    view.grab()
    before = {index: known[1] for index, known in view._pixmaps.items()}
    view.set_images(SIZE, [GREYS[0], *[image.copy() for image in GREYS[1:]]], FRESH)
    view.grab()
    assert view._pixmaps[0][1] is before[0]
    assert view._pixmaps[1][1] is not before[1]


def test_a_smaller_grid_forgets_what_is_no_longer_there(view: GridView) -> None:
    view.select((3, 3))
    view.set_images(2, GREYS[:4], FRESH[:4])
    assert view.selected() is None
    assert view.corner_of((1, 1)) == 3
    view.grab()
