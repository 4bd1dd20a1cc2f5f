"""The plane under real keys."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from interp_explorer.widgets import plane_view
from interp_explorer.widgets.plane_view import PlaneView

from .helpers import Hand, near, pinned, pull_answer


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_removes_the_focused_control_point(
    view: PlaneView, hand: Hand, told: list[tuple[Any, ...]], key: Qt.Key
) -> None:
    QTest.keyClick(view, key)
    assert told == []
    hand.click(0.75, 0.0)
    QTest.keyClick(view, key)
    assert told[-1] == ("removed", "low", 1)


def test_arrow_keys_move_the_focused_control_point_by_a_hundredth_of_the_view(
    qtbot: QtBot, view: PlaneView, hand: Hand, told: list[tuple[Any, ...]]
) -> None:
    x0, y0, x1, y1 = view.view_rect()
    hand.click(0.25, 0.0)
    told.clear()
    with qtbot.waitSignal(view.control_drag_finished, timeout=2000):
        QTest.keyClick(view, Qt.Key.Key_Right)
        QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert [said[0] for said in told] == ["started", "dragged", "dragged", "finished"]
    assert told[1][3:] == pytest.approx((0.25 + 0.01 * (x1 - x0), 0.0))
    assert told[3][3:] == pytest.approx((0.25 + 0.01 * (x1 - x0), 0.05 * (y1 - y0)))


def test_a_key_that_is_held_goes_on_with_its_move(
    qtbot: QtBot, view: PlaneView, hand: Hand, told: list[tuple[Any, ...]]
) -> None:
    hand.click(0.25, 0.0)
    told.clear()
    QTest.keyPress(view, Qt.Key.Key_Right)
    qtbot.wait(plane_view.KEYS_REST_MS + 100)
    assert [said[0] for said in told] == ["started", "dragged"]
    with qtbot.waitSignal(view.control_drag_finished, timeout=2000):
        QTest.keyRelease(view, Qt.Key.Key_Right)


def test_a_move_by_keys_ends_where_the_focus_goes(qtbot: QtBot, view: PlaneView, hand: Hand) -> None:
    hand.click(0.25, 0.0)
    view.setFocus()
    QTest.keyPress(view, Qt.Key.Key_Right)
    with qtbot.waitSignal(view.control_drag_finished, timeout=1000):
        view.clearFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_Insert, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_keys_add_a_control_point_at_the_playhead(view: PlaneView, told: list[tuple[Any, ...]], key: Qt.Key) -> None:
    view.set_playhead(0.4)
    QTest.keyClick(view, key)
    assert told == [("added", "low", *near(0.4, 0.4, 0.0))]
    pull_answer(view, 0.4)
    assert view.accessibleName() == "Control point 2 of 3, t 0.40"
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert told[-1] == ("removed", "low", 1)


def test_brackets_go_around_the_control_points(view: PlaneView, told: list[tuple[Any, ...]]) -> None:
    for key, index in ((Qt.Key.Key_BracketRight, 0), (Qt.Key.Key_BracketRight, 1), (Qt.Key.Key_BracketRight, 0)):
        QTest.keyClick(view, key)
        QTest.keyClick(view, Qt.Key.Key_Delete)
        assert told[-1] == ("removed", "low", index)


def test_tab_goes_over_the_control_points_and_on(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    before, plane, after = QPushButton("before"), PlaneView(), QPushButton("after")
    layout = QVBoxLayout(window)
    for widget in (before, plane, after):
        layout.addWidget(widget)
    plane.set_curves(pinned())
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    removed: list[int] = []
    plane.control_removed.connect(lambda _name, index: removed.append(index))
    before.setFocus()
    for _ in range(2):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert removed == [0, 1]
    assert QApplication.focusWidget() is after


def test_a_click_on_the_ground_takes_the_keyboard(qtbot: QtBot, view: PlaneView, hand: Hand) -> None:
    with qtbot.waitActive(view):
        view.activateWindow()
    view.clearFocus()
    assert not view.hasFocus()
    hand.click(0.5, 0.5)
    assert view.hasFocus()
