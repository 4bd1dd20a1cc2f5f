"""The Manifolds tab as its user sees it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from interp_explorer.app.manifolds.controller import simplified, touches
from interp_explorer.app.manifolds.scenes import entries, first_state, task_of
from interp_explorer.engine.manifolds.surfaces.shapes import Outline, Stroke
from interp_explorer.widgets.theme import LIGHT

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Visitor:
    """A user who has gone to the Manifolds tab."""

    def __init__(self, user):
        self.user, self.window = user, user.window
        user.click(user.window.header.tabs._group.buttons()[1])
        self.page = user.window.manifolds
        self.controller, self.stage = self.page.controller, self.page.stage
        self.sketch, self.inspector = self.stage.sketch, self.page.inspector

    def wait(self) -> None:
        """Until the scene is answered or refused, and drawn."""
        self.user.wait_until(lambda: bool(self.controller.error[0]) or self._answered())
        self.user.wait_until_idle()

    def _answered(self) -> bool:
        result = self.controller.result
        return result is not None and result.finished and not self.controller.stale

    def go(self, name: str) -> None:
        """Click a scene and wait for its answer."""
        self.user.click(self.page.list.story(name))
        self.wait()

    def figure(self, name: str) -> str:
        return self.inspector.figures.text(name)

    def drag(self, *places) -> None:
        points = [self.sketch.pixel(place).toPoint() for place in places]
        QTest.mousePress(self.sketch, LEFT, NONE, points[0])
        for point in points[1:]:
            QTest.mouseMove(self.sketch, point)
        QTest.mouseRelease(self.sketch, LEFT, NONE, points[-1])


@pytest.fixture
def visitor(open_window: Callable, scene) -> Visitor:
    user = open_window(scene)
    user.wait_until_solved()
    visitor = Visitor(user)
    visitor.wait()
    return visitor


def test_the_tab_opens_on_a_solved_plane(visitor):
    assert visitor.window.header.tabs.current() == "manifolds"
    assert visitor.page.list.current() == "plane" and not visitor.stage.message.isVisible()
    assert visitor.figure("Length") == visitor.figure("Exact") == "1.41421"
    assert visitor.figure("Difference") == "0.00 %"
    assert len(visitor.sketch._content.curves) >= 3
    assert not visitor.window.header.models.isEnabled()


@pytest.mark.parametrize(
    ("name", "length", "views"),
    [
        ("half-sphere", "1.04720", (True, True)),
        ("without-disk", "3.41660", (True, False)),
        ("cube", "2.00000", (False, True)),
    ],
)
def test_each_surface_shows_its_exact_length_and_the_views_it_has(visitor, name, length, views):
    visitor.go(name)
    exact = visitor.figure("Exact") or visitor.figure("Exact, K \u2192 \u221e")
    assert exact == length
    assert abs(float(visitor.figure("Length")) / float(length) - 1) < 0.01
    assert (visitor.sketch.isVisible(), visitor.stage.space.isVisible()) == views


def test_the_cube_is_turned_with_the_mouse(visitor):
    visitor.go("cube")
    space = visitor.stage.space
    before = space.camera().rotation.matrix
    QTest.mousePress(space, LEFT, NONE, QPoint(100, 100))
    QTest.mouseMove(space, QPoint(160, 120))
    QTest.mouseRelease(space, LEFT, NONE, QPoint(160, 120))
    assert not np.allclose(space.camera().rotation.matrix, before)
    assert len(space._content.curves) >= 3 and len(space._content.points) == 2


def test_a_dragged_end_is_followed_solved_and_undone(visitor):
    visitor.go("without-disk")
    old = visitor.controller.result.task
    visitor.drag((1.3, 0.0), (1.4, 0.2), (1.2, 0.9))
    visitor.wait()
    task = visitor.controller.result.task
    assert task.target == pytest.approx((1.2, 0.9), abs=0.05) and task.source == old.source
    assert abs(visitor.controller.result.difference) < 0.01
    assert visitor.controller.undo_label == "drag z\u2081"
    visitor.user.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    visitor.wait()
    assert visitor.controller.result.task == old and not visitor.controller.undo_label


def test_undo_under_the_hand_puts_back_what_it_moves_and_takes_no_step(visitor):
    undo = Qt.KeyboardModifier.ControlModifier
    visitor.drag((1.0, 0.0), (0.9, 0.1), (0.8, 0.3))
    visitor.wait()
    moved = visitor.controller.scene
    start, away = (visitor.sketch.pixel(place).toPoint() for place in (moved.target, (0.5, 0.6)))
    QTest.mousePress(visitor.sketch, LEFT, NONE, start)
    QTest.mouseMove(visitor.sketch, away)
    assert visitor.controller.scene != moved
    visitor.user.key(Qt.Key.Key_Z, undo | Qt.KeyboardModifier.ShiftModifier)
    assert visitor.controller.scene != moved
    visitor.user.key(Qt.Key.Key_Z, undo)
    assert visitor.controller.scene == moved
    QTest.mouseMove(visitor.sketch, away + QPoint(9, 0))
    QTest.mouseRelease(visitor.sketch, LEFT, NONE, away + QPoint(9, 0))
    visitor.wait()
    assert visitor.controller.result.task == moved and visitor.controller.undo_label == "drag z\u2081"
    visitor.user.key(Qt.Key.Key_Z, undo)
    assert visitor.controller.undo_label == "" and visitor.controller.redo_label == "drag z\u2081"
    visitor.wait()


def test_an_end_inside_the_disk_is_refused_and_the_last_curve_stays(visitor):
    visitor.go("without-disk")
    last = visitor.controller.result
    visitor.drag((1.3, 0.0), (0.3, 0.1))
    visitor.wait()
    assert "inside the obstacle" in visitor.stage.message.text() and visitor.stage.message.isVisible()
    assert visitor.controller.result.length > 1
    visitor.window.undo()
    visitor.wait()
    assert not visitor.stage.message.isVisible()
    assert visitor.controller.result.length == pytest.approx(last.length)


def test_k_is_turned_in_the_form(visitor):
    visitor.go("cube")
    near = abs(visitor.controller.result.difference)
    field = visitor.inspector.surface.field("stiffness")
    field.value_changed.emit(400.0)
    field.stroke_finished.emit(400.0)
    visitor.wait()
    assert visitor.controller.scene.surface.stiffness == 400.0
    assert abs(visitor.controller.result.difference) < near
    assert visitor.controller.undo_label == "change K"
    visitor.user.click(visitor.inspector.scene_section.action)
    visitor.wait()
    assert visitor.controller.scene.surface.stiffness == 50.0


def test_the_player_shows_earlier_steps_and_plays(visitor):
    visitor.go("without-disk")
    final = visitor.figure("Length")
    visitor.stage.player.bar.setFocus()
    visitor.user.key(Qt.Key.Key_Home)
    visitor.user.wait_until_idle()
    assert visitor.controller.step == 0 and visitor.figure("Length") != final
    assert visitor.stage.player.words.text().startswith("start")
    visitor.user.key(Qt.Key.Key_Space)
    visitor.user.wait_until(lambda: visitor.controller.step > 2)
    assert visitor.window.header.play.text() == "Pause"
    visitor.user.click(visitor.window.header.play)
    assert not visitor.stage.player.playback.is_playing()
    step = visitor.controller.step
    visitor.sketch.setFocus()
    visitor.user.key(Qt.Key.Key_Right)
    assert visitor.controller.step == step + 1


def test_obstacles_are_painted_erased_and_cleared(visitor):
    scene = dict(visitor.controller.state.scenes)["obstacles"]
    visitor.controller.choose("obstacles")
    quick = replace(scene, recording=replace(scene.recording, points=40, start="left"))
    visitor.controller.change(quick, "few points")
    visitor.wait()
    tools = visitor.stage.tools
    visitor.user.click(tools.clear)
    visitor.wait()
    assert visitor.figure("Exact") == visitor.figure("Length")
    visitor.user.click(tools.obstacles._group.buttons()[1])
    visitor.drag((0.0, 0.5), (0.0, 0.2), (0.0, -0.3))
    visitor.wait()
    assert len(visitor.controller.scene.surface.shapes) == 1
    assert visitor.controller.result.length > 3.25
    visitor.user.click(tools.obstacles._group.buttons()[2])
    visitor.drag((-1.0, 0.9), (-0.6, 1.4), (-1.2, 1.4))
    visitor.wait()
    assert isinstance(visitor.controller.scene.surface.shapes[1], Outline)
    visitor.user.click(tools.obstacles._group.buttons()[3])
    visitor.drag((-0.1, 0.1), (0.1, 0.1))
    visitor.wait()
    assert len(visitor.controller.scene.surface.shapes) == 1
    labels = [visitor.controller.undo_label]
    for _ in range(3):
        visitor.window.undo()
        labels.append(visitor.controller.undo_label)
    assert labels == ["erase an obstacle", "paint an obstacle", "paint an obstacle", "clear the obstacles"]
    visitor.wait()


def test_measures_fill_the_row_of_panels_and_are_drawn_anew(visitor):
    visitor.controller.change(_fewer(visitor, "one-to-two"), "fewer")
    visitor.go("one-to-two")
    panels = visitor.stage.panels
    assert panels.isVisible() and len(panels.sets()) == 5
    bound, cost, straight = (float(visitor.figure(name)) for name in ("Lower bound", "Cost", "Straight lines"))
    assert bound <= cost < straight
    before = visitor.controller.scene.draws.seed
    visitor.user.click(visitor.window.header.resample)
    visitor.wait()
    assert visitor.controller.scene.draws.seed == before + 1
    panels.setFocus()
    visitor.user.key(Qt.Key.Key_Right)
    assert panels.current() == 3


def test_painted_sets_need_two_points(visitor):
    visitor.go("painted")
    tools = visitor.stage.tools
    visitor.user.click(tools.clear)
    visitor.wait()
    assert "at least two points" in visitor.stage.message.text()
    visitor.drag((-3.0, 0.0), (-3.0, 3.0))
    assert len(visitor.controller.scene.source) >= 2
    visitor.user.click(tools.sets._group.buttons()[1])
    visitor.drag((3.0, 0.0), (3.0, 3.0))
    visitor.wait()
    assert not visitor.stage.message.isVisible()
    assert visitor.controller.result.cost < visitor.controller.result.start_cost * (1 + 1e-9)


def test_another_tab_stops_the_film_and_has_its_own_undo(visitor):
    visitor.go("without-disk")
    visitor.stage.player.toggle()
    visitor.user.click(visitor.window.header.tabs._group.buttons()[0])
    assert not visitor.stage.player.playback.is_playing()
    assert visitor.window.header.models.isEnabled() and visitor.window.header.resample.isEnabled()
    assert visitor.window.header.undo.isEnabled() == bool(visitor.user.controller.journal.undo_label)


def test_the_theme_reaches_the_tab(visitor):
    visitor.window.set_theme("dark")
    assert visitor.sketch._content.theme.name == visitor.stage.space._content.theme.name == "dark"
    visitor.window.set_theme(LIGHT.name)
    visitor.user.wait_until_idle()


def test_every_scene_has_a_name_a_lesson_and_a_task():
    state = first_state()
    assert [entry.name for entry in entries()] == [name for name, _ in state.scenes]
    assert all(entry.label and entry.lesson.endswith((".", ").")) for entry in entries())
    assert all(task_of(scene) is not None for _, scene in state.scenes)


def test_a_stroke_keeps_its_corners_only():
    line = np.stack([np.linspace(0, 1, 50), np.abs(np.linspace(-1, 1, 50))], axis=1)
    kept = simplified(line, 0.03)
    assert len(kept) == 3
    np.testing.assert_allclose(kept[[0, -1]], line[[0, -1]])


def test_the_eraser_meets_what_it_touches():
    stroke, square = Stroke(((0.0, 0.0),), 0.5), Outline(((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)))
    assert touches(stroke, np.array([[0.55, 0.0]]), 0.1) and not touches(stroke, np.array([[0.7, 0.0]]), 0.1)
    assert touches(square, np.array([[1.0, 1.0]]), 0.1) and not touches(square, np.array([[3.0, 1.0]]), 0.1)


def _fewer(visitor, name):
    """The named scene with few points and steps."""
    visitor.controller.choose(name)
    scene = visitor.controller.state.scene
    return replace(scene, draws=replace(scene.draws, points=12), method=replace(scene.method, steps=4, iterations=20))
