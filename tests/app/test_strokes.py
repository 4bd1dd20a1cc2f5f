"""One gesture is one step, whatever else the user does meanwhile; another model starts anew."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from interp_explorer.app.scenes import default_scene
from interp_explorer.engine.scene_file import load_scene, save_scene

CONTROL = Qt.KeyboardModifier.ControlModifier
NO_KEYS = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def hold_the_curve(user: Any, time: float = 0.4) -> QPoint:
    """Press on the geodesic and pull it away, without letting go. Gives the pixel where the hand is."""
    start = user.pixel(user.place_on_path(time))
    QTest.mouseMove(user.ground, start)
    QTest.mousePress(user.ground, LEFT, NO_KEYS, start)
    for step in (QPoint(10, 6), QPoint(25, 15), QPoint(40, 24)):
        QTest.mouseMove(user.ground, start + step)
    return start + QPoint(40, 24)


def let_go(user: Any, place: QPoint) -> None:
    QTest.mouseRelease(user.ground, LEFT, NO_KEYS, place)
    user.wait_until_solved()


def test_undo_during_a_drag_drops_the_drag_alone(user: Any) -> None:
    user.key("1")
    place = hold_the_curve(user)
    assert len(user.geodesic.controls) == 1
    user.key(Qt.Key.Key_Z, CONTROL)
    assert user.geodesic.controls == ()
    assert user.undo_steps() == ["hide linear"]
    let_go(user, place)
    assert user.geodesic.controls == () and user.undo_steps() == ["hide linear"]


def test_another_action_during_a_drag_is_a_step_of_its_own(user: Any) -> None:
    place = hold_the_curve(user)
    user.key("1")
    assert user.undo_steps() == ["add control point", "hide linear"]
    let_go(user, place)
    user.controller.journal.undo()
    if user.undo_steps()[-1] == "add control point":
        user.controller.journal.undo()
    assert not user.scene.layer("linear-1").visible or user.geodesic.controls == ()


def test_escape_during_a_drag_leaves_no_step(user: Any) -> None:
    before = user.scene
    place = hold_the_curve(user)
    user.plane.setFocus()
    user.key(Qt.Key.Key_Escape)
    let_go(user, place)
    assert user.scene.layers == before.layers and user.undo_steps() == []


def test_another_projection_during_a_drag_ends_it(user: Any) -> None:
    place = hold_the_curve(user)
    user.controller.view.set_projection("pca-3")
    QTest.mouseMove(user.ground, place + QPoint(5, 5))
    let_go(user, place)
    assert user.undo_steps() == ["add control point"]
    assert not user.result().request.preview


def test_selecting_another_layer_finishes_what_was_being_set(user: Any) -> None:
    field = user.page.inspector.parameters.form.field("epsilon")
    before = user.parameters.epsilon
    slider = field._slider
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    user.controller.layers.select("linear-1")
    user.wait_until_solved()
    assert user.parameters.epsilon != before
    assert user.undo_steps() == ["epsilon"]


def test_undo_right_after_a_step_of_a_field_takes_back_that_step(user: Any) -> None:
    field = user.page.inspector.parameters.form.field("epsilon")
    before, slider = user.parameters.epsilon, field._slider
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    user.window.undo()
    user.wait_until_solved()
    assert user.parameters.epsilon == before and user.undo_steps() == []
    user.window.redo()
    user.wait_until_solved()
    assert user.parameters.epsilon != before


def test_the_last_layer_can_go(user: Any) -> None:
    for layer_id in ("linear-1", "spherical-1", "geodesic-1"):
        user.controller.layers.remove(layer_id)
    user.wait_until_idle()
    assert user.scene.layers == () and user.scene.selected == ""
    user.controller.journal.undo()
    user.wait_until_solved()
    assert user.scene.selected == "geodesic-1"


def test_points_are_never_fewer_than_the_control_points_need(user: Any) -> None:
    for time in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        user.controller.curves.add_control("geodesic-1", time, None)
    user.controller.layers.set_points(3, final=True)
    user.wait_until_solved()
    assert user.scene.points == 11 and user.state().failure is None


def test_a_model_of_another_dimension_can_be_chosen_and_undone(user: Any) -> None:
    before = user.scene
    user.window.files.change_model("wide")
    user.wait_until_solved()
    assert len(user.scene.source.latent) == len(before.source.latent) + 2
    assert user.controller.surroundings.samples.shape[1] == len(user.scene.source.latent)
    user.controller.journal.undo()
    user.wait_until_solved()
    assert user.scene.model == before.model and user.scene.source == before.source
    assert user.controller.surroundings.samples.shape[1] == len(before.source.latent)


def test_an_end_drawn_for_one_model_does_not_land_in_another(user: Any) -> None:
    user.controller.ends.random_end("source", 5)
    user.window.files.change_model("wide")
    user.wait_until_solved()
    assert user.scene.source.origin.startswith("gallery:")
    assert len(user.scene.source.latent) == len(user.scene.target.latent)


def test_a_scene_of_another_dimension_or_model_leaves_the_old_one(user: Any, tmp_path: Path) -> None:
    before = user.scene
    for bad in (
        dataclasses.replace(default_scene("wide"), model="tiny"),
        dataclasses.replace(before, model="nowhere"),
    ):
        save_scene(bad, tmp_path / "bad.json")
        user.window.files.open(tmp_path / "bad.json")
        assert user.window.message.text() != ""
        assert user.scene == before and user.undo_steps() == []


def test_save_writes_to_the_file_that_was_opened(user: Any, tmp_path: Path) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    user.window.files.save(first)
    user.controller.ends.swap_ends()
    user.window.files.save(second)
    kept = second.read_text()
    user.window.files.open(first)
    user.controller.layers.set_points(30, final=True)
    user.window.files.save_again()
    assert load_scene(first).points == 30
    assert second.read_text() == kept


def test_plain_keys_leave_the_scene_alone_on_another_tab(user: Any) -> None:
    before = user.scene
    user.window.show_tab("lessons")
    QTest.keyClick(user.window, "1")
    QTest.keyClick(user.window, "R")
    user.wait_until_idle()
    assert user.scene == before


@pytest.mark.parametrize("method", ["ou-bridge", "gp-bridge", "langevin-bridge"])
def test_a_random_method_shows_many_draws_and_resampling_is_one_step(
    open_window: Callable[..., Any], scene: Any, method: str
) -> None:
    user = open_window(scene)
    user.controller.layers.add(method)
    user.wait_until_solved()
    layer = user.scene.layer(f"{method}-1")
    first = user.result(layer.id).latents
    assert first.shape[0] == layer.draws and first.shape[0] > 1
    steps = user.undo_steps()
    user.window.setFocus()
    QTest.keyClick(user.window, "R")
    user.wait_until_solved()
    assert user.undo_steps() == [*steps, "resample draw 1"]
    assert (user.result(layer.id).latents[:, 1:-1] != first[:, 1:-1]).any()
    user.controller.journal.undo()
    user.wait_until_solved()
    assert (user.result(layer.id).latents == first).all()
