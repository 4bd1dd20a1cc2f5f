"""Control points under a real mouse and real keys."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from interp_explorer.app.explore.plane_pane import HANDLE_TIMES
from interp_explorer.engine.edits import as_latent, with_control
from interp_explorer.engine.request import PathResult

from .helpers import CONTROL, LAYERS, LEFT, NO_KEYS, OFF, SHIFT, drag_from_the_curve


def test_a_drag_previews_at_once_and_then_passes_the_point_exactly(user: Any, heard: list[PathResult]) -> None:
    start = user.pixel(user.place_on_path(0.4))
    user.press(start)
    for share in (0.25, 0.5, 1.0):
        user.move(start + OFF * share)
        held = user.geodesic.controls
        assert len(held) == 1
        user.wait_until(lambda held=held: user.result().request.controls == held and user.result().stage == "final")
        assert user.result().request.preview
        assert user.result().frames is not None
    assert user.undo_steps() == []
    assert user.controller.journal.undo_label == ""
    user.release(start + OFF)
    user.wait_until_solved()

    assert user.undo_steps() == ["add control point"]
    [control] = user.geodesic.controls
    assert control.time == pytest.approx(0.4, abs=0.02)
    result = user.result()
    assert not result.request.preview
    [row] = np.flatnonzero(result.times == control.time)
    assert (result.latents[row] == np.float32(control.latent)).all()
    projection = user.controller.surroundings.projection
    away = user.pixel(projection.to_view(np.array(control.latent))) - (start + OFF)
    assert away.manhattanLength() <= 2
    assert heard[-1] is result
    # Only the layer that was pulled is computed anew.
    assert user.geodesic.controls and not any(user.scene.layer(name).controls for name in LAYERS[:2])


def test_the_curve_stays_under_the_hand_before_any_answer(user: Any) -> None:
    start = user.pixel(user.place_on_path(0.4))
    user.press(start)
    user.move(start + OFF / 2)
    user.move(start + OFF)
    # No event has been handled in between, so nothing can have been computed.
    time = user.geodesic.controls[0].time
    assert (user.pixel(user.place_on_path(time)) - (start + OFF)).manhattanLength() <= 6
    user.release(start + OFF)


def test_undo_and_redo_bring_remembered_answers_at_once(user: Any) -> None:
    before = user.result()
    drag_from_the_curve(user)
    after = user.result()
    assert after is not before
    user.key(Qt.Key.Key_Z, CONTROL)
    assert user.result() is before
    assert not user.window.backend.busy
    assert user.geodesic.controls == ()
    assert user.controller.journal.redo_label == "add control point"
    user.key(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert user.result() is after
    assert len(user.geodesic.controls) == 1
    user.click(user.window.header.undo)
    assert user.geodesic.controls == ()


def test_a_control_point_dragged_again_is_one_more_step(user: Any) -> None:
    place = drag_from_the_curve(user)
    latent = user.geodesic.controls[0].latent
    user.drag(place, place - OFF / 2, place - OFF)
    user.wait_until_solved()
    assert user.undo_steps() == ["add control point", "drag control point 1"]
    assert len(user.geodesic.controls) == 1
    assert user.geodesic.controls[0].latent != latent
    user.key(Qt.Key.Key_Z, CONTROL)
    assert user.geodesic.controls[0].latent == latent


def test_a_handle_is_pulled_at_its_time(user: Any) -> None:
    time = HANDLE_TIMES[0]
    start = user.pixel(user.place_on_path(time))
    user.drag(start, start + OFF / 2, start + OFF)
    user.wait_until_solved()
    assert [control.time for control in user.geodesic.controls] == [time]


def test_points_are_added_by_double_click_and_removed_by_delete(user: Any) -> None:
    place = user.pixel(user.place_on_path(0.6))
    user.click(user.ground, place)
    QTest.mouseDClick(user.ground, LEFT, NO_KEYS, place)
    user.wait_until_solved()
    assert user.undo_steps() == ["add control point"]
    [control] = user.geodesic.controls
    assert control.time == pytest.approx(0.6, abs=0.02)
    user.plane.setFocus()
    user.key(Qt.Key.Key_Delete)
    user.wait_until_solved()
    assert user.geodesic.controls == ()
    assert user.undo_steps() == ["add control point", "remove control point 1"]


def test_a_point_too_close_to_another_is_refused_in_a_sentence(user: Any) -> None:
    assert user.controller.curves.add_control("geodesic-1", 0.4, None) == 0
    user.wait_until_solved()
    assert user.controller.curves.add_control("geodesic-1", 0.405, None) is None
    assert "already" in user.page.plane.message.text()
    assert user.undo_steps() == ["add control point"]


def test_the_arrow_keys_move_the_focused_point(user: Any) -> None:
    drag_from_the_curve(user)
    latent = user.geodesic.controls[0].latent
    user.plane.setFocus()
    x0, _, x1, _ = user.plane.view_rect()
    before = user.controller.surroundings.projection.to_view(np.array(latent))
    for _ in range(3):
        user.key(Qt.Key.Key_Right)
    user.wait_until(lambda: len(user.undo_steps()) == 2)
    user.wait_until_solved()
    after = user.controller.surroundings.projection.to_view(np.array(user.geodesic.controls[0].latent))
    np.testing.assert_allclose(after - before, [0.03 * (x1 - x0), 0.0], atol=1e-6)
    assert user.undo_steps() == ["add control point", "drag control point 1"]


def test_a_point_is_added_at_the_playhead_moved_and_removed_by_keys(user: Any) -> None:
    user.controller.view.set_playhead(0.3)
    user.plane.setFocus()
    user.key(Qt.Key.Key_Insert)
    user.wait_until_solved()
    [control] = user.geodesic.controls
    assert control.time == 0.3
    assert user.plane.accessibleName() == "Control point 1 of 1, t 0.30"
    shown = user.result()
    user.key(Qt.Key.Key_Return)
    assert "already" in user.page.plane.message.text()
    assert user.result() is shown
    user.key(Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    user.wait_until(lambda: len(user.undo_steps()) == 2)
    user.wait_until_solved()
    at = user.result().times.tolist().index(0.3)
    np.testing.assert_allclose(user.result().latents[at], user.geodesic.controls[0].latent, rtol=1e-5)
    user.key(Qt.Key.Key_Delete)
    user.wait_until_solved()
    assert user.undo_steps() == ["add control point", "drag control point 1", "remove control point 1"]
    assert user.geodesic.controls == ()


@pytest.mark.parametrize("layer", ["linear-1", "spherical-1", "geodesic-1"])
def test_control_points_may_lie_on_top_of_each_other(user: Any, layer: str) -> None:
    """At different times: the path waits there, or comes back."""
    place = as_latent(user.result().latents[10])
    user.controller.layers.select(layer)
    scene = user.scene
    for time in (0.5, 0.2, 0.52):
        scene, _ = with_control(scene, layer, time, place)
    user.controller.open(scene, "three on top of each other")
    user.wait_until_solved()
    result = user.result(layer)
    assert user.state(layer).failure is None
    assert [point.time for point in user.scene.layer(layer).controls] == [0.2, 0.5, 0.52]
    for time in (0.2, 0.5, 0.52):
        np.testing.assert_allclose(result.latents[result.times.tolist().index(time)], place, atol=1e-5)
    assert np.isfinite(result.latents).all() and np.isfinite(result.cost)


def test_what_was_wrong_in_the_plane_is_forgotten_after_the_next_step(user: Any) -> None:
    user.controller.curves.add_control("geodesic-1", 0.001, None)
    assert "further along" in user.page.plane.message.text()
    user.controller.curves.add_control("geodesic-1", 0.5, None)
    assert user.page.plane.message.text() == ""
