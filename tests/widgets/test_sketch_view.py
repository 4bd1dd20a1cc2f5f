"""The plane to sketch on: dragging marks, painting with every tool, by mouse and by keys."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from interp_explorer.widgets.set_panels import SetPanels
from interp_explorer.widgets.sketch.frame import Frame
from interp_explorer.widgets.sketch_view import Dots, Region, SketchCurve, SketchView
from interp_explorer.widgets.story_list import StoryList
from interp_explorer.widgets.theme import LIGHT

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def sketch(qtbot, light):
    shown = SketchView()
    qtbot.addWidget(shown)
    shown.resize(400, 400)
    shown.set_home((-1.0, -1.0, 1.0, 1.0))
    shown.set_marks(np.array([[-0.5, 0.0], [0.5, 0.0]]), ("a", "b"))
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def at(view, x, y) -> QPoint:
    return view.pixel((x, y)).toPoint()


def drag(view, *places):
    points = [at(view, *place) for place in places]
    QTest.mousePress(view, LEFT, NONE, points[0])
    for point in points[1:]:
        QTest.mouseMove(view, point)
    QTest.mouseRelease(view, LEFT, NONE, points[-1])


def record(signal) -> list:
    got = []
    signal.connect(lambda *values: got.append(values))
    return got


def picture(widget) -> np.ndarray:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return data[:, : 4 * image.width()].reshape(image.height(), image.width(), 4)[..., 2::-1].astype(int)


def test_a_frame_maps_there_and_back_and_zooms_around_a_place():
    frame = Frame.around((-1.0, 0.0, 3.0, 1.0), (400.0, 300.0))
    places = np.random.default_rng(0).normal(size=(5, 2))
    np.testing.assert_allclose(frame.to_plane(frame.to_pixels(places)), places)
    x0, y0, x1, y1 = frame.rect
    assert x0 <= -1 and y0 <= 0 and x1 >= 3 and y1 >= 1
    pixel = np.array([30.0, 200.0])
    zoomed = frame.zoomed(1.5, pixel)
    np.testing.assert_allclose(zoomed.to_plane(pixel), frame.to_plane(pixel))
    assert zoomed.scale == pytest.approx(1.5 * frame.scale)


def test_a_mark_is_dragged_and_released_once(sketch):
    moves, releases = record(sketch.mark_dragged), record(sketch.mark_released)
    drag(sketch, (0.5, 0.0), (0.5, 0.3), (0.2, 0.6))
    assert [index for index, _, _ in moves] == [1, 1]
    assert len(releases) == 1 and releases[0][0] == 1
    assert releases[0][1:] == pytest.approx((0.2, 0.6), abs=0.02)


def test_a_click_on_a_mark_is_no_move(sketch):
    releases = record(sketch.mark_released)
    QTest.mouseClick(sketch, LEFT, NONE, at(sketch, 0.5, 0.0))
    assert releases == []


def test_dragging_the_ground_moves_the_view_and_a_double_click_brings_it_back(sketch):
    before = sketch.view_rect()
    drag(sketch, (0.0, 0.5), (0.3, 0.5))
    assert sketch.view_rect()[0] < before[0] - 0.1
    QTest.mouseDClick(sketch, LEFT, NONE, QPoint(200, 20))
    assert sketch.view_rect() == pytest.approx(before)


@pytest.mark.parametrize("tool", ["brush", "outline", "dots"])
def test_a_stroke_paints_once_with_its_places(sketch, tool):
    painted, moves = record(sketch.painted), record(sketch.mark_dragged)
    sketch.set_tool(tool, 0.2)
    drag(sketch, (-0.5, 0.0), (0.0, 0.5), (0.5, 0.0))
    assert len(painted) == 1 and moves == []
    np.testing.assert_allclose(painted[0][0], [[-0.5, 0.0], [0.0, 0.5], [0.5, 0.0]], atol=0.02)


def test_an_outline_without_an_inside_is_nothing(sketch):
    painted = record(sketch.painted)
    sketch.set_tool("outline")
    QTest.mouseClick(sketch, LEFT, NONE, at(sketch, 0.0, 0.0))
    assert painted == []


def test_the_eraser_tells_where_it_was(sketch):
    painted, erased = record(sketch.painted), record(sketch.erased)
    sketch.set_tool("erase", 0.1)
    QTest.mouseClick(sketch, LEFT, NONE, at(sketch, 0.2, 0.1))
    np.testing.assert_allclose(erased[0][0], [[0.2, 0.1]], atol=0.02)
    assert painted == []


def test_escape_puts_a_mark_back_and_drops_a_stroke(sketch):
    sketch.setFocus()
    releases, painted = record(sketch.mark_released), record(sketch.painted)
    QTest.mousePress(sketch, LEFT, NONE, at(sketch, 0.5, 0.0))
    QTest.mouseMove(sketch, at(sketch, 0.0, 0.5))
    QTest.keyClick(sketch, Qt.Key.Key_Escape)
    QTest.mouseRelease(sketch, LEFT, NONE, at(sketch, 0.0, 0.5))
    assert releases == [(1, 0.5, 0.0)]
    sketch.set_tool("brush")
    QTest.mousePress(sketch, LEFT, NONE, at(sketch, 0.0, 0.0))
    QTest.mouseMove(sketch, at(sketch, 0.4, 0.4))
    QTest.keyClick(sketch, Qt.Key.Key_Escape)
    QTest.mouseRelease(sketch, LEFT, NONE, at(sketch, 0.4, 0.4))
    assert painted == []


def test_tab_reaches_the_marks_and_quick_arrows_are_one_move(sketch, qtbot):
    releases = record(sketch.mark_released)
    sketch.clearFocus()
    sketch.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(2):
        QTest.keyClick(sketch, Qt.Key.Key_Right)
    assert releases == []
    QTest.keyClick(sketch, Qt.Key.Key_Tab)
    QTest.keyClick(sketch, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: len(releases) == 2)
    assert [index for index, _, _ in releases] == [0, 1]
    assert releases[0][1] > -0.5 and releases[1][2] > 0.05


def test_one_paints_by_keyboard(sketch):
    painted = record(sketch.painted)
    sketch.setFocus()
    sketch.set_tool("dots")
    QTest.keyClick(sketch, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(sketch, Qt.Key.Key_Space)
    assert painted[0][0].shape == (1, 2) and painted[0][0][0, 0] > 0
    sketch.set_tool("outline")
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Left):
        QTest.keyClick(sketch, key, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyClick(sketch, Qt.Key.Key_Space)
    QTest.keyClick(sketch, Qt.Key.Key_Return)
    assert painted[1][0].shape == (3, 2)


def test_it_draws_what_it_is_given(sketch):
    empty = picture(sketch)
    sketch.set_curves([SketchCurve(np.array([[-0.8, 0.8], [0.8, 0.8]]), LIGHT.path_style(2), 4.0)])
    x, y = at(sketch, 0.0, 0.8).toTuple()
    assert np.abs(picture(sketch)[y, x] - (0, 114, 178)).sum() < 10
    sketch.set_dots([Dots(np.array([[0.0, -0.5]]), "#d55e00", 9.0, 1.0)])
    x, y = at(sketch, 0.0, -0.5).toTuple()
    assert np.abs(picture(sketch)[y, x] - (213, 94, 0)).sum() < 10
    sketch.set_regions([Region(np.array([[0.0, 0.4]]), 0.2)])
    x, y = at(sketch, 0.1, 0.4).toTuple()
    assert picture(sketch)[y, x].sum() < empty[y, x].sum()
    sketch.set_heat_map(np.array([[0.0, 0.0], [1.0, 1.0]]), (-1.0, -1.0, 1.0, 1.0))
    above, below = (picture(sketch)[at(sketch, -0.8, y).toTuple()[1], at(sketch, -0.8, y).x()] for y in (0.9, -0.9))
    assert above.sum() < below.sum()


def test_panels_choose_by_mouse_and_keys(qtbot, light):
    panels = SetPanels()
    qtbot.addWidget(panels)
    panels.resize(500, 96)
    panels.set_sets(np.random.default_rng(0).normal(size=(5, 20, 2)))
    panels.show()
    chosen = record(panels.chosen)
    QTest.mouseClick(panels, LEFT, NONE, QPoint(250, 40))
    QTest.keyClick(panels, Qt.Key.Key_Right)
    assert chosen == [(2,), (3,)] and panels.current() == 3
    panels.set_sets(np.zeros((0, 0, 2)))
    assert panels.current() == 0


def test_a_story_list_is_chosen_from_by_mouse_and_keys(qtbot, light):
    stories = StoryList([("a", "First", "A sentence."), ("b", "Second", "Another one that is long enough to wrap.")])
    qtbot.addWidget(stories)
    stories.resize(200, 200)
    stories.show()
    qtbot.waitExposed(stories)
    chosen = record(stories.chosen)
    QTest.mouseClick(stories.story("b"), LEFT)
    assert chosen == [("b",)] and stories.current() == "b"
    QTest.keyClick(stories.story("b"), Qt.Key.Key_Up)
    assert chosen == [("b",), ("a",)]
    assert stories.story("b").heightForWidth(160) > stories.story("a").heightForWidth(160)
