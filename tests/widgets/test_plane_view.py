"""The plane view under a real mouse and real keys."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPixmap, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from interp_explorer.widgets import plane_view
from interp_explorer.widgets.plane.heat_map import shaded
from interp_explorer.widgets.plane.rotation import Rotation
from interp_explorer.widgets.plane.scale import nice_length, written
from interp_explorer.widgets.plane_view import ARROW, Curve, PlaneView
from interp_explorer.widgets.theme import DARK, LIGHT

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


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[PlaneView]:
    """A shown plane of 600 x 400 px whose lines go from (0, 0) to (1, 1)."""
    plane = PlaneView()
    plane.resize(600, 400)
    plane.set_curves(pinned())
    plane.set_ends(np.array([0.0, 0.0]), np.array([1.0, 0.0]))
    plane.show()
    qtbot.waitExposed(plane)
    yield plane
    # The fixture's value outlives the test, so deleteLater would leave the window to the next one.
    plane.close()
    shiboken6.delete(plane)


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


@pytest.fixture
def hand(view: PlaneView) -> Hand:
    return Hand(view)


@pytest.fixture
def told(view: PlaneView) -> list[tuple[Any, ...]]:
    """What the view says about curves and control points, in order."""
    said: list[tuple[Any, ...]] = []

    def listen(name: str) -> Callable[..., None]:
        return lambda *values: said.append((name, *values))

    view.curve_clicked.connect(listen("clicked"))
    view.control_drag_started.connect(listen("started"))
    view.control_dragged.connect(listen("dragged"))
    view.control_drag_finished.connect(listen("finished"))
    view.control_pulled_out.connect(listen("pulled"))
    view.control_drag_cancelled.connect(listen("cancelled"))
    view.control_added.connect(listen("added"))
    view.control_removed.connect(listen("removed"))
    return said


def color_at(view: PlaneView, x: float, y: float) -> str:
    """The colour painted at a place."""
    return view.grab().toImage().pixelColor(Hand(view).pixel(x, y)).name()


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


def pull_answer(view: PlaneView, time: float) -> None:
    """Answer a pull as the program does: with a control point of that time."""
    controls = np.array([[0.25, 0.0], [time, 0.0], [0.75, 0.0]])
    low, high = pinned()
    view.set_curves([
        Curve("low", low.points, TIMES, low.style, True, controls=controls, control_times=np.array([0.25, time, 0.75])),
        high,
    ])  # fmt: skip


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


def test_a_double_click_on_empty_ground_fits(view: PlaneView, hand: Hand) -> None:
    before = view.view_rect()
    hand.wheel(0.2, 0.4, 3)
    assert view.view_rect() != pytest.approx(before)
    hand.double_click(*np.add(view.view_rect()[:2], 0.02))
    assert view.view_rect() == pytest.approx(before)


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_removes_the_focused_control_point(
    view: PlaneView, hand: Hand, told: list[tuple[Any, ...]], key: Qt.Key
) -> None:
    QTest.keyClick(view, key)
    assert told == []
    hand.click(0.75, 0.0)
    QTest.keyClick(view, key)
    assert told[-1] == ("removed", "low", 1)


def test_the_menu_of_a_control_point_removes_it(view: PlaneView, hand: Hand, told: list[tuple[Any, ...]]) -> None:
    view._canvas.menu_wanted.emit(view_hit(view, 0.25, 0.0), QPoint(0, 0))
    menu = view.findChild(QMenu)
    assert isinstance(menu, QMenu)
    menu.actions()[0].trigger()
    assert told == [("removed", "low", 0)]
    menu.close()


def view_hit(view: PlaneView, x: float, y: float) -> Any:
    from interp_explorer.widgets.plane.hits import hit_at

    pixel = Hand(view).pixel(x, y)
    return hit_at(view._canvas, np.array([pixel.x(), pixel.y()]))


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


def test_many_samples_are_smaller_and_fainter(view: PlaneView) -> None:
    looks = []
    for count in (500, 5000):
        view.set_samples(np.random.default_rng(0).normal(size=(count, 2)))
        data = view._canvas._samples.data
        looks.append((data["size"][0], view._canvas._samples.opts["brush"].color().alphaF()))
    assert looks[1][0] < 0.7 * looks[0][0] and looks[1][1] < 0.6 * looks[0][1]


def test_tool_tips_say_what_can_be_done(view: PlaneView, hand: Hand) -> None:
    places = ((0.25, 0.0, "control point"), (0.5, 0.0, "Click to select"), (0.5, 0.5, "wheel zooms"))
    for x, y, words in places:
        pixel = hand.pixel(x, y)
        assert words in view._canvas.tip_at(np.array([pixel.x(), pixel.y()]))


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


@pytest.mark.parametrize("values", [np.ones((4, 5)), np.random.default_rng(0).random((30, 20)), np.full((3, 3), 7.0)])
def test_the_heat_map_is_never_more_opaque_than_a_quarter(values: np.ndarray) -> None:
    alpha = shaded(values, LIGHT.heat)[..., 3] / 255.0
    assert 0.24 < alpha.max() <= 0.25


def test_the_heat_map_is_bands_that_rise_with_q() -> None:
    ramp = shaded(np.tile(np.linspace(0.0, 1.0, 40), (8, 1)), LIGHT.heat)[4, :, 3].astype(int)
    assert (np.diff(ramp) >= 0).all()
    assert ramp[0] == 0
    levels, counts = np.unique(ramp, return_counts=True)
    assert (counts > len(ramp) // 12).sum() == 6, dict(zip(levels, counts))


def test_the_heat_map_is_clear_where_q_is_unknown() -> None:
    assert shaded(np.full((4, 4), np.nan), LIGHT.heat)[..., 3].max() == 0


def test_the_heat_map_lies_where_it_is_put(view: PlaneView) -> None:
    view.set_heat_map(np.array([[1.0, 1.0], [1.0, 1.0]]), (0.4, 0.3, 0.6, 0.7))
    assert color_at(view, 0.5, 0.5) != LIGHT.pane
    assert color_at(view, 0.5, 0.8) == LIGHT.pane
    view.set_heat_map(None, (0.0, 0.0, 1.0, 1.0))
    assert color_at(view, 0.5, 0.5) == LIGHT.pane


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


def test_points_that_are_not_finite_do_no_harm(view: PlaneView, hand: Hand) -> None:
    points = np.stack([TIMES, np.where(np.arange(21) == 10, np.nan, 0.5)], axis=1)
    view.set_curves([Curve("broken", points, TIMES, LIGHT.path_style(2), selected=True)])
    view.set_samples(np.array([[np.nan, 0.0], [0.5, np.inf], [0.1, 0.1]]))
    view.set_playhead(0.5)
    view.fit()
    assert np.isfinite(view.view_rect()).all()
    hand.click(0.2, 0.5)
    view.grab()


def test_an_empty_plane_can_be_painted_and_used(qtbot: QtBot) -> None:
    plane = PlaneView()
    qtbot.addWidget(plane)
    plane.show()
    plane.set_curves([Curve("none", np.zeros((0, 2)), np.zeros(0), LIGHT.path_style(0), selected=True)])
    Hand(plane).click(0.0, 0.0)
    QTest.keyClick(plane, Qt.Key.Key_F)
    assert not plane.grab().isNull()


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


def test_the_scale_bar_has_round_lengths() -> None:
    assert [nice_length(x) for x in (0.7, 1.0, 4.9, 73.0)] == pytest.approx([0.5, 1.0, 2.0, 50.0])
    assert [written(x) for x in (0.5, 2.0, 1e-5)] == ["0.5", "2", "1e-05"]


def test_a_closed_view_is_freed(qtbot: QtBot) -> None:
    plane = PlaneView()
    plane.set_curves(pinned())
    plane.set_heat_map(np.ones((4, 4)), (0.0, 0.0, 1.0, 1.0))
    plane.show()
    qtbot.waitExposed(plane)
    Hand(plane).click(0.25, 0.0)
    known = weakref.ref(plane)
    plane.close()
    plane.deleteLater()
    del plane
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert known() is None


def test_an_end_that_only_one_path_has_is_seen_in_its_colour(view: PlaneView) -> None:
    end = np.array([[1.0, 0.4]])
    view.set_curves([straight("low", 0.0, 2), straight("high", 0.8, 0, own_end=end)])
    view.fit()
    pixel = view._canvas.to_pixels(end)[0]
    assert view._canvas.grab().toImage().pixelColor(*map(round, pixel)).name() == LIGHT.path_style(0).color
    view.set_curves([straight("low", 0.0, 2), straight("high", 0.8, 0)])
    assert view._canvas.grab().toImage().pixelColor(*map(round, pixel)).name() != LIGHT.path_style(0).color


# The arrow of a first velocity

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
