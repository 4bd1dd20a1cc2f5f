"""The Explore tab under a real mouse and real keys."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from interp_explorer.app.explore.plane_pane import HANDLE_TIMES
from interp_explorer.app.scenes import default_scene
from interp_explorer.engine import solve as solving
from interp_explorer.engine.edits import as_latent, with_control
from interp_explorer.engine.ends import resolve_end
from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.measures import MEASURES
from interp_explorer.engine.model import load_model
from interp_explorer.engine.progress import Progress
from interp_explorer.engine.request import PathRequest, PathResult
from interp_explorer.engine.scene import PROJECTIONS, Scene
from interp_explorer.widgets.columns import MARGIN, RIGHT_WIDTH

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NO_KEYS = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
LAYERS = ["linear-1", "spherical-1", "geodesic-1"]
OFF = QPoint(40, 24)
"""A way off the curve, in pixels."""


@pytest.fixture
def heard(user: Any) -> list[PathResult]:
    """The different results that the geodesic's layer shows one after the other."""
    results: list[PathResult] = []

    def hear(layer_id: str) -> None:
        result = user.result()
        if layer_id == "geodesic-1" and (not results or results[-1] is not result):
            results.append(result)

    user.controller.solving.changed.connect(hear)
    return results


def drag_from_the_curve(user: Any, time: float = 0.4) -> QPoint:
    """Pull the geodesic away at a time, and wait for the answer. Gives the pixel where it was let go."""
    start = user.pixel(user.place_on_path(time))
    user.drag(start, start + OFF / 4, start + OFF / 2, start + OFF)
    user.wait_until_solved()
    return start + OFF


def pictures_of(user: Any, index: int) -> np.ndarray:
    """The picture of the gallery as the model draws it, (C, H, W)."""
    model = load_model(user.scene.model)
    with solving.torch.no_grad():
        return model.decode(solving.torch.from_numpy(model.gallery.latents[index : index + 1]))[0].numpy()


# Control points


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


# Parameters


def test_a_stroke_of_the_slider_is_one_step(user: Any, heard: list[PathResult]) -> None:
    field = user.page.inspector.parameters.form.field("epsilon")
    slider, before = field._slider, user.result()
    y = slider.height() // 2
    QTest.mousePress(slider, LEFT, NO_KEYS, QPoint(30, y))
    for x in (50, 80):
        QTest.mouseMove(slider, QPoint(x, y))
        epsilon = user.parameters.epsilon
        user.wait_until(lambda epsilon=epsilon: user.result().request.method.epsilon == epsilon)
        assert epsilon != 0.1
    assert user.undo_steps() == []
    QTest.mouseRelease(slider, LEFT, NO_KEYS, QPoint(80, y))
    user.wait_until_solved()
    assert user.undo_steps() == ["epsilon"]
    assert user.result().request.method.epsilon == user.parameters.epsilon == epsilon
    assert any(result.request.preview for result in heard)
    # The other paths are scored by the same metric.
    assert user.result("linear-1").request.metric.epsilon == epsilon
    user.key(Qt.Key.Key_Z, CONTROL)
    assert user.parameters.epsilon == field.value() == 0.1
    assert user.result() is before


def test_a_click_too_quick_for_a_preview_is_solved_in_full(user: Any) -> None:
    slider = user.page.inspector.parameters.form.field("epsilon")._slider
    user.click(slider, QPoint(80, slider.height() // 2))
    assert user.undo_steps() == ["epsilon"]
    user.wait_until_solved()
    assert user.result().request.method == user.parameters


def test_a_typed_value_out_of_range_changes_nothing(user: Any) -> None:
    number = user.page.inspector.parameters.form.field("epsilon")._number
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "7")
    user.key(Qt.Key.Key_Return)
    assert user.parameters.epsilon == 0.1
    assert user.undo_steps() == []
    assert "0.5" in number.toolTip()


def test_another_kernel_is_solved_and_its_parameter_appears(user: Any) -> None:
    form = user.page.inspector.parameters.form
    gamma = form.field("gamma")
    assert not gamma.isVisible()
    form.field("kernel").setFocus()
    user.key(Qt.Key.Key_Home)
    user.wait_until_solved()
    assert user.parameters.kernel == "gaussian"
    assert user.undo_steps() == ["kernel"]
    assert gamma.isVisible()
    assert user.result().request.method.kernel == "gaussian"


def test_typing_a_number_of_points(user: Any) -> None:
    number = user.page.inspector.parameters.points._number
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "31")
    user.key(Qt.Key.Key_Return)
    user.wait_until_solved()
    assert user.scene.points == 31
    assert {len(user.result(name).times) for name in LAYERS} == {31}
    assert user.undo_steps() == ["points"]


# Ends


def test_picks_go_to_the_source_and_then_to_the_target(user: Any) -> None:
    user.pick(3)
    user.wait_until_solved()
    assert (user.scene.source.origin, user.scene.target.origin) == ("gallery:3", "gallery:1")
    np.testing.assert_allclose(user.result().frames[0], pictures_of(user, 3), atol=1e-5)
    user.pick(5)
    user.wait_until_solved()
    assert (user.scene.source.origin, user.scene.target.origin) == ("gallery:3", "gallery:5")
    np.testing.assert_allclose(user.result().frames[-1], pictures_of(user, 5), atol=1e-5)
    assert user.undo_steps() == ["source zero", "target two"]
    gallery = user.page.ends.gallery
    assert [gallery.mark(index) for index in (1, 3, 5)] == ["", "S", "T"]


def test_control_points_go_with_the_ends_they_were_made_for(user: Any) -> None:
    drag_from_the_curve(user)
    user.pick(3)
    assert user.geodesic.controls == ()
    user.key(Qt.Key.Key_Z, CONTROL)
    assert len(user.geodesic.controls) == 1


def test_swapped_ends_turn_the_path_round(user: Any) -> None:
    drag_from_the_curve(user)
    before, scene = user.result("linear-1"), user.scene
    time = user.geodesic.controls[0].time
    user.click(user.page.ends.panel.swap)
    user.wait_until_solved()
    assert (user.scene.source, user.scene.target) == (scene.target, scene.source)
    assert user.geodesic.controls[0].time == pytest.approx(1 - time)
    np.testing.assert_allclose(user.result("linear-1").latents, before.latents[::-1], atol=1e-5)
    assert user.undo_steps()[-1] == "swap ends"


def test_a_random_end_is_had_again_from_its_seed(user: Any) -> None:
    user.click(user.page.ends.panel.random_button("target"))
    user.wait_until(lambda: user.scene.target.origin.startswith("random:"))
    user.wait_until_solved()
    end = user.scene.target
    assert resolve_end(end.origin, load_model("tiny")) == end
    assert user.window.status.text("seed") == f"seed {end.origin.removeprefix('random:')}"
    assert user.undo_steps() == [f"target: {end.origin.replace(':', ' ')}"]
    assert user.scene.source.origin == "gallery:0"


def test_resampling_draws_both_ends_and_is_undone(user: Any) -> None:
    before = user.scene
    user.key(Qt.Key.Key_R)
    user.wait_until(lambda: user.scene.target.origin.startswith("random:"))
    user.wait_until_solved()
    assert user.scene.source.origin.startswith("random:")
    assert user.scene.source.latent != user.scene.target.latent
    assert user.undo_steps() == ["resample ends"]
    user.key(Qt.Key.Key_Z, CONTROL)
    assert (user.scene.source, user.scene.target) == (before.source, before.target)


def test_equal_ends_fall_back_to_principal_components_and_say_so(user: Any) -> None:
    assert user.page.plane.note.text().startswith("residual")
    user.pick(1)
    user.wait_until_solved()
    assert user.scene.source.latent == user.scene.target.latent
    note = user.page.plane.note.text()
    assert "PCA" in note or "principal" in note.lower()
    assert all(user.row(name).row.error == "" for name in LAYERS)
    user.key(Qt.Key.Key_Z, CONTROL)
    user.wait_until_solved()
    assert user.page.plane.note.text().startswith("residual")


def test_a_picture_file_becomes_an_end(user: Any, tmp_path: Path) -> None:
    Image.fromarray(np.uint8(255 * pictures_of(user, 4)[0])).save(tmp_path / "four.png")
    user.page.ends.panel.image_dropped.emit("source", str(tmp_path / "four.png"))
    assert user.undo_steps() == []
    user.wait_until(lambda: user.scene.source.origin.startswith("image:"))
    user.wait_until_solved()
    assert np.square(user.result().frames[0] - pictures_of(user, 4)).mean() < 0.05
    assert user.page.ends._compared.isVisible()
    assert user.page.ends.message.text() == ""
    user.key(Qt.Key.Key_Z, CONTROL)
    assert not user.page.ends._compared.isVisible()


def test_a_file_that_is_no_picture_leaves_the_ends(user: Any, tmp_path: Path) -> None:
    (tmp_path / "notes.png").write_text("not a picture")
    before = user.scene
    user.page.ends.panel.image_dropped.emit("target", str(tmp_path / "notes.png"))
    user.wait_until(lambda: "notes.png" in user.page.ends.message.text())
    user.wait_until_idle()
    assert user.scene == before
    assert user.undo_steps() == []


# Layers


def test_number_keys_hide_and_show_layers(user: Any) -> None:
    shown = user.page.strips.strips.canvas
    user.key("1")
    assert [layer.visible for layer in user.scene.layers] == [False, True, True]
    user.qtbot.waitUntil(lambda: len(user.plane._content.curves) == 2)
    assert [row.id for row in shown._rows] == LAYERS[1:]
    assert user.undo_steps() == ["hide linear"]
    user.key("1")
    user.wait_until_idle()
    assert [row.id for row in shown._rows] == LAYERS
    user.key("9")
    assert user.undo_steps() == ["hide linear", "show linear"]


def test_a_hidden_layer_is_solved_when_it_is_shown(open_window: Callable[..., Any], scene: Scene) -> None:
    hidden = dataclasses.replace(scene.layer("spherical-1"), visible=False)
    user = open_window(scene.with_layer(hidden))
    user.wait_until_solved()
    assert user.result("spherical-1") is None
    user.click(user.row("spherical-1").eye)
    user.wait_until_solved()
    assert user.result("spherical-1").stage == "final"


def test_layers_are_added_copied_and_removed(user: Any) -> None:
    add = {action.text(): action for action in user.page.paths.list.add_menu().actions()}
    add["Linear"].trigger()
    user.wait_until_solved()
    assert [layer.id for layer in user.scene.layers] == [*LAYERS, "linear-2"]
    assert user.scene.selected == "linear-2"
    assert user.row("linear-2").row.label == "Linear 2"
    user.row().setFocus()
    user.key(Qt.Key.Key_D, CONTROL)
    user.wait_until_solved()
    assert user.scene.selected == "geodesic-2"
    assert len({layer.style for layer in user.scene.layers}) == 5
    np.testing.assert_array_equal(user.result("geodesic-2").latents, user.result().latents)
    user.row("linear-2").setFocus()
    user.key(Qt.Key.Key_Delete)
    assert [layer.id for layer in user.scene.layers] == [*LAYERS, "geodesic-2"]
    assert user.undo_steps() == ["add linear", "duplicate geodesic", "remove linear"]


def test_a_selected_layer_shows_its_own_parameters_without_a_step(user: Any) -> None:
    user.click(user.row("linear-1"), QPoint(50, 16))
    assert user.scene.selected == "linear-1"
    assert not user.page.inspector.parameters.form.isVisible()
    assert user.undo_steps() == []
    user.click(user.ground, user.pixel(user.place_on_path(0.62)))
    assert user.scene.selected == "geodesic-1"
    assert user.scene.view.playhead == pytest.approx(0.62, abs=0.02)
    assert user.page.inspector.parameters.form.isVisible()


# The playhead


def test_the_playhead_is_the_same_everywhere(user: Any) -> None:
    strips, inspector = user.page.strips.strips, user.page.inspector
    canvas = strips.canvas
    QTest.mouseClick(canvas, LEFT, NO_KEYS, QPoint(canvas.width() - 12, canvas.layout_of_cells.row_top(0) + 8))
    time = user.scene.view.playhead
    assert time > 0.95
    known = [strips.bar.playhead(), user.plane._content.playhead, inspector.measures.quality._playhead]
    assert known == [time] * 3
    assert f"{time:.2f}" in inspector.now._views[0].accessibleName()
    last = user.result("linear-1").frames[int(np.abs(user.result().times - time).argmin())]
    np.testing.assert_array_equal(inspector.now._views[0]._image, last)
    assert user.undo_steps() == []


@pytest.mark.parametrize("paths", [3, 5])
def test_nothing_at_the_right_is_wider_than_the_pane_beside_its_scroll_bar(user: Any, paths: int) -> None:
    for _ in range(paths - 3):
        user.controller.layers.add("linear")
    QApplication.processEvents()
    room = RIGHT_WIDTH - 2 * MARGIN - user.page.splitter.widget(2).verticalScrollBar().sizeHint().width()
    assert user.page.inspector.minimumSizeHint().width() <= room


def test_escape_ends_the_search_for_a_picture_and_its_note(user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def search(text: str, model: Any, progress: Progress) -> None:
        while not threading.Event().wait(0.01):
            progress.report(0.4)
            progress.check()

    monkeypatch.setattr("interp_explorer.engine.ends.resolve_end", search)
    user.controller.ends.image_end("source", "picture.png")
    user.wait_until(lambda: "40%" in user.page.ends.message.text())
    user.key(Qt.Key.Key_Escape)
    assert user.page.ends.message.text() == ""
    user.wait_until_idle()
    assert user.page.ends.message.text() == "" and user.undo_steps() == []


def test_a_tile_without_a_frame_says_what_it_waits_for(user: Any) -> None:
    user.controller.layers.add("ou-bridge")
    tile = user.page.inspector.now._views[3]
    assert tile._placeholder == "Solving\u2026" and "when the path is solved" in tile.toolTip()
    user.wait_until_solved()
    assert tile._placeholder == "" and tile.toolTip() == "OU bridge"


def test_measures_of_the_selected_path_beside_the_others(user: Any) -> None:
    table = user.page.inspector.table.table
    rows = table.texts()
    assert [name for name, *_ in rows] == [measure.label for measure in MEASURES.values()]
    for name, row in zip(MEASURES, rows):
        written = [MEASURES[name].written(float(user.result(layer.id).measures[name])) for layer in user.scene.layers]
        assert row[1:] == written
    lengths = [float(user.result(layer.id).measures["length"]) for layer in user.scene.layers]
    assert lengths[2] < lengths[0]
    user.controller.layers.set_visible("spherical-1", False)
    assert all(len(row) == 3 for row in table.texts())


def test_arrow_keys_step_through_the_frames(user: Any) -> None:
    step = 1 / (user.scene.points - 1)
    user.key(Qt.Key.Key_Left)
    assert user.scene.view.playhead == pytest.approx(0.5 - step)
    user.key(Qt.Key.Key_Right)
    user.key(Qt.Key.Key_Right)
    assert user.scene.view.playhead == pytest.approx(0.5 + step)


def test_arrow_keys_belong_to_a_control_that_uses_them(user: Any) -> None:
    user.page.inspector.parameters.form.field("epsilon").setFocus()
    user.key(Qt.Key.Key_Right)
    assert user.parameters.epsilon > 0.1
    assert user.scene.view.playhead == 0.5
    user.wait_until(lambda: user.undo_steps() == ["epsilon"])
    user.wait_until_solved()


def test_keys_work_after_a_pick_with_the_mouse(user: Any) -> None:
    user.pick(3)
    user.wait_until_solved()
    scene = user.scene
    user.key("1")
    assert not user.scene.layers[0].visible
    user.key(Qt.Key.Key_Space)
    assert user.page.playback.is_playing()
    assert (user.scene.source, user.scene.target) == (scene.source, scene.target)
    user.page.playback.pause()


def test_space_plays_by_the_clock(user: Any) -> None:
    now = 100.0
    playback, play = user.page.playback, user.window.header.play
    playback._clock = lambda: now
    user.plane.setFocus()
    user.key(Qt.Key.Key_Space)
    assert playback.is_playing() and play.text() == "Pause"
    now += 0.75
    playback.emit_tick()
    assert user.scene.view.playhead == pytest.approx(0.75)
    now += 1.5
    playback.emit_tick()
    assert user.scene.view.playhead == pytest.approx(0.75)
    now += 0.75
    playback.emit_tick()
    assert user.scene.view.playhead == pytest.approx(0.5)
    user.key(Qt.Key.Key_Space)
    assert not playback.is_playing() and play.text() == "Play"
    now += 1.0
    assert user.scene.view.playhead == pytest.approx(0.5)


# What surrounds the paths


def test_all_that_is_solved_is_in_view(user: Any) -> None:
    for pick in (None, 3):
        if pick is not None:
            user.pick(pick)
            user.wait_until_solved()
        x0, y0, x1, y1 = user.plane.view_rect()
        seen = np.concatenate([curve.points for curve in user.plane._content.curves])
        assert (seen > (x0, y0)).all() and (seen < (x1, y1)).all()


def test_every_projection_shows_the_paths(user: Any) -> None:
    tabs = user.page.plane.tabs
    notes = set()
    for button in tabs._group.buttons()[: len(PROJECTIONS)]:
        user.click(button)
        user.wait_until_solved()
        curves = user.plane._content.curves
        assert user.scene.view.projection == tabs.current()
        assert len(curves) == 3
        dimensions = 3 if tabs.current() == "pca-3" else 2
        assert {curve.points.shape for curve in curves} == {(user.scene.points, dimensions)}
        notes.add(user.page.plane.note.text().split()[0])
    assert tabs.current() == "pca-3"
    assert notes == {"residual", "explains"}
    assert user.plane._content.in_space
    before = user.plane._content.rotation
    user.drag(QPoint(100, 100), QPoint(140, 120), QPoint(180, 130))
    assert user.plane._content.rotation != before
    assert user.undo_steps() == []


def test_samples_and_map_follow_their_controls(user: Any) -> None:
    paths, surroundings = user.page.paths, user.controller.surroundings
    assert surroundings.samples.shape == (500, 4)
    assert surroundings.quality_map.max() <= 1
    user.click(paths.heat_map, QPoint(8, 14))
    assert surroundings.quality_map is None
    assert not user.scene.view.heat_map
    user.click(paths.heat_map, QPoint(8, 14))
    user.wait_until_idle()
    assert surroundings.quality_map is not None
    number = paths.samples._number
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "64")
    user.key(Qt.Key.Key_Return)
    user.wait_until_idle()
    assert surroundings.samples.shape == (64, 4)


def test_the_image_under_the_cursor(user: Any) -> None:
    card = user.plane._card
    user.move(QPoint(200, 200))
    user.wait_until(card.isVisible)
    assert card.accessibleName().startswith("Q ")
    user.plane._canvas._leave_hover()
    assert not card.isVisible()


# Answers that come late, and none


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Holds back the solver's answers until it is opened; without mercy for what is cancelled."""
    made = Gate()
    monkeypatch.setattr(solving, "solve", made.solve)
    yield made
    made.open.set()


class Gate:
    def __init__(self) -> None:
        self.open = threading.Event()
        self.reached = threading.Event()
        self.asked: list[PathRequest] = []
        self._solve = solving.solve

    def solve(self, request: PathRequest, model: Any, progress: Any = None) -> PathResult:
        self.asked.append(request)
        self.reached.set()
        self.open.wait(20)
        return self._solve(request, model)


def test_an_answer_to_an_old_question_is_dropped(user: Any, gate: Gate) -> None:
    old = user.result()
    user.pick(3)
    user.wait_until(gate.reached.is_set)
    first = gate.asked[0].source
    assert user.controller.solving.stale("geodesic-1")
    assert user.result() is old
    shown = []
    user.controller.solving.changed.connect(lambda layer: shown.append(user.result(layer).request.source))
    user.click(user.page.ends.panel.view("source"))
    user.pick(4)
    gate.open.set()
    user.wait_until_solved()
    assert user.result().request.source == user.scene.source.latent != first
    assert first not in shown


def test_a_late_result_of_an_older_revision_changes_nothing(user: Any) -> None:
    before = user.result()
    late = dataclasses.replace(before, request=dataclasses.replace(before.request, revision=0))
    user.controller.solving._take(late)
    assert user.result() is before


def test_frames_of_an_older_place_of_the_hand_are_dimmed(user: Any, gate: Gate) -> None:
    def dimmed() -> dict[str, bool]:
        user.page.strips.refresh()
        return {row.id: row.stale for row in user.page.strips.strips.canvas._rows}

    start = user.pixel(user.place_on_path(0.5))
    user.press(start)
    user.move(start + OFF / 2)
    user.move(start + OFF)
    user.wait_until(gate.reached.is_set)
    assert dimmed() == {"linear-1": False, "spherical-1": False, "geodesic-1": True}
    assert not user.controller.solving.stale("geodesic-1")  # the curve is under the hand
    gate.open.set()
    user.wait_until(lambda: not user.window.backend.busy)
    user.wait_until_idle()
    assert user.result().request.preview
    assert not any(dimmed().values())
    user.release(start + OFF)
    user.wait_until_solved()
    assert not any(dimmed().values())


def test_while_it_is_solved_a_layer_shows_progress_and_stale_frames(user: Any, gate: Gate) -> None:
    user.pick(3)
    user.wait_until(gate.reached.is_set)
    user.wait_until(lambda: user.row().row.progress is not None)
    assert all(row.stale for row in user.page.strips.strips.canvas._rows)
    gate.open.set()
    user.wait_until_solved()
    assert user.row().row.progress is None
    assert not any(row.stale for row in user.page.strips.strips.canvas._rows)


def test_a_decoder_that_gives_no_numbers_leaves_the_last_picture(open_window: Callable[..., Any], models: Path) -> None:
    user = open_window(dataclasses.replace(default_scene("cliff"), points=20))
    user.wait_until_solved()
    good = {name: user.result(name).frames for name in LAYERS}
    user.pick(11)
    user.wait_until(lambda: all(user.state(name).failure for name in LAYERS))
    user.wait_until_idle()
    for row in user.page.strips.strips.canvas._rows:
        assert row.frames is good[row.id]
        assert row.stale
        message = user.row(row.id).message
        assert message.isVisible()
        assert "NaN" in message.text()
        assert user.row(row.id).row.progress is None
    user.key(Qt.Key.Key_Z, CONTROL)
    user.wait_until_solved()
    assert not any(user.row(name).message.isVisible() for name in LAYERS)


def test_a_fault_of_the_program_is_told_with_details(user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(request: PathRequest, model: Any, progress: Any = None) -> PathResult:
        if "geodesic" in request.layer:
            raise ZeroDivisionError("a defect")
        raise ExplorerError("This is no path.")

    monkeypatch.setattr(solving, "solve", fail)
    user.pick(3)
    user.wait_until(lambda: user.row().message.isVisible() and user.row("linear-1").message.isVisible())
    assert user.row("linear-1").message.text() == "This is no path."
    assert "ZeroDivisionError" in user.row().message.text()
    assert "a defect" in user.row().message.details()
    user.wait_until_idle()


def test_an_end_in_the_plane_is_chosen_by_a_click_and_never_pulled(user: Any) -> None:
    steps = user.undo_steps()
    for place, end in ((1.0, "target"), (0.0, "source")):
        pixel = user.pixel(user.place_on_path(place))
        user.press(pixel)
        user.release(pixel)
        assert user.page.ends.panel.active() == end
    user.drag(pixel, pixel + OFF / 2, pixel + OFF)
    user.wait_until_idle()
    assert user.undo_steps() == steps and user.geodesic.controls == ()
    assert user.page.plane.message.text() == "" and "gallery" in user.plane._canvas.note


def test_what_was_wrong_in_the_plane_is_forgotten_after_the_next_step(user: Any) -> None:
    user.controller.curves.add_control("geodesic-1", 0.001, None)
    assert "further along" in user.page.plane.message.text()
    user.controller.curves.add_control("geodesic-1", 0.5, None)
    assert user.page.plane.message.text() == ""


def test_learned_paths_are_offered_only_where_the_model_has_some(user: Any) -> None:
    offered = {action.data(): action.isEnabled() for action in user.page.paths.list.add_menu().actions()}
    assert not offered.pop("neurint") and all(offered.values())
