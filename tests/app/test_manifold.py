"""A model of a rendered set: its encoded data behind the paths, and the true frames below them."""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, Qt

from interp_explorer.app.explore import truth as truth_module
from interp_explorer.app.explore.measures_table import BETTER
from interp_explorer.app.scenes import default_scene
from interp_explorer.engine.edits import as_latent
from interp_explorer.engine.measures import written
from interp_explorer.engine.model_file import Gallery, ModelHeader, write_model
from interp_explorer.engine.networks import build_network, describe_network
from interp_explorer.engine.rendering import make_rendering
from interp_explorer.engine.scene import End
from interp_explorer.engine.scene_file import load_scene

SPEC = "pole:azimuths=12,elevations=3"
SIDE, DIMENSION = 16, 3
SHOWN = (0, 4, 25, 13)
"""Numbers of the set's images in the gallery."""


@pytest.fixture
def pole(models: Path) -> str:
    """An untrained autoencoder that says it has seen the pole, in the user's folder."""
    torch.manual_seed(3)
    rendering = make_rendering(SPEC)
    values = rendering.values()[list(SHOWN)]
    images = rendering.render(values, SIDE)
    shape = {"size": SIDE, "maps": 4, "latent_dimension": DIMENSION}
    encoder, decoder = build_network("vae-encoder", shape).eval(), build_network("vae-decoder", shape).eval()
    with torch.no_grad():
        latents = encoder(torch.from_numpy(images).float() / 255)[0].numpy()
    networks = {"encoder": encoder, "decoder": decoder}
    header = ModelHeader(
        "pole", "A pole for tests", "Untrained", {role: describe_network(each) for role, each in networks.items()},
        {"name": "normal", "arguments": {"dimension": DIMENSION}}, (1, SIDE, SIDE), DIMENSION, (), {},
        {"name": "pole", "spec": SPEC},
    )  # fmt: skip
    gallery = Gallery(images, np.zeros(len(SHOWN), np.int64), latents, values)
    write_model(models / "pole.safetensors", header, {r: n.state_dict() for r, n in networks.items()}, gallery)
    return "pole"


@pytest.fixture
def explorer(pole: str, open_window: Any) -> Any:
    """The user of a window on it, with paths from azimuth 0 to 120."""
    scene = dataclasses.replace(default_scene(pole), points=21)
    user = open_window(scene)
    user.wait_until_solved()
    return user


def rows(user: Any) -> dict[str, Any]:
    return {row.id: row for row in user.page.strips.strips.canvas._rows}


# True frames


def test_the_true_frames_are_those_of_the_sun_in_between(explorer: Any) -> None:
    row = rows(explorer)["truth"]
    assert (row.label, row.caption) == ("True frames", "azimuth 0 → 120°")
    azimuth = np.linspace(0, 120, 21)
    expected = make_rendering(SPEC).render(np.stack([azimuth, np.full(21, 45.0)], 1), SIDE)
    np.testing.assert_allclose(row.frames, expected / 255, atol=1e-6)
    gallery = explorer.page.ends._gallery
    np.testing.assert_allclose(row.frames[[0, -1]], gallery.images[:2] / 255, atol=1e-6)


def test_the_shorter_way_round_is_taken(explorer: Any) -> None:
    explorer.click(explorer.page.ends.panel.view("target"))
    explorer.pick(2)
    explorer.wait_until_solved()
    # Without classes a picture has its number.
    assert explorer.page.ends.panel.card("target").caption.text() == "target · #2"
    # Image 25 is azimuth 30 at the highest elevation; from 120 to 30 the sun goes back.
    explorer.click(explorer.page.ends.panel.view("source"))
    explorer.pick(1)
    explorer.wait_until_solved()
    assert rows(explorer)["truth"].caption == "azimuth 120 → 30°, elevation 45 → 80°"


def test_the_error_of_each_frame_is_plotted_and_its_mean_is_beside_the_strip(explorer: Any) -> None:
    frames, truth = explorer.result("linear-1").frames, rows(explorer)["truth"].frames
    errors = np.square(frames - truth).mean((1, 2, 3))
    menu = {action.text(): action for action in explorer.page.inspector.measures.menu.actions()}
    assert menu["Error to truth"].isVisible()
    menu["Error to truth"].trigger()
    explorer.wait_until_idle()
    plot = explorer.page.inspector.measures.other
    shown = {line.id: line for line in plot._series}
    np.testing.assert_allclose(shown["linear-1"].y, errors, rtol=1e-5)
    assert f"error {errors[1:-1].mean():.2g}" in rows(explorer)["linear-1"].caption


def test_the_error_to_the_truth_leads_the_measures(explorer: Any) -> None:
    frames, truth = explorer.result("linear-1").frames, rows(explorer)["truth"].frames
    name, *values = explorer.page.inspector.table.table.texts()[0]
    assert name == "Error to truth" + BETTER["less"]
    column = [layer.id for layer in explorer.scene.layers].index("linear-1")
    assert values[column] == written(float(np.square(frames - truth).mean((1, 2, 3))[1:-1].mean()))


def test_the_true_frame_stands_beside_those_of_the_paths(explorer: Any) -> None:
    explorer.controller.view.set_playhead(0.5)
    views, paths = explorer.page.inspector.now._views, len(explorer.scene.layers)
    assert views[paths].isVisible() and views[paths].toolTip() == "True frame"
    np.testing.assert_array_equal(views[paths]._image, rows(explorer)["truth"].frames[10])


def test_where_the_truth_is_not_known_its_row_stays_and_says_why(explorer: Any) -> None:
    height = explorer.page.strips.height()
    explorer.controller.view.show(plot="truth")
    explorer.controller.ends.random_end("target", 5)
    explorer.wait_until_solved()
    row = rows(explorer)["truth"]
    assert row.frames is None and row.note == "Not known: the target is no picture."
    assert explorer.page.inspector.measures.other._empty_text == row.note
    assert explorer.page.strips.height() == height
    assert "error" not in rows(explorer)["linear-1"].caption
    assert explorer.page.inspector.table.table.texts()[0][0] == "Length"
    explorer.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    explorer.wait_until_solved()
    assert rows(explorer)["truth"].frames is not None


def test_true_frames_of_other_ends_are_dimmed_and_measure_nothing(
    explorer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, draw = threading.Event(), truth_module._draw
    monkeypatch.setattr(truth_module, "_draw", lambda *given: opened.wait(30) and draw(*given))
    explorer.controller.ends.swap_ends()
    explorer.wait_until(lambda: rows(explorer)["truth"].stale)
    assert "error" not in rows(explorer)["linear-1"].caption
    opened.set()
    explorer.wait_until_solved()
    explorer.wait_until(lambda: not rows(explorer)["truth"].stale)
    assert "error" in rows(explorer)["linear-1"].caption
    assert rows(explorer)["truth"].caption == "azimuth 120 → 0°"


def test_the_truth_of_another_model_is_never_shown(explorer: Any) -> None:
    explorer.controller.open(dataclasses.replace(default_scene("tiny"), title="Another"), "open")
    assert "truth" not in rows(explorer)
    explorer.wait_until_solved()
    assert "truth" not in rows(explorer)


def test_true_frames_can_be_hidden_and_selecting_their_row_selects_no_layer(explorer: Any) -> None:
    canvas, selected = explorer.page.strips.strips.canvas, explorer.scene.selected
    canvas.row_selected.emit("truth")
    assert explorer.scene.selected == selected
    explorer.click(explorer.page.paths.truth, QPoint(10, 10))
    explorer.wait_until_idle()
    assert "truth" not in rows(explorer) and not explorer.scene.view.truth


def test_other_models_offer_no_true_frames(user: Any) -> None:
    assert not user.page.paths.truth.isVisible()
    assert "truth" not in rows(user)


# Encoded data


def show_data(user: Any, tab: int) -> None:
    user.click(user.page.plane.tabs._group.button(tab))
    user.page.paths.cloud.setFocus()
    user.key(Qt.Key.Key_Down)
    user.wait_until_idle()


@pytest.mark.parametrize(("tab", "dimensions"), [(2, 2), (3, 3)])
def test_the_encoded_data_lie_behind_the_paths_with_rings_of_azimuth(explorer: Any, tab: int, dimensions: int) -> None:
    show_data(explorer, tab)
    assert explorer.scene.view.cloud == "data"
    content = explorer.plane._content
    assert content.samples.shape == (36, dimensions)
    rings = [points for family, points in content.lines if family == 0]
    columns = [points for family, points in content.lines if family == 1]
    assert (len(rings), len(columns)) == (3, 12)
    # A ring closes; a column has one image of each elevation.
    assert {len(points) for points in rings} == {13} and {len(points) for points in columns} == {3}
    assert all((points[0] == points[-1]).all() for points in rings)
    encoded, projection = explorer.controller.surroundings.encoded, explorer.controller.surroundings.projection
    np.testing.assert_allclose(projection.origin, encoded.latents.mean(0), atol=1e-5)
    np.testing.assert_allclose(projection.to_view(encoded.latents[:12]), rings[0][:12], atol=1e-6)
    assert not explorer.page.paths.samples.isVisible()


def test_points_off_the_manifold_are_ringed_and_counted(explorer: Any) -> None:
    show_data(explorer, 2)
    encoded = explorer.controller.surroundings.encoded
    far = encoded.latents.mean(0) + 40 * encoded.reaches.max()
    explorer.controller.ends.set_end("target", End(as_latent(far)))
    explorer.wait_until_solved()
    [linear] = [curve for curve in explorer.plane._content.curves if curve.id == "linear-1"]
    between = np.linalg.norm(encoded.latents[:, None] - encoded.latents[None], axis=2)
    own = np.linalg.norm(explorer.result("linear-1").latents[:, None] - encoded.latents[None], axis=2)
    np.testing.assert_array_equal(linear.warned, (own > np.sort(between, axis=1)[:, 3]).all(1))
    assert linear.warned[-1] and not linear.warned[0]
    explorer.controller.layers.select("linear-1")
    explorer.wait_until_idle()
    assert explorer.page.plane.note.text().startswith(f"{linear.warned.sum()} of 21 off manifold")
    explorer.plane.grab()


def test_without_a_rendered_set_the_gallery_is_shown(user: Any) -> None:
    show_data(user, 2)
    assert user.plane._content.samples.shape == (12, 2)
    assert user.plane._content.lines == ()
    user.page.paths.cloud.setFocus()
    user.key(Qt.Key.Key_Up)
    user.wait_until_idle()
    assert user.plane._content.samples.shape == (500, 2)
    assert not any(curve.warned.any() for curve in user.plane._content.curves)


def test_what_is_shown_is_kept_in_the_scene_file(explorer: Any, tmp_path: Path) -> None:
    show_data(explorer, 2)
    explorer.click(explorer.page.paths.truth, QPoint(10, 10))
    explorer.window.files.save(tmp_path / "pole.json")
    view = load_scene(tmp_path / "pole.json").view
    assert (view.cloud, view.truth, view.projection) == ("data", False, "pca-2")
    assert explorer.undo_steps() == []


def test_another_model_forgets_the_data(explorer: Any) -> None:
    show_data(explorer, 2)
    explorer.window.header.model_chosen.emit("tiny")
    explorer.wait_until_solved()
    assert explorer.controller.surroundings.encoded.latents.shape == (12, 4)
