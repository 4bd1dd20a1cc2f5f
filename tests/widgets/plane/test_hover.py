"""What the plane says of the place under the cursor."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from interp_explorer.widgets.plane_view import PlaneView

from .helpers import ROUNDING, Hand


def test_tool_tips_say_what_can_be_done(view: PlaneView, hand: Hand) -> None:
    places = ((0.25, 0.0, "control point"), (0.5, 0.0, "Click to select"), (0.5, 0.5, "wheel zooms"))
    for x, y, words in places:
        pixel = hand.pixel(x, y)
        assert words in view._canvas.tip_at(np.array([pixel.x(), pixel.y()]))


def test_hover_tells_view_coordinates_and_leaving(qtbot: QtBot, view: PlaneView, hand: Hand) -> None:
    with qtbot.waitSignal(view.hovered, timeout=2000) as hovered:
        hand.move(0.6, 0.4)
    assert hovered.args == pytest.approx([0.6, 0.4], abs=ROUNDING)
    with qtbot.waitSignal(view.hover_left, timeout=2000):
        QApplication.sendEvent(view._canvas, QEvent(QEvent.Type.Leave))


def test_hover_is_told_once_a_frame(qtbot: QtBot, view: PlaneView, hand: Hand) -> None:
    places: list[tuple[float, float]] = []
    view.hovered.connect(lambda x, y: places.append((x, y)))
    for x in np.linspace(0.1, 0.9, 9):
        hand.move(float(x), 0.5)
    assert len(places) < 9
    qtbot.waitUntil(lambda: places[-1][0] == pytest.approx(0.9, abs=ROUNDING), timeout=2000)
    qtbot.waitUntil(lambda: not view._canvas._frame.isActive(), timeout=2000)


def test_the_hover_card_stays_inside_and_goes_with_the_cursor(qtbot: QtBot, view: PlaneView, hand: Hand) -> None:
    pixmap = QPixmap.fromImage(QImage(32, 32, QImage.Format.Format_Grayscale8))
    view.set_hover_card(pixmap, "Q 0.86")
    assert not view._card.isVisible()
    x0, y0, x1, y1 = view.view_rect()
    for x in (x0 + 0.02, x1 - 0.02):
        for y in (y0 + 0.02, y1 - 0.02):
            hand.move(x, y)
            view.set_hover_card(pixmap, "Q 0.86")
            assert view._card.isVisible()
            assert view.rect().contains(view._card.geometry())
            assert not view._card.geometry().contains(hand.pixel(x, y))
    QApplication.sendEvent(view._canvas, QEvent(QEvent.Type.Leave))
    assert not view._card.isVisible()
    qtbot.waitUntil(lambda: not view._canvas._frame.isActive(), timeout=2000)
