"""Control points under a real mouse."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from interp_explorer.widgets.plane_view import PlaneView
from interp_explorer.widgets.theme import LIGHT

from .helpers import LEFT, NO_KEYS, ROUNDING, Hand, color_at, near, pull_answer, straight, view_hit


def test_a_drag_of_a_control_point_tells_where_it_is(hand: Hand, told: list[tuple[Any, ...]]) -> None:
    hand.press(0.25, 0.0)
    hand.move(0.3, 0.2)
    hand.move(0.4, 0.5)
    hand.release(0.4, 0.5)
    assert [said[:3] for said in told] == [
        ("started", "low", 0), ("dragged", "low", 0), ("dragged", "low", 0), ("finished", "low", 0),
    ]  # fmt: skip
    assert told[1][3:] == pytest.approx((0.3, 0.2), abs=ROUNDING)
    assert told[2][3:] == pytest.approx((0.4, 0.5), abs=ROUNDING)
    assert told[3][3:] == told[2][3:]


def test_a_control_point_does_not_jump_to_the_cursor_that_takes_it(
    view: PlaneView, hand: Hand, told: list[tuple[Any, ...]]
) -> None:
    grip = hand.pixel(0.25, 0.0)
    QTest.mousePress(hand.ground, LEFT, NO_KEYS, grip + QPoint(6, 0))
    QTest.mouseMove(hand.ground, grip + QPoint(6, 50))
    QTest.mouseRelease(hand.ground, LEFT, NO_KEYS, grip + QPoint(6, 50))
    assert told[-1][3] == pytest.approx(0.25, abs=1e-9)


def test_the_control_point_is_painted_under_the_hand_before_the_curve_follows(view: PlaneView, hand: Hand) -> None:
    assert color_at(view, 0.25, 0.5) == LIGHT.pane
    hand.press(0.25, 0.0)
    hand.move(0.25, 0.5)
    ring = view.grab().toImage()
    center = hand.pixel(0.25, 0.5)
    assert ring.pixelColor(center + QPoint(6, 0)).name() == LIGHT.path_style(2).color
    hand.release(0.25, 0.5)


def test_a_click_selects_a_curve_at_its_time_and_moves_nothing(hand: Hand, told: list[tuple[Any, ...]]) -> None:
    hand.click(0.6, 1.0)
    assert told == [("clicked", "high", pytest.approx(0.6, abs=ROUNDING))]


def test_a_click_on_a_control_point_takes_the_playhead_there(hand: Hand, told: list[tuple[Any, ...]]) -> None:
    hand.click(0.75, 0.0)
    assert told == [("clicked", "low", 0.75)]


def test_a_drag_of_the_selected_curve_pulls_a_control_point_out(
    view: PlaneView, hand: Hand, told: list[tuple[Any, ...]]
) -> None:
    view.control_pulled_out.connect(lambda name, time, x, y: pull_answer(view, time))
    hand.press(0.5, 0.0)
    hand.move(0.5, 0.2)
    hand.move(0.5, 0.6)
    hand.release(0.5, 0.6)
    assert [said[0] for said in told] == ["pulled", "dragged", "finished"]
    assert told[0][1:] == ("low", *near(0.5, 0.5, 0.2))
    assert told[1][1:] == ("low", 1, *near(0.5, 0.6))
    assert told[2][1:] == told[1][1:]


def test_a_pull_may_be_answered_late(view: PlaneView, hand: Hand, told: list[tuple[Any, ...]]) -> None:
    hand.press(0.5, 0.0)
    hand.move(0.5, 0.2)
    hand.move(0.5, 0.6)
    hand.release(0.5, 0.6)
    assert [said[0] for said in told] == ["pulled"]
    pull_answer(view, told[0][2])
    assert [said[0] for said in told] == ["pulled", "dragged", "finished"]
    assert told[2][1:] == ("low", 1, *near(0.5, 0.6))


def test_a_handle_is_pulled_out_at_its_own_time(view: PlaneView, hand: Hand, told: list[tuple[Any, ...]]) -> None:
    handle = {"handles": np.array([[0.5, 1.0]]), "handle_times": np.array([0.55])}
    view.set_curves([straight("high", 1.0, 0, **handle), straight("low", 0.0, 2)])
    hand.press(0.5, 1.0)
    hand.move(0.5, 0.6)
    hand.release(0.5, 0.6)
    assert told == [("pulled", "high", 0.55, *near(0.5, 0.6))]


def test_a_drag_of_another_curve_pans(view: PlaneView, hand: Hand, told: list[tuple[Any, ...]]) -> None:
    before = view.view_rect()
    start = hand.pixel(0.5, 1.0)
    QTest.mousePress(hand.ground, LEFT, NO_KEYS, start)
    QTest.mouseMove(hand.ground, start + QPoint(60, 0))
    QTest.mouseRelease(hand.ground, LEFT, NO_KEYS, start + QPoint(60, 0))
    assert told == []
    width = before[2] - before[0]
    assert view.view_rect()[0] == pytest.approx(before[0] - 0.1 * width)
    assert view.view_rect()[3] == pytest.approx(before[3])


def test_a_double_click_on_a_curve_adds_a_control_point_and_focuses_it(
    view: PlaneView, hand: Hand, told: list[tuple[Any, ...]]
) -> None:
    hand.double_click(0.5, 0.0)
    assert [said[0] for said in told] == ["clicked", "added"]
    assert told[1][1:] == ("low", *near(0.5, 0.5, 0.0))
    pull_answer(view, told[1][2])
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert told[-1] == ("removed", "low", 1)


def test_the_menu_of_a_control_point_removes_it(view: PlaneView, hand: Hand, told: list[tuple[Any, ...]]) -> None:
    view._canvas.menu_wanted.emit(view_hit(view, 0.25, 0.0), QPoint(0, 0))
    menu = view.findChild(QMenu)
    assert isinstance(menu, QMenu)
    menu.actions()[0].trigger()
    assert told == [("removed", "low", 0)]
    menu.close()


def test_escape_puts_a_dragged_control_point_back(view: PlaneView, hand: Hand, told: list[tuple[Any, ...]]) -> None:
    hand.press(0.25, 0.0)
    hand.move(0.4, 0.5)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert [said[0] for said in told] == ["started", "dragged", "cancelled"]
    assert told[-1] == ("cancelled", "low", 0)
    hand.move(0.5, 0.7)
    hand.release(0.5, 0.7)
    assert told[-1] == ("cancelled", "low", 0)


def test_escape_gives_up_a_point_that_has_not_come(view: PlaneView, hand: Hand, told: list[tuple[Any, ...]]) -> None:
    hand.press(0.5, 0.0)
    hand.move(0.5, 0.2)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert told[-1] == ("cancelled", "low", -1)
    pull_answer(view, told[0][2])
    hand.release(0.5, 0.4)
    assert told[-1][0] == "cancelled"


def test_a_drag_back_to_its_start_moves_nothing(view: PlaneView, hand: Hand, told: list[tuple[Any, ...]]) -> None:
    hand.press(0.25, 0.0)
    hand.move(0.4, 0.5)
    hand.move(0.25, 0.0)
    hand.release(0.25, 0.0)
    assert told[-1] == ("cancelled", "low", 0)


def test_a_released_hold_says_nothing_more(view: PlaneView, hand: Hand, told: list[tuple[Any, ...]]) -> None:
    hand.press(0.25, 0.0)
    hand.move(0.4, 0.5)
    view.release_hold()
    hand.move(0.5, 0.7)
    hand.release(0.5, 0.7)
    assert [said[0] for said in told] == ["started", "dragged"]
