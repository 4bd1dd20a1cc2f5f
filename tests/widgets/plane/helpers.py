"""Curves to show in a plane, and a hand to use it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from interp_explorer.widgets.plane_view import Curve, PlaneView
from interp_explorer.widgets.theme import LIGHT

TIMES = np.linspace(0.0, 1.0, 21)
LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
ROUNDING = 0.01


def near(*values: float) -> tuple[Any, ...]:
    """Numbers that may be off by the rounding of a pixel."""
    return tuple(pytest.approx(value, abs=ROUNDING) for value in values)


def straight(name: str, height: float, style: int, **more: Any) -> Curve:
    """A level line from x = 0 to 1."""
    return Curve(name, np.stack([TIMES, np.full(21, height)], axis=1), TIMES, LIGHT.path_style(style), **more)


def pinned(**more: Any) -> list[Curve]:
    """A selected line with control points at x = 0.25 and 0.75, and a line above that is not selected."""
    controls = np.array([[0.25, 0.0], [0.75, 0.0]])
    return [
        straight("low", 0.0, 2, selected=True, controls=controls, control_times=np.array([0.25, 0.75]), **more),
        straight("high", 1.0, 0),
    ]


class Hand:
    """The mouse on a plane, in view coordinates."""

    def __init__(self, view: PlaneView) -> None:
        self.view = view
        self.ground = view._canvas.viewport()

    def pixel(self, x: float, y: float) -> QPoint:
        """The pixel of a place, from the public rectangle alone."""
        x0, y0, x1, y1 = self.view.view_rect()
        width, height = self.ground.width(), self.ground.height()
        return QPoint(round((x - x0) / (x1 - x0) * width), round((y1 - y) / (y1 - y0) * height))

    def press(self, x: float, y: float) -> None:
        QTest.mousePress(self.ground, LEFT, NO_KEYS, self.pixel(x, y))

    def move(self, x: float, y: float) -> None:
        QTest.mouseMove(self.ground, self.pixel(x, y))

    def release(self, x: float, y: float) -> None:
        QTest.mouseRelease(self.ground, LEFT, NO_KEYS, self.pixel(x, y))

    def click(self, x: float, y: float) -> None:
        QTest.mouseClick(self.ground, LEFT, NO_KEYS, self.pixel(x, y))

    def double_click(self, x: float, y: float) -> None:
        self.click(x, y)
        QTest.mouseDClick(self.ground, LEFT, NO_KEYS, self.pixel(x, y))

    def wheel(self, x: float, y: float, notches: int) -> None:
        place = QPointF(self.pixel(x, y))
        event = QWheelEvent(
            place, self.ground.mapToGlobal(place), QPoint(), QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton, NO_KEYS, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(self.ground, event)


def color_at(view: PlaneView, x: float, y: float) -> str:
    """The colour painted at a place."""
    return view.grab().toImage().pixelColor(Hand(view).pixel(x, y)).name()


def pull_answer(view: PlaneView, time: float) -> None:
    """Answer a pull as the program does: with a control point of that time."""
    controls = np.array([[0.25, 0.0], [time, 0.0], [0.75, 0.0]])
    low, high = pinned()
    view.set_curves([
        Curve("low", low.points, TIMES, low.style, True, controls=controls, control_times=np.array([0.25, time, 0.75])),
        high,
    ])  # fmt: skip


def view_hit(view: PlaneView, x: float, y: float) -> Any:
    from interp_explorer.widgets.plane.hits import hit_at

    pixel = Hand(view).pixel(x, y)
    return hit_at(view._canvas, np.array([pixel.x(), pixel.y()]))
