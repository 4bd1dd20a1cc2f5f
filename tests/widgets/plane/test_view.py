"""Which part of the plane is seen."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from interp_explorer.widgets.plane.scale import nice_length, written
from interp_explorer.widgets.plane_view import PlaneView

from .helpers import Hand, straight


def test_a_double_click_on_empty_ground_fits(view: PlaneView, hand: Hand) -> None:
    before = view.view_rect()
    hand.wheel(0.2, 0.4, 3)
    assert view.view_rect() != pytest.approx(before)
    hand.double_click(*np.add(view.view_rect()[:2], 0.02))
    assert view.view_rect() == pytest.approx(before)


def test_the_view_stays_while_curves_change(view: PlaneView, hand: Hand) -> None:
    before = view.view_rect()
    hand.press(0.25, 0.0)
    hand.move(0.25, 0.5)
    view.set_curves([straight("low", 30.0, 2, selected=True), straight("high", -40.0, 0)])
    view.set_samples(np.full((9, 2), 70.0))
    view.grab()
    assert view.view_rect() == before
    hand.release(0.25, 0.5)
    view.set_ends(np.array([-9.0, 0.0]), np.array([9.0, 0.0]))
    view.grab()
    assert view.view_rect() == before


def test_fit_shows_all_with_margins(view: PlaneView) -> None:
    view.set_curves([straight("low", -7.0, 2), straight("high", 11.0, 0)])
    QTest.keyClick(view, Qt.Key.Key_F)
    x0, y0, x1, y1 = view.view_rect()
    assert x0 < 0.0 and x1 > 1.0 and y0 < -7.0 and y1 > 11.0
    assert y1 - y0 < 2 * 18.0


def test_a_locked_aspect_has_equal_units(view: PlaneView) -> None:
    def ratio() -> float:
        x0, y0, x1, y1 = view.view_rect()
        return ((x1 - x0) / view.width()) / ((y1 - y0) / view.height())

    view.set_curves([straight("low", -7.0, 2), straight("high", 11.0, 0)])
    view.fit()
    assert ratio() < 0.5
    view.set_aspect_locked(True)
    view.fit()
    assert ratio() == pytest.approx(1.0)


def test_a_fit_before_the_view_is_shown_is_done_then(qtbot: QtBot) -> None:
    plane = PlaneView()
    qtbot.addWidget(plane)
    plane.set_curves([straight("far", 500.0, 0), straight("near", 400.0, 0)])
    plane.fit()
    plane.show()
    qtbot.waitExposed(plane)
    _, y0, _, y1 = plane.view_rect()
    assert 300.0 < y0 < 400.0 and 500.0 < y1 < 600.0


def test_the_wheel_zooms_around_the_cursor(view: PlaneView, hand: Hand) -> None:
    before = view.view_rect()
    pixel = hand.pixel(0.9, 0.8)
    hand.wheel(0.9, 0.8, 1)
    after = view.view_rect()
    assert after[2] - after[0] < before[2] - before[0]
    assert hand.pixel(0.9, 0.8) == pixel


def test_the_scale_bar_has_round_lengths() -> None:
    assert [nice_length(x) for x in (0.7, 1.0, 4.9, 73.0)] == pytest.approx([0.5, 1.0, 2.0, 50.0])
    assert [written(x) for x in (0.5, 2.0, 1e-5)] == ["0.5", "2", "1e-05"]
