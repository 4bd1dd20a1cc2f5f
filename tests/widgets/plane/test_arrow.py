"""The arrow of a first velocity."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from interp_explorer.widgets.plane_view import ARROW, Curve, PlaneView
from interp_explorer.widgets.theme import LIGHT

from .helpers import ROUNDING, TIMES, Hand, near, straight, view_hit

TAIL, TIP = (0.0, 0.0), (0.3, 0.6)


@pytest.fixture
def aimed(view: PlaneView) -> PlaneView:
    """The plane with an arrow on its selected line, whose tip is at (0.3, 0.6)."""
    view.set_curves([straight("low", 0.0, 2, selected=True, arrow=np.array([TAIL, TIP])), straight("high", 1.0, 0)])
    return view


def test_the_tip_of_an_arrow_is_dragged_like_a_control_point(
    aimed: PlaneView, hand: Hand, told: list[tuple[Any, ...]]
) -> None:
    hand.press(*TIP)
    hand.move(0.4, 0.7)
    # It is painted under the hand before any answer.
    assert aimed._content.arrow(aimed._content.curves[0])[1] == pytest.approx((0.4, 0.7), abs=ROUNDING)
    hand.move(0.5, 0.8)
    hand.release(0.5, 0.8)
    assert told == [
        ("started", "low", ARROW),
        ("dragged", "low", ARROW, *near(0.4, 0.7)),
        ("dragged", "low", ARROW, *near(0.5, 0.8)),
        ("finished", "low", ARROW, *near(0.5, 0.8)),
    ]


def test_the_tail_of_an_arrow_is_not_taken_and_a_click_on_its_tip_selects_nothing(
    aimed: PlaneView, hand: Hand, told: list[tuple[Any, ...]]
) -> None:
    hand.click(*TIP)
    assert told == []
    assert aimed._content.focused == ("low", ARROW)
    assert aimed.accessibleName() == "First velocity"
    assert view_hit(aimed, 0.15, 0.3) is None


def test_escape_puts_a_dragged_arrow_back(aimed: PlaneView, hand: Hand, told: list[tuple[Any, ...]]) -> None:
    aimed.setFocus()
    hand.press(*TIP)
    hand.move(0.5, 0.8)
    QTest.keyClick(aimed, Qt.Key.Key_Escape)
    hand.move(0.6, 0.8)
    hand.release(0.6, 0.8)
    assert told[-1] == ("cancelled", "low", ARROW)
    assert aimed._content.arrow(aimed._content.curves[0])[1] == pytest.approx(TIP)


def test_keys_reach_move_and_remove_the_arrow(aimed: PlaneView, told: list[tuple[Any, ...]]) -> None:
    aimed.setFocus()
    QTest.keyClick(aimed, Qt.Key.Key_BracketRight)
    assert aimed._content.focused == ("low", ARROW)
    x0, _, x1, _ = aimed.view_rect()
    QTest.keyClick(aimed, Qt.Key.Key_Right)
    assert told[1] == ("dragged", "low", ARROW, *near(TIP[0] + 0.01 * (x1 - x0), TIP[1]))
    QTest.keyClick(aimed, Qt.Key.Key_Delete)
    assert told[-1] == ("removed", "low", ARROW)


def test_the_menu_of_an_arrow_takes_the_drawn_velocity_again(
    aimed: PlaneView, hand: Hand, told: list[tuple[Any, ...]]
) -> None:
    for was_set in (False, True):
        curve = straight("low", 0.0, 2, selected=True, arrow=np.array([TAIL, TIP]), arrow_set=was_set)
        aimed.set_curves([curve])
        aimed._show_menu(view_hit(aimed, *TIP), QPoint(0, 0))
        menu = aimed.findChildren(QMenu)[-1]
        action = menu.actions()[0]
        assert action.text().startswith("Use the drawn velocity again")
        assert action.isEnabled() == was_set
        action.trigger()
        menu.close()
    assert told == [("removed", "low", ARROW)]


def test_in_space_an_arrow_is_seen_and_not_dragged(view: PlaneView, hand: Hand, told: list[tuple[Any, ...]]) -> None:
    points = np.stack([TIMES, TIMES**2, TIMES], axis=1)
    arrow = np.array([[0.0, 0.0, 0.0], [0.5, 1.0, 0.2]])
    view.set_curves([Curve("low", points, TIMES, LIGHT.path_style(2), True, arrow=arrow)])
    view.set_ends(points[0], points[-1])
    view.fit()
    tip = view._content.arrow(view._content.curves[0])[1]
    hand.press(*tip)
    hand.move(tip[0] + 0.3, tip[1] + 0.3)
    assert "velocities" in view._canvas.note
    hand.release(tip[0] + 0.3, tip[1] + 0.3)
    assert told == []


def test_an_arrow_is_painted_open_where_it_was_drawn_and_full_where_it_was_set(aimed: PlaneView) -> None:
    inside = []
    for was_set in (False, True):
        aimed.set_curves([straight("low", 0.0, 2, selected=True, arrow=np.array([TAIL, TIP]), arrow_set=was_set)])
        tail, tip = aimed._canvas.to_pixels(np.array([TAIL, TIP]))
        place = tip + 7.0 * (tail - tip) / np.linalg.norm(tail - tip)
        image = aimed._canvas.viewport().grab().toImage()
        inside.append(image.pixelColor(*map(round, place)).name())
    assert inside == [LIGHT.pane, LIGHT.path_style(2).color]


def test_what_is_fitted_has_the_arrow_in_it(aimed: PlaneView) -> None:
    aimed.set_curves([straight("low", 0.0, 2, selected=True, arrow=np.array([TAIL, (0.3, 4.0)]))])
    aimed.fit()
    assert aimed.view_rect()[3] > 4.0
