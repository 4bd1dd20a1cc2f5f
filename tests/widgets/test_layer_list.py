"""The list of layers under a real mouse and real keys."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from interp_explorer.widgets.details_popup import DetailsPopup
from interp_explorer.widgets.layer_list import LayerList, LayerRow
from interp_explorer.widgets.theme import LIGHT

pytestmark = pytest.mark.usefixtures("light")

LEFT = Qt.MouseButton.LeftButton
ROWS = [
    LayerRow("a", "Linear", LIGHT.path_style(0), score_text="Q̄ 0.41"),
    LayerRow("b", "NeurInt", LIGHT.path_style(1), visible=False, draws=4),
    LayerRow("c", "Geodesic", LIGHT.path_style(2), selected=True, score_text="Q̄ 0.88"),
]


class Log:
    """All that a list has asked for."""

    def __init__(self, layers: LayerList) -> None:
        self.all: list[tuple[object, ...]] = []
        for name in ("selected", "visibility_toggled", "remove_requested", "duplicate_requested", "resample_requested",
                     "resample_draw_requested", "draws_requested", "add_requested", "rename_requested",
                     "target_kept"):  # fmt: skip
            getattr(layers, name).connect(lambda *values, name=name: self.all.append((name, *values)))


@pytest.fixture
def layers(qtbot: QtBot) -> LayerList:
    made = LayerList()
    qtbot.addWidget(made)
    made.set_methods([("linear", "Linear", "A straight line."), ("geodesic", "Geodesic", "The shortest way.")])
    made.set_layers(ROWS)
    made.setFixedWidth(216)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_a_click_selects(layers: LayerList) -> None:
    log = Log(layers)
    QTest.mouseClick(layers.row_widget("b"), LEFT, pos=QPoint(60, 16))
    assert log.all == [("selected", "b")]


@pytest.mark.parametrize(("name", "wanted"), [("a", False), ("b", True)])
def test_the_eye_asks_to_show_or_hide(layers: LayerList, name: str, wanted: bool) -> None:
    log = Log(layers)
    QTest.mouseClick(layers.row_widget(name).eye, LEFT)
    assert log.all == [("visibility_toggled", name, wanted)]


def test_keys_walk_and_act(layers: LayerList) -> None:
    log = Log(layers)
    layers.activateWindow()
    layers.row_widget("a").setFocus()
    QTest.keyClick(layers.row_widget("a"), Qt.Key.Key_Down)
    assert layers.row_widget("b").hasFocus()
    QTest.keyClick(layers.row_widget("b"), Qt.Key.Key_Space)
    QTest.keyClick(layers.row_widget("b"), Qt.Key.Key_Delete)
    QTest.keyClick(layers.row_widget("b"), Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert log.all == [
        ("selected", "b"), ("visibility_toggled", "b", True), ("remove_requested", "b"), ("duplicate_requested", "b"),
    ]  # fmt: skip


def test_the_menu_of_a_random_method_offers_draws(layers: LayerList) -> None:
    log = Log(layers)
    menu = layers.row_widget("b").menu()
    actions = {action.text().split("\t")[0]: action for action in menu.actions()}
    for name in ("Duplicate", "Resample this draw", "Resample all draws", "Delete"):
        actions[name].trigger()
    draws = {action.text(): action for action in actions["Draws"].menu().actions()}
    assert draws["4"].isChecked() and not draws["8"].isChecked()
    draws["8"].trigger()
    assert log.all == [
        ("duplicate_requested", "b"), ("resample_draw_requested", "b"), ("resample_requested", "b"),
        ("remove_requested", "b"),
        ("draws_requested", "b", 8),
    ]  # fmt: skip


def test_the_menu_lets_a_path_keep_its_target(layers: LayerList) -> None:
    log = Log(layers)
    for name, keeps in (("a", False), ("d", True)):
        if keeps:
            layers.set_layers([*ROWS, LayerRow("d", "Linear", LIGHT.path_style(3), keeps_target=True)])
        keep = next(a for a in layers.row_widget(name).menu().actions() if a.text() == "Keep its target")
        assert keep.isChecked() == keeps
        keep.trigger()
    assert log.all == [("target_kept", "a", True), ("target_kept", "d", False)]


def test_the_menu_of_another_method_does_not(layers: LayerList) -> None:
    assert "Draws" not in {action.text() for action in layers.row_widget("a").menu().actions()}


def test_add_offers_the_methods_with_their_summaries(layers: LayerList) -> None:
    log = Log(layers)
    QTest.mouseClick(layers.add_button, LEFT)
    menu = layers.add_menu()
    assert menu.isVisible()
    assert [(action.text(), action.toolTip()) for action in menu.actions()] == [
        ("Linear", "A straight line."), ("Geodesic", "The shortest way."),
    ]  # fmt: skip
    menu.actions()[1].trigger()
    menu.close()
    assert log.all == [("add_requested", "geodesic")]


def test_rows_change_in_place(layers: LayerList) -> None:
    before = {name: layers.row_widget(name) for name in "abc"}
    log = Log(layers)
    layers.set_layers([ROWS[2], replace(ROWS[0], score_text="Q̄ 0.50", visible=False), ROWS[1]])
    QApplication.processEvents()
    assert {name: layers.row_widget(name) for name in "abc"} == before
    assert [layers.row_widget(name).y() for name in "cab"] == sorted(layers.row_widget(name).y() for name in "abc")
    assert layers.row_widget("a").eye.icon_name() == "eye-off"
    assert layers.row_widget("a").accessibleName() == "Linear Q̄ 0.50"
    assert log.all == []


def test_rows_that_are_gone_are_gone(layers: LayerList) -> None:
    layers.set_layers(ROWS[:1])
    with pytest.raises(KeyError):
        layers.row_widget("c")
    layers.set_layers(ROWS)
    QApplication.processEvents()
    assert layers.row_widget("c").isVisible()


def test_progress_is_a_bar_in_the_color_of_the_layer(layers: LayerList) -> None:
    color = QColor(LIGHT.path_style(2).color)
    lengths = {}
    for progress in (None, 0.25, 0.75):
        layers.set_layers([*ROWS[:2], replace(ROWS[2], progress=progress)])
        image = layers.row_widget("c").grab().toImage()
        lengths[progress] = sum(image.pixelColor(x, 30) == color for x in range(image.width()))
    assert lengths[None] == 0
    assert lengths[0.75] == pytest.approx(3 * lengths[0.25], abs=6) and lengths[0.25] > 30


def test_the_selected_row_has_a_soft_ground(layers: LayerList) -> None:
    # Over the line sample's left, where nothing else is painted.
    grounds = {name: layers.row_widget(name).grab().toImage().pixelColor(4, 16).name() for name in "abc"}
    assert grounds["c"] == LIGHT.soft and grounds["a"] == grounds["b"] != LIGHT.soft


def test_an_error_is_one_line_with_details_to_copy(layers: LayerList, qtbot: QtBot) -> None:
    height = layers.row_widget("a").sizeHint().height()
    layers.set_layers([replace(ROWS[0], error="The ends are parallel.", error_details="z0 = 2 z1"), *ROWS[1:]])
    row = layers.row_widget("a")
    assert row.message.isVisible() and row.message.text() == "The ends are parallel."
    assert row.sizeHint().height() > height
    details = next(button for button in row.findChildren(QPushButton) if button.text() == "details")
    QTest.mouseClick(details, LEFT)
    popup = layers.findChild(DetailsPopup)
    assert popup.isVisible() and not popup.isModal()
    popup.copy()
    assert QGuiApplication.clipboard().text() == "The ends are parallel.\n\nz0 = 2 z1"
    popup.close()
    layers.set_layers(ROWS)
    QApplication.processEvents()
    assert not row.message.isVisible() and row.sizeHint().height() == height


def test_an_empty_list_says_what_to_do(layers: LayerList) -> None:
    layers.set_layers([])
    hints = [label for label in layers._section.findChildren(type(layers._empty)) if "Add a path" in label.text()]
    assert len(hints) == 1 and hints[0].isVisible()
    layers.set_layers(ROWS)
    assert not hints[0].isVisible()


def test_nothing_is_cut_at_the_width_of_the_pane(layers: LayerList) -> None:
    layers.set_layers(
        [replace(row, label="A method with a very long name", error="A long sentence. " * 5) for row in ROWS]
    )
    QApplication.processEvents()
    for name in "abc":
        row = layers.row_widget(name)
        assert row.eye.mapTo(layers, QPoint(row.eye.width(), 0)).x() <= layers.width()
        assert row.message.height() >= row.message.heightForWidth(row.message.width())


def test_freed_when_closed(qtbot: QtBot) -> None:
    layers = LayerList()
    layers.set_layers(ROWS)
    layers.show()
    alive = [weakref.ref(part) for part in (layers, layers.row_widget("a"))]
    layers.close()
    layers.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del layers
    gc.collect()
    assert [part() for part in alive] == [None, None]


def test_a_long_error_is_shortened_to_one_line_and_told_in_full(layers: LayerList) -> None:
    layers.set_layers([replace(ROWS[0], error="Short."), replace(ROWS[1], error="A long sentence. " * 9), ROWS[2]])
    QApplication.processEvents()
    short, long = (layers.row_widget(name).message for name in "ab")
    assert short.height() == long.height()
    long.grab()
    assert long._sentence.toolTip() == long.text()
    long.show_details()
    assert long._popup.text() == long.text()
    long._popup.close()


def type_name(layers: LayerList, text: str, key: Qt.Key) -> None:
    field = layers.row_widget("c").name.field
    QTest.keyClicks(field, text)
    QTest.keyClick(field, key)


@pytest.mark.parametrize("by_mouse", [True, False])
def test_a_double_click_or_f2_changes_the_name(layers: LayerList, by_mouse: bool) -> None:
    log, row = Log(layers), layers.row_widget("c")
    layers.activateWindow()
    if by_mouse:
        QTest.mouseDClick(row, LEFT, pos=QPoint(60, 16))
    else:
        row.setFocus()
        QTest.keyClick(row, Qt.Key.Key_F2)
    assert row.name.editing and row.name.field.selectedText() == "Geodesic"
    type_name(layers, "T = 6", Qt.Key.Key_Return)
    assert ("rename_requested", "c", "T = 6") in log.all
    assert not row.name.editing and row.hasFocus()


def test_escape_keeps_the_name_and_means_nothing_else(layers: LayerList) -> None:
    log, row = Log(layers), layers.row_widget("c")
    row.menu().actions()[0].trigger()
    assert row.name.editing
    type_name(layers, "other", Qt.Key.Key_Escape)
    assert not row.name.editing and log.all == []
    row.name.edit()
    assert row.name.field.text() == "Geodesic"


def test_a_name_is_taken_when_the_field_is_left_and_progress_does_not_disturb_it(layers: LayerList) -> None:
    log, row = Log(layers), layers.row_widget("c")
    layers.activateWindow()
    row.name.edit()
    QTest.keyClicks(row.name.field, "mine")
    layers.set_layers([*ROWS[:2], replace(ROWS[2], progress=0.4)])
    assert row.name.editing and row.name.field.text() == "mine"
    layers.row_widget("a").setFocus()
    assert log.all == [("rename_requested", "c", "mine")]
    assert layers.row_widget("a").hasFocus()
    # The same name again is no change.
    row.name.edit()
    QTest.keyClick(row.name.field, Qt.Key.Key_Return)
    assert log.all == [("rename_requested", "c", "mine")]
