"""What is painted in the plane."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from interp_explorer.widgets.plane_view import Curve, PlaneView
from interp_explorer.widgets.theme import DARK, LIGHT

from .helpers import LEFT, Hand, color_at, straight


def test_many_samples_are_smaller_and_fainter(view: PlaneView) -> None:
    looks = []
    for count in (500, 5000):
        view.set_samples(np.random.default_rng(0).normal(size=(count, 2)))
        data = view._canvas._samples.data
        looks.append((data["size"][0], view._canvas._samples.opts["brush"].color().alphaF()))
    assert looks[1][0] < 0.7 * looks[0][0] and looks[1][1] < 0.6 * looks[0][1]


def test_the_playhead_is_between_the_points_of_the_curve(view: PlaneView) -> None:
    times = np.array([0.0, 0.2, 1.0])
    curve = Curve("bent", np.array([[0.0, 0.0], [0.2, 0.8], [1.0, 0.4]]), times, LIGHT.path_style(1))
    view.set_curves([curve])
    view.set_playhead(0.6)
    place = (0.6, 0.6)
    assert curve.at(0.6) == pytest.approx(place)
    # Dashes could leave a gap here, the playhead's disc cannot.
    corners = [Hand(view).pixel(*place) + QPoint(dx, dy) for dx in (-2, 2) for dy in (-2, 2)]
    image = view.grab().toImage()
    assert {image.pixelColor(corner).name() for corner in corners} == {LIGHT.path_style(1).color}
    view.set_playhead(0.1)
    image = view.grab().toImage()
    assert {image.pixelColor(corner).name() for corner in corners} != {LIGHT.path_style(1).color}


@pytest.mark.parametrize("rough", [False, True])
def test_a_rough_path_is_one_piece_whatever_its_dashes(view: PlaneView, rough: bool) -> None:
    for style in (1, 3):
        view.set_curves([straight("low", 0.0, style, rough=rough), straight("high", 1.0, 0)])
        picture, ground = view.grab().toImage(), QColor(LIGHT.pane)
        left, right = (Hand(view).pixel(x, 0.0) for x in (0.1, 0.9))
        column = [[picture.pixelColor(x, left.y() + off) for off in (-1, 0, 1)] for x in range(left.x(), right.x())]
        gaps = [all(color.lightness() > ground.lightness() - 12 for color in colors) for colors in column]
        assert any(gaps) != rough


def test_themes_color_the_ground(view: PlaneView) -> None:
    assert color_at(view, 0.5, 0.5) == LIGHT.pane
    view.set_theme(DARK)
    assert color_at(view, 0.5, 0.5) == DARK.pane


def test_the_message_offers_its_button(qtbot: QtBot, view: PlaneView) -> None:
    view.set_message("No path yet: add one.", "Add a path")
    assert view._message.isVisible()
    with qtbot.waitSignal(view.message_clicked, timeout=1000):
        QTest.mouseClick(view._message.button, LEFT)
    view.set_message("")
    assert not view._message.isVisible()


def test_an_end_that_only_one_path_has_is_seen_in_its_colour(view: PlaneView) -> None:
    end = np.array([[1.0, 0.4]])
    view.set_curves([straight("low", 0.0, 2), straight("high", 0.8, 0, own_end=end)])
    view.fit()
    pixel = view._canvas.to_pixels(end)[0]
    assert view._canvas.grab().toImage().pixelColor(*map(round, pixel)).name() == LIGHT.path_style(0).color
    view.set_curves([straight("low", 0.0, 2), straight("high", 0.8, 0)])
    assert view._canvas.grab().toImage().pixelColor(*map(round, pixel)).name() != LIGHT.path_style(0).color
