"""Picking images: by click, key, menu and drop."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QCursor, QDragEnterEvent, QDropEvent, QFocusEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from interp_explorer.widgets.ends_panel import EndsPanel
from interp_explorer.widgets.gallery import Gallery
from interp_explorer.widgets.image_view import GALLERY_INDEX, ImageView
from interp_explorer.widgets.theme import LIGHT

pytestmark = pytest.mark.usefixtures("light")

LEFT = Qt.MouseButton.LeftButton
IMAGES = np.linspace(0.0, 1.0, 300, dtype=np.float32)[:, None, None, None] * np.ones((1, 1, 8, 8), np.float32)


@pytest.fixture
def gallery(qtbot: QtBot) -> Gallery:
    made = Gallery()
    qtbot.addWidget(made)
    made.set_images(IMAGES, [f"digit {index % 10}" for index in range(300)])
    made.resize(216, 140)
    # A gallery that opens under the pointer stays where it is; where the pointer is depends on the tests before.
    QCursor.setPos(QPoint(700, 700))
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def panel(qtbot: QtBot) -> EndsPanel:
    made = EndsPanel()
    qtbot.addWidget(made)
    made.setFixedWidth(216)
    with qtbot.waitExposed(made):
        made.show()
    return made


def middle(gallery: Gallery, index: int) -> QPoint:
    return gallery.visualRect(gallery.model().index(index, 0)).center()


def drop(view: ImageView, data: QMimeData) -> bool:
    """Whether it was welcome."""
    place, copy, no_keys = QPoint(20, 20), Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, copy, data, LEFT, no_keys)
    enter.ignore()
    QApplication.sendEvent(view, enter)
    if enter.isAccepted():
        QApplication.sendEvent(view, QDropEvent(QPointF(place), copy, data, LEFT, no_keys))
    return enter.isAccepted()


def test_six_images_a_row_at_the_width_of_the_pane(gallery: Gallery) -> None:
    tops = [gallery.visualRect(gallery.model().index(index, 0)).top() for index in range(12)]
    assert len(set(tops[:6])) == 1 and len(set(tops[6:])) == 1 and tops[0] < tops[6]


@pytest.mark.parametrize("index", [0, 5, 7, 13])
def test_a_click_picks_that_image(gallery: Gallery, index: int) -> None:
    picked: list[int] = []
    gallery.picked.connect(picked.append)
    QTest.mouseClick(gallery.viewport(), LEFT, pos=middle(gallery, index))
    assert picked == [index]


def test_keys_move_and_pick(gallery: Gallery) -> None:
    picked: list[int] = []
    picked_as: list[tuple[int, str]] = []
    gallery.picked.connect(picked.append)
    gallery.picked_as.connect(lambda index, end: picked_as.append((index, end)))
    gallery.setCurrentIndex(gallery.model().index(0, 0))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_S, Qt.Key.Key_Right, Qt.Key.Key_T):
        QTest.keyClick(gallery, key)
    assert (picked, picked_as) == ([7], [(7, "source"), (8, "target")])


def test_the_menu_says_which_end(gallery: Gallery) -> None:
    picked_as: list[tuple[int, str]] = []
    gallery.picked_as.connect(lambda index, end: picked_as.append((index, end)))
    for action in gallery.menu_for(4).actions():
        action.trigger()
    assert picked_as == [(4, "source"), (4, "target")]


def test_thumbnails_show_their_image_and_marks_their_end(gallery: Gallery) -> None:
    gallery.set_images(np.stack([np.full((3, 8, 8), 255 * (i % 2), np.uint8) for i in range(12)]))
    image = gallery.viewport().grab().toImage()
    assert [image.pixelColor(middle(gallery, i)).red() for i in range(4)] == [0, 255, 0, 255]
    gallery.set_ends(2, 3)
    assert [gallery.mark(i) for i in range(4)] == ["", "", "S", "T"]
    marked = gallery.viewport().grab().toImage()
    corner = gallery.visualRect(gallery.model().index(2, 0)).topLeft() + QPoint(12, 1)
    assert image.pixelColor(corner) == QColor("#000000") != marked.pixelColor(corner)


def test_only_thumbnails_in_sight_are_made(gallery: Gallery) -> None:
    QApplication.processEvents()
    gallery.viewport().grab()
    assert 0 < len(gallery.model()._pixmaps) < 60  # pyright: ignore[reportAttributeAccessIssue]


def test_captions_are_the_tool_tips(gallery: Gallery) -> None:
    index = gallery.model().index(13, 0)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "digit 3"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "digit 3"


def test_a_drag_from_the_gallery_lands_on_an_end(gallery: Gallery, panel: EndsPanel) -> None:
    dropped: list[tuple[str, int]] = []
    panel.gallery_dropped.connect(lambda end, index: dropped.append((end, index)))
    data = gallery.model().mimeData([gallery.model().index(11, 0)])
    assert data.hasFormat(GALLERY_INDEX)
    assert drop(panel.view("target"), data)
    assert dropped == [("target", 11)]


def test_a_file_dropped_on_an_end_is_named(panel: EndsPanel, tmp_path: Path) -> None:
    dropped: list[tuple[str, str]] = []
    panel.image_dropped.connect(lambda end, path: dropped.append((end, path)))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "seven.png"))])
    assert drop(panel.view("source"), data)
    assert dropped == [("source", str(tmp_path / "seven.png"))]


@pytest.mark.parametrize("urls", [[], ["https://example.org/a.png"], ["file:///a.png", "file:///b.png"]])
def test_other_drops_are_not_welcome(panel: EndsPanel, urls: list[str]) -> None:
    data = QMimeData()
    data.setText("words")
    data.setUrls([QUrl(url) for url in urls])
    assert not drop(panel.view("source"), data)


def test_a_click_makes_an_end_the_active_one(panel: EndsPanel) -> None:
    chosen: list[str] = []
    panel.end_selected.connect(chosen.append)
    for end in ("target", "target", "source"):
        QTest.mouseClick(panel.view(end), LEFT)
    assert (chosen, panel.active()) == (["target", "source"], "source")


def test_keys_reach_both_ends(panel: EndsPanel) -> None:
    panel.view("target").setFocus()
    QTest.keyClick(panel.view("target"), Qt.Key.Key_Space)
    assert panel.active() == "target"


def test_swap_and_random_ask(panel: EndsPanel) -> None:
    asked: list[str] = []
    panel.swap_requested.connect(lambda: asked.append("swap"))
    panel.random_requested.connect(asked.append)
    for button in (panel.swap, panel.random_button("source"), panel.random_button("target")):
        QTest.mouseClick(button, LEFT)
    assert asked == ["swap", "source", "target"]


def test_the_active_end_is_ringed_by_the_accent(panel: EndsPanel) -> None:
    for end in ("source", "target"):
        panel.set_end(end, np.zeros((1, 8, 8), np.float32), "0")
    panel.set_active("target")
    colors = {end: panel.view(end).grab().toImage().pixelColor(30, 1).name() for end in ("source", "target")}
    assert colors == {"source": "#000000", "target": LIGHT.accent}


def test_the_ring_of_the_focus_is_for_the_keyboard(panel: EndsPanel) -> None:
    view = panel.view("target")
    view.set_image(np.zeros((1, 8, 8), np.float32))
    colors = []
    for reason in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.TabFocusReason):
        QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusIn, reason))
        colors.append(view.grab().toImage().pixelColor(30, 1).name())
    assert colors == ["#000000", LIGHT.text]


def test_a_stale_image_is_dimmed_until_the_next(qtbot: QtBot) -> None:
    view = ImageView(40)
    qtbot.addWidget(view)
    view.set_image(np.zeros((1, 8, 8), np.float32))
    fresh = view.grab().toImage().pixelColor(20, 20).red()
    view.set_stale(True)
    dimmed = view.grab().toImage().pixelColor(20, 20).red()
    view.set_image(np.zeros((1, 8, 8), np.float32))
    again = view.grab().toImage().pixelColor(20, 20).red()
    assert fresh == again == 0 and dimmed > 60


def test_underline_has_the_color_of_the_layer(qtbot: QtBot) -> None:
    view = ImageView(40)
    qtbot.addWidget(view)
    view.set_underline("#d98200")
    view.resize(view.sizeHint())
    assert view.grab().toImage().pixelColor(20, 45).name() == "#d98200"


def test_freed_when_closed(qtbot: QtBot) -> None:
    parts = [Gallery(), EndsPanel()]
    parts[0].set_images(IMAGES)
    alive = [weakref.ref(part) for part in parts]
    for part in parts:
        part.show()
        part.close()
        part.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del part
    parts.clear()
    gc.collect()
    assert [one() for one in alive] == [None, None]


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_R, Qt.Key.Key_1, Qt.Key.Key_F])
def test_other_keys_are_left_to_the_window(gallery: Gallery, key: Qt.Key) -> None:
    picked: list[int] = []
    gallery.picked.connect(picked.append)
    gallery.setCurrentIndex(gallery.model().index(0, 0))
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, chr(key.value).lower())
    QApplication.sendEvent(gallery, event)
    assert not event.isAccepted() and picked == [] and gallery.currentIndex().row() == 0


@pytest.mark.parametrize(("ends", "scrolls"), [((120, 125), True), ((2, 299), False), ((None, 299), True)])
def test_the_marked_ends_are_scrolled_into_sight_where_both_fit(
    gallery: Gallery, qtbot: QtBot, ends: tuple[int | None, int], scrolls: bool
) -> None:
    gallery.set_ends(*ends)
    if not scrolls:
        qtbot.wait(50)
        assert gallery.verticalScrollBar().value() == 0
        return
    boxes = [gallery.model().index(index, 0) for index in ends if index is not None]
    inside = gallery.viewport().rect()
    qtbot.waitUntil(lambda: all(inside.contains(gallery.visualRect(box)) for box in boxes), timeout=5000)


def test_a_gallery_does_not_scroll_away_under_the_pointer(gallery: Gallery, qtbot: QtBot) -> None:
    QCursor.setPos(gallery.mapToGlobal(gallery.rect().center()))
    qtbot.waitUntil(gallery.underMouse)
    gallery.set_ends(120, 125)
    qtbot.wait(50)
    assert gallery.verticalScrollBar().value() == 0


def test_a_long_caption_moves_nothing(panel: EndsPanel) -> None:
    before = panel.swap.geometry()
    panel.set_end("target", None, "a file with a very long name.png")
    QApplication.processEvents()
    assert panel.swap.geometry() == before
    left, right = (panel.view(end).mapTo(panel, QPoint(0, 0)).x() for end in ("source", "target"))
    assert left == 0 and right + panel.view("target").width() == panel.width()


def test_what_an_end_is_matters_more_than_its_name(panel: EndsPanel) -> None:
    label = panel.card("target").caption
    for caption, shown in (("7", "target · 7"), ("a long name", "a long name"), ("", "target")):
        panel.set_end("target", None, caption)
        assert label.text() == shown
