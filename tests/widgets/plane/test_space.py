"""Curves in space."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from interp_explorer.widgets.plane.rotation import Rotation
from interp_explorer.widgets.plane_view import Curve, PlaneView
from interp_explorer.widgets.theme import LIGHT

from .helpers import LEFT, NO_KEYS, TIMES, Hand


def in_space() -> list[Curve]:
    points = np.stack([np.cos(3 * TIMES), np.sin(3 * TIMES), TIMES], axis=1)
    controls = {"controls": points[[10]], "control_times": TIMES[[10]]}
    return [Curve("bow", points, TIMES, LIGHT.path_style(2), selected=True, **controls)]


def test_turning_keeps_lengths() -> None:
    points = np.random.default_rng(0).normal(size=(40, 3))
    rotation = Rotation.default()
    for _ in range(3000):
        rotation = rotation.turned(0.013, -0.021)
    turned = rotation.apply(points)
    assert np.linalg.norm(turned, axis=1) == pytest.approx(np.linalg.norm(points, axis=1), rel=1e-12)
    assert np.linalg.det(rotation.matrix) == pytest.approx(1.0)
    assert np.abs(turned - points).max() > 0.1


def test_turning_follows_the_hand() -> None:
    near = np.array([[0.0, 0.0, 1.0]])
    upright = Rotation(np.eye(3))
    assert upright.turned(0.1, 0.0).apply(near)[0] == pytest.approx((np.sin(0.1), 0.0, np.cos(0.1)))
    assert upright.turned(0.0, 0.1).apply(near)[0] == pytest.approx((0.0, -np.sin(0.1), np.cos(0.1)))


def test_a_drag_in_space_turns_and_moves_no_control_point(
    view: PlaneView, hand: Hand, told: list[tuple[Any, ...]]
) -> None:
    view.set_curves(in_space())
    view.set_ends(np.array([1.0, 0.0, 0.0]), np.array([-1.0, 0.1, 1.0]))
    view.set_samples(np.random.default_rng(1).normal(size=(50, 3)))
    view.fit()
    before = view._content.rotation.matrix
    place = view._content.flat(in_space()[0].controls)[0]
    start = hand.pixel(*place)
    QTest.mousePress(hand.ground, LEFT, NO_KEYS, start)
    QTest.mouseMove(hand.ground, start + QPoint(50, 10))
    QTest.mouseRelease(hand.ground, LEFT, NO_KEYS, start + QPoint(50, 10))
    assert told == []
    assert "2-D" in view._canvas.note
    turned = view._content.rotation.matrix
    assert np.abs(turned - before).max() > 0.1
    assert turned @ turned.T == pytest.approx(np.eye(3), abs=1e-12)
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert np.abs(view._content.rotation.matrix - turned).max() > 0.01
    view.set_note("")


def test_a_fit_in_space_fills_the_ground(view: PlaneView) -> None:
    view.set_curves(in_space())
    view.set_ends(None, None)
    view.fit()
    flat = view._canvas.to_pixels(view._content.flat(in_space()[0].points))
    assert (np.ptp(flat, axis=0) / view._canvas.size_in_pixels).max() > 0.75
