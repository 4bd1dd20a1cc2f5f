"""NeurInt in the window: the arrow of the first velocity under a real mouse and real keys, arrival, reverse, draws."""

from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, Qt

from interp_explorer.app.explore.curve_actions import STEERED
from interp_explorer.app.explore.velocity_arrow import SHARE
from interp_explorer.app.main import main
from interp_explorer.app.scenes import default_scene
from interp_explorer.engine.edits import with_velocity
from interp_explorer.engine.methods import Linear, NeurInt
from interp_explorer.engine.model_file import Gallery, ModelHeader, write_model
from interp_explorer.engine.networks import build_network, describe_network
from interp_explorer.engine.scene import Layer
from interp_explorer.engine.scene_file import load_scene, save_scene

CONTROL = Qt.KeyboardModifier.ControlModifier
FAN = "neurint-1"
OFF = QPoint(30, -40)
"""A way off the tip, in pixels."""


@pytest.fixture
def moving(models: Path) -> str:
    """A NeurInt model of 8-pixel images with random weights."""
    shape = {"size": 8, "maps": 4, "latent_dimension": 4}
    described = {
        "decoder": ("progressive-generator", shape),
        "encoder": ("position-encoder", shape),
        "velocity": ("velocity-encoder", {"latent_dimension": 4, "least": 1.0}),
        "field": ("vector-field", {"latent_dimension": 4, "hidden": 8}),
    }
    with torch.random.fork_rng():
        torch.manual_seed(5)
        networks = {role: build_network(*one) for role, one in described.items()}
    random = np.random.default_rng(2)
    gallery = Gallery(
        random.integers(0, 255, (6, 1, 8, 8)).astype(np.uint8), np.arange(6) % 2,
        2 * random.normal(size=(6, 4)).astype(np.float32),
    )  # fmt: skip
    header = ModelHeader(
        "moving", "Moving", "Untrained", {role: describe_network(one) for role, one in networks.items()},
        {"name": "normal", "arguments": {"dimension": 4}}, (1, 8, 8), 4, ("a", "b"), {}, {},
    )  # fmt: skip
    weights = {role: network.state_dict() for role, network in networks.items()}
    write_model(models / "moving.safetensors", header, weights, gallery)
    return "moving"


@pytest.fixture
def fan(open_window: Any, moving: str) -> Any:
    """The user of a window with four draws of NeurInt, the second chosen, in true lengths."""
    layers = (Layer("linear-1", Linear(), 0), Layer(FAN, NeurInt(), 2, seed=7, draws=4, chosen=1))
    scene = dataclasses.replace(default_scene(moving), layers=layers, selected=FAN, points=12)
    scene = dataclasses.replace(scene, view=dataclasses.replace(scene.view, projection="isometric"))
    user = open_window(scene)
    user.wait_until_solved()
    return user


def tip(user: Any) -> QPoint:
    """The pixel of the arrow's tip."""
    content = user.plane._content
    return QPoint(*map(round, user.plane._canvas.to_pixels(content.arrow(content.curve(FAN)))[1]))


def drag(user: Any, off: QPoint = OFF) -> None:
    start = tip(user)
    user.drag(start, start + off / 2, start + off)
    user.wait_until_solved()


def test_the_arrow_stands_at_the_source_along_the_path(fan: Any) -> None:
    curve, projection = fan.plane._content.curve(FAN), fan.controller.surroundings.projection
    velocity = fan.result(FAN).flight.velocity[1]
    np.testing.assert_allclose(curve.arrow[0], projection.to_view(np.array(fan.scene.source.latent)))
    np.testing.assert_allclose(curve.arrow[1] - curve.arrow[0], SHARE * velocity @ projection.down, atol=1e-6)
    assert not curve.arrow_set
    assert len(fan.plane._content.curve("linear-1").arrow) == 0
    fan.controller.layers.select("linear-1")
    fan.wait_until_idle()
    assert all(len(curve.arrow) == 0 for curve in fan.plane._content.curves)


def test_a_drag_sets_the_velocity_of_the_chosen_draw_and_is_one_step(fan: Any) -> None:
    before = fan.result(FAN)
    start = tip(fan)
    fan.press(start)
    for share in (0.5, 1.0):
        fan.move(start + OFF * share)
        [(draw, wanted)] = fan.scene.layer(FAN).own_velocities
        assert draw == 1
        fan.wait_until(lambda wanted=wanted: fan.result(FAN).request.own_velocities == ((1, wanted),))
        assert (tip(fan) - (start + OFF * share)).manhattanLength() <= 2
    assert fan.undo_steps() == []
    left_at = fan.plane._canvas.to_view(np.array((start + OFF).toTuple(), float))
    fan.release(start + OFF)
    fan.wait_until_solved()
    assert fan.undo_steps() == ["set velocity"]
    result, projection = fan.result(FAN), fan.controller.surroundings.projection
    np.testing.assert_allclose(result.latents[[0, 2, 3]], before.latents[[0, 2, 3]], atol=1e-5)
    assert np.abs(result.latents[1, -1] - before.latents[1, -1]).max() > 0.05
    # The tip is where the hand has left it, and what cannot be seen of the velocity is as it was.
    x0, _, x1, _ = fan.plane.view_rect()
    np.testing.assert_allclose(fan.plane._content.curve(FAN).arrow[1], left_at, atol=(x1 - x0) / 200)
    change = result.flight.velocity[1] - before.flight.velocity[1]
    np.testing.assert_allclose(change @ projection.down @ projection.up, change, atol=1e-4)
    assert fan.plane._content.curve(FAN).arrow_set
    fan.key(Qt.Key.Key_Z, CONTROL)
    assert fan.scene.layer(FAN).own_velocities == ()
    assert fan.result(FAN) is before
    fan.key(Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert fan.result(FAN) is result


def test_a_path_that_leaves_a_view_that_nobody_moved_is_fitted_in(fan: Any) -> None:
    def in_sight() -> bool:
        x0, y0, x1, y1 = fan.plane.view_rect()
        points = fan.plane._content.curve(FAN).points
        return bool((points >= (x0, y0)).all() and (points <= (x1, y1)).all())

    fan.window.resize(1300, 840)  # which is no move of the view
    fan.wait_until_idle()
    fan.controller.layers.set_method(FAN, NeurInt(extrapolate=2.0), True)
    fan.wait_until_solved()
    assert in_sight()
    fan.plane._canvas.pan(np.array([400.0, 0.0]))
    fan.controller.layers.set_method(FAN, NeurInt(extrapolate=4.0), True)
    fan.wait_until_solved()
    assert not in_sight()


def test_escape_gives_the_drag_up(fan: Any) -> None:
    start = tip(fan)
    fan.plane.setFocus()
    fan.press(start)
    fan.move(start + OFF)
    assert fan.scene.layer(FAN).own_velocities
    fan.key(Qt.Key.Key_Escape)
    assert fan.scene.layer(FAN).own_velocities == ()
    fan.move(start + OFF * 1.5)
    fan.release(start + OFF * 1.5)
    fan.wait_until_solved()
    assert fan.undo_steps() == []
    assert (tip(fan) - start).manhattanLength() <= 1


def test_the_drawn_velocity_comes_back_by_button_key_and_resampling(fan: Any) -> None:
    before = fan.result(FAN).latents.copy()
    button = fan.page.inspector.parameters.drawn
    assert not button.isVisible()
    drag(fan)
    assert button.isVisible()
    fan.controller.layers.choose_draw(FAN, 0)
    assert not button.isVisible()
    fan.controller.layers.choose_draw(FAN, 1)
    fan.click(button)
    fan.wait_until_solved()
    np.testing.assert_allclose(fan.result(FAN).latents, before, atol=1e-6)
    assert fan.undo_steps() == ["set velocity", "use the drawn velocity"]
    assert not button.isVisible()
    drag(fan)
    fan.plane.setFocus()
    fan.key(Qt.Key.Key_Delete)
    fan.wait_until_solved()
    assert fan.scene.layer(FAN).own_velocities == ()
    drag(fan)
    fan.key(Qt.Key.Key_R)
    fan.wait_until_solved()
    layer = fan.scene.layer(FAN)
    assert layer.own_velocities == () and [draw for draw, _ in layer.own_seeds] == [1]
    np.testing.assert_allclose(fan.result(FAN).latents[[0, 2, 3]], before[[0, 2, 3]], atol=1e-5)
    assert np.abs(fan.result(FAN).latents[1] - before[1]).max() > 0.05
    fan.key(Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    fan.wait_until_solved()
    assert (np.abs(fan.result(FAN).latents - before).max((1, 2)) > 0.05).all()


def test_another_end_has_other_velocities(fan: Any) -> None:
    drag(fan)
    fan.pick(3)
    fan.wait_until_solved()
    assert fan.scene.layer(FAN).own_velocities == ()
    assert len(fan.undo_steps()) == 2


def test_a_velocity_is_kept_in_scene_and_file(fan: Any, tmp_path: Path) -> None:
    drag(fan)
    save_scene(fan.scene, tmp_path / "scene.json")
    assert load_scene(tmp_path / "scene.json") == fan.scene
    assert main(["render", str(tmp_path / "scene.json"), "--layer", FAN, "-o", str(tmp_path / "a.npz")]) == 0
    with np.load(tmp_path / "a.npz") as file:
        np.testing.assert_array_equal(file["latents"], fan.result(FAN).latents)
        np.testing.assert_array_equal(file["velocity"][1], np.float32(fan.scene.layer(FAN).own_velocities[0][1]))
        [own] = json.loads(str(file["meta"]))["own_velocities"]
    assert (own["draw"], tuple(own["velocity"])) == fan.scene.layer(FAN).own_velocities[0]


def test_the_gap_stands_beside_both_images(fan: Any) -> None:
    section = fan.page.inspector.arrival
    flight = fan.result(FAN).flight
    assert section.isVisible()
    np.testing.assert_array_equal(section.image._image, flight.image[1])
    np.testing.assert_array_equal(section.wanted._image, flight.wanted)
    assert section.gap.text() == f"{flight.gap[1]:.3f}"
    assert section.among.text() == f"apart, a pixel; all draws {flight.gap.min():.3f} to {flight.gap.max():.3f}"
    assert section.accessibleName() == "At the target" and section.image._caption == "at t = 1.00"
    np.testing.assert_allclose(flight.image, fan.result(FAN).frames[:, -1], atol=1e-5)
    fan.key(Qt.Key.Key_Down)
    fan.wait_until_idle()
    assert section.gap.text() == f"{flight.gap[2]:.3f}"
    fan.controller.layers.select("linear-1")
    assert not section.isVisible()


def test_reverse_meets_the_target_and_has_its_arrow_there(fan: Any) -> None:
    drag(fan)
    fan.controller.layers.set_method(FAN, NeurInt(reverse=True, extrapolate=1.0), final=True)
    fan.wait_until_solved()
    assert fan.scene.layer(FAN).own_velocities == ()
    target = np.array(fan.scene.target.latent)
    np.testing.assert_allclose(fan.result(FAN).latents[:, -1], np.tile(target, (4, 1)), atol=1e-5)
    curve, projection = fan.plane._content.curve(FAN), fan.controller.surroundings.projection
    np.testing.assert_allclose(curve.arrow[0], projection.to_view(target))
    section = fan.page.inspector.arrival
    assert section.accessibleName() == "At the source" and section.image._caption == "at t = 0.50"
    before = fan.result(FAN).latents[1].copy()
    drag(fan)
    after = fan.result(FAN).latents[1]
    np.testing.assert_allclose(after[-1], target, atol=1e-5)
    assert np.abs(after[0] - before[0]).max() > 0.05


def test_a_pull_at_the_curve_says_what_can_be_dragged(fan: Any) -> None:
    place = fan.pixel(fan.place_on_path(0.6, FAN))
    fan.drag(place, place + OFF / 2, place + OFF)
    assert fan.scene.layer(FAN).controls == () and fan.undo_steps() == []
    assert STEERED in fan.page.plane.message.text()
    assert not fan.plane._hold.active


def test_every_draw_is_a_line_of_the_first_component(fan: Any) -> None:
    measures = fan.page.inspector.measures
    for name in ("latent component", "norm"):
        fan.controller.view.show(plot=name)
        fan.wait_until_idle()
        line = next(series for series in measures.other._series if series.id == FAN)
        assert line.faint.shape == (4, 12)
        np.testing.assert_allclose(line.faint[1], line.y, atol=1e-6)
        # All begin in one point and go apart (NI fig. 5).
        assert np.ptp(line.faint[:, 0]) < 1e-5 < np.ptp(line.faint[:, 6])
        fan.window.grab()
    assert next(series for series in measures.other._series if series.id == "linear-1").faint is None


def test_dynamics_of_first_order_have_no_arrow(open_window: Any, moving: str, models: Path) -> None:
    from interp_explorer.engine.model_file import read_model

    file = read_model(models / "moving.safetensors")
    field = {"latent_dimension": 4, "hidden": 8, "order": "first"}
    with torch.random.fork_rng():
        torch.manual_seed(5)
        network = build_network("vector-field", field)
    networks = {**file.header.networks, "field": describe_network(network)}
    weights = {**file.weights, "field": network.state_dict()}
    del networks["velocity"], weights["velocity"]
    header = dataclasses.replace(file.header, name="plodding", networks=networks)
    write_model(models / "plodding.safetensors", header, weights, file.gallery)
    scene = dataclasses.replace(default_scene("plodding"), layers=(Layer(FAN, NeurInt(), 2, draws=2),), selected=FAN)
    user = open_window(dataclasses.replace(scene, points=8))
    user.wait_until_solved()
    assert len(user.plane._content.curve(FAN).arrow) == 0
    assert user.page.inspector.arrival.isVisible()
    assert with_velocity(user.scene, FAN, (1.0,) * 4).layer(FAN).own_velocities


def test_a_figure_shows_every_draw_to_two_targets(moving: str, tmp_path: Path) -> None:
    words = ["figure", "components", "--model", moving, "--source", "0", "--target", "1", "2", "--points", "9"]
    assert main([*words, "--draws", "3", "--set", "temperature=2", "-o", str(tmp_path / "pc1.csv")]) == 0
    lines: dict[str, list[float]] = {}
    with open(tmp_path / "pc1.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    for _, name, _, y in rows:
        lines.setdefault(name, []).append(float(y))
    assert list(lines) == [f"NeurInt to gallery:{end}, draw {draw}" for end in (1, 2) for draw in (1, 2, 3)]
    values = np.array(list(lines.values()))
    assert values.shape == (6, 9)
    # They leave one point, and no two are the same path (NI fig. 5).
    np.testing.assert_allclose(values[:, 0], values[0, 0])
    assert len(np.unique(values[:, -1].round(6))) == 6
    same = ["figure", "components", "--model", moving, "--source", "0", "--target", "1", "--points", "9"]
    assert main([*same, "--draws", "3", "--set", "steps=64", "-o", str(tmp_path / "pc1.svg")]) == 0
    assert len((tmp_path / "pc1.svg").read_text().split("curve-")) == 1 + 3
