"""Endless walks from the window: stops put in order with mouse and keys, and films that are read back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from interp_explorer.app import walk_exports
from interp_explorer.app.scenes import default_scene, with_model
from interp_explorer.app.walk_panel import WalkPanel
from interp_explorer.engine.edits import as_latent, with_new_layer
from interp_explorer.engine.methods import GPBridge
from interp_explorer.engine.model import load_model
from interp_explorer.engine.walk import walk_frames
from interp_explorer.widgets.field_label import FieldLabel

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def panel(user: Any, tmp_path: Path) -> WalkPanel:
    """The panel, opened by its key, with short stretches, small frames and a file of its own."""
    user.key(Qt.Key.Key_E, CONTROL | SHIFT)
    panel = user.window.panels.walk
    assert panel.isVisible()
    write(panel.file, tmp_path / "walk.gif")
    write(panel.of_walk.settings.field("size")._number, 16)
    write(panel.of_walk.course.field("points")._number, 6)
    return panel


def write(field: Any, text: object) -> None:
    """Type over what a field says."""
    field.selectAll()
    QTest.keyClicks(field, str(text))
    QTest.keyClick(field, Qt.Key.Key_Tab)


def add(user: Any, panel: WalkPanel, *pictures: int) -> None:
    """Click pictures of the gallery."""
    gallery, stops = panel.of_walk.stops.gallery, panel.of_walk.stops
    for index in pictures:
        before = len(stops.stops)
        place = gallery.visualRect(gallery.model().index(index, 0)).center() - QPoint(3, 3)
        user.click(gallery.viewport(), place)
        user.wait_until(lambda before=before: len(stops.stops) == before + 1)


def origins(panel: WalkPanel) -> list[str]:
    return [stop.end.origin for stop in panel.of_walk.stops.stops]


def export(user: Any, panel: WalkPanel) -> None:
    """Press the button, and wait for the answer."""
    user.click(panel.start)
    user.wait_until(panel.start.isEnabled)


def drag(panel: WalkPanel, start: int, place: QPoint) -> None:
    """Take a stop by its middle and let it go at a place."""
    canvas = panel.of_walk.stops.playlist.canvas
    QTest.mousePress(canvas, LEFT, NONE, canvas.cell(start).center())
    QTest.mouseMove(canvas, canvas.cell(start).center() + QPoint(12, 0))
    QTest.mouseMove(canvas, place)
    QTest.mouseRelease(canvas, LEFT, NONE, place)


def test_stops_come_from_ends_gallery_and_draws(user: Any, panel: WalkPanel) -> None:
    stops = panel.of_walk.stops
    assert stops.playlist.canvas.accessibleName().startswith("Click images above")
    add(user, panel, 3)
    for button in (stops.source, stops.target, stops.random):
        user.click(button)
    stops.gallery.setFocus()
    QTest.keyClick(stops.gallery, Qt.Key.Key_Home)
    QTest.keyClick(stops.gallery, Qt.Key.Key_Return)
    user.wait_until(lambda: len(stops.stops) == 5)
    scene, found = user.scene, stops.stops
    assert [stop.end for stop in found[1:3]] == [scene.source, scene.target]
    assert found[0].end.origin == "gallery:3" and found[4].end.origin == "gallery:0"
    # The seed that is shown brings the draw back.
    kind, _, seed = found[3].end.origin.partition(":")
    assert kind == "random"
    assert stops.playlist.canvas._items[3].caption == f"seed {seed}"
    from interp_explorer.engine.ends import resolve_end

    assert resolve_end(f"random:{seed}", load_model("tiny")).latent == found[3].end.latent
    assert stops.accessibleName() == "5 stops"


def test_stops_are_dragged_into_another_order(user: Any, panel: WalkPanel) -> None:
    add(user, panel, 1, 2, 3)
    canvas = panel.of_walk.stops.playlist.canvas
    drag(panel, 2, canvas.cell(0).center() - QPoint(20, 0))
    assert origins(panel) == ["gallery:3", "gallery:1", "gallery:2"]
    drag(panel, 0, canvas.cell(2).center() + QPoint(30, 0))
    assert origins(panel) == ["gallery:1", "gallery:2", "gallery:3"]
    assert panel.of_walk.stops.playlist.current() == 2
    # A drag that ends where it began, and one that is given up, change nothing.
    drag(panel, 1, canvas.cell(1).center())
    QTest.mousePress(canvas, LEFT, NONE, canvas.cell(0).center())
    QTest.mouseMove(canvas, canvas.cell(2).center())
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, LEFT, NONE, canvas.cell(2).center())
    assert origins(panel) == ["gallery:1", "gallery:2", "gallery:3"]
    assert panel.isVisible()


def test_stops_are_moved_and_removed_by_keys_and_buttons(user: Any, panel: WalkPanel) -> None:
    add(user, panel, 1, 2, 3)
    stops, canvas = panel.of_walk.stops, panel.of_walk.stops.playlist.canvas
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Left, CONTROL)
    assert origins(panel) == ["gallery:1", "gallery:3", "gallery:2"]
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert stops.playlist.current() == 1
    user.click(stops.later)
    assert origins(panel) == ["gallery:1", "gallery:2", "gallery:3"] and not stops.later.isEnabled()
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert origins(panel) == ["gallery:1", "gallery:2"]
    user.click(canvas, canvas.cell(0).center())
    user.click(stops.remove)
    assert origins(panel) == ["gallery:2"]
    user.click(stops.clear)
    assert origins(panel) == [] and not stops.remove.isEnabled()


@pytest.mark.parametrize("loop", [True, False])
def test_the_film_is_the_walk_that_was_asked_for(user: Any, panel: WalkPanel, tmp_path: Path, loop: bool) -> None:
    add(user, panel, 1, 2, 5)
    if not loop:
        user.click(panel.of_walk.course.field("loop"), QPoint(8, 14))
    walk = panel.of_walk.walk()
    assert (walk.loop, walk.points, walk.frames) == (loop, 6, 15 if loop else 11)
    export(user, panel)
    assert panel.message.text() == f"Saved {tmp_path / 'walk.gif'}."
    expected = np.array(list(walk_frames(walk, load_model("tiny"))))[:, 0]
    with Image.open(tmp_path / "walk.gif") as film:
        shown = np.array([np.asarray(frame.convert("L")) for frame in ImageSequence.Iterator(film)]) / 255
        assert ("loop" in film.info) == loop
    assert shown.shape == (walk.frames, 16, 16)
    np.testing.assert_allclose(shown.mean((1, 2)), expected.mean((1, 2)), atol=0.02)
    gallery = load_model("tiny").gallery.latents
    assert walk.stops == tuple(as_latent(gallery[index]) for index in (1, 2, 5))


def test_the_preview_shows_frames_of_the_film(user: Any, panel: WalkPanel) -> None:
    part = panel.of_walk
    assert part.preview.images() is None
    add(user, panel, 1, 2)
    user.wait_until(lambda: part.preview.images() is not None)
    frames = np.array(list(walk_frames(part.walk(), load_model("tiny"))))
    np.testing.assert_allclose(part.preview.images(), frames, atol=1e-6)
    before, seed = part.preview.images(), part.seed.text()
    user.click(part.resample)
    assert part.seed.text() != seed
    user.wait_until(lambda: part.preview.images() is not before)
    assert np.abs(part.preview.images() - before).max() > 1e-3
    user.click(part.stops.clear)
    user.wait_until(lambda: part.preview.images() is None)


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_stops_is_told(user: Any, panel: WalkPanel, tmp_path: Path, count: int) -> None:
    before = set(tmp_path.iterdir())
    add(user, panel, *range(count))
    user.click(panel.start)
    assert panel.message.text() == f"A walk goes through 2 to 1000 images, not {count}: add or remove some."
    assert panel.start.isEnabled() and set(tmp_path.iterdir()) == before


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Holds films back until it is set."""
    write_film, release = walk_exports._write, threading.Event()

    def wait(*arguments: Any) -> None:
        release.wait(20)
        write_film(*arguments)

    monkeypatch.setattr(walk_exports, "_write", wait)
    yield release
    release.set()


def test_a_cancelled_walk_leaves_nothing(user: Any, panel: WalkPanel, tmp_path: Path, held: threading.Event) -> None:
    add(user, panel, 1, 2)
    user.wait_until_idle()
    before = set(tmp_path.iterdir())
    user.click(panel.start)
    assert not panel.start.isEnabled() and panel.bar.isVisible()
    user.click(panel.cancel)
    held.set()
    user.wait_until_idle()
    assert "cancelled" in panel.message.text() and panel.isVisible()
    assert set(tmp_path.iterdir()) == before


def test_a_film_is_replaced_only_when_asked_twice(user: Any, panel: WalkPanel, tmp_path: Path) -> None:
    add(user, panel, 1, 2)
    (tmp_path / "walk.gif").write_text("precious")
    user.click(panel.start)
    assert panel.message.text() == "walk.gif exists: press Replace to write over it."
    assert (tmp_path / "walk.gif").read_text() == "precious"
    export(user, panel)
    assert (tmp_path / "walk.gif").read_bytes()[:3] == b"GIF"


def test_what_was_wrong_is_forgotten_once_a_stop_is_added(user: Any, panel: WalkPanel) -> None:
    user.click(panel.start)
    assert "2 to 1000 images" in panel.message.text()
    add(user, panel, 1, 2)
    assert panel.message.text() == "" and not panel.message.isVisible()


def test_a_walk_that_no_bridge_can_make_says_why(user: Any, panel: WalkPanel, tmp_path: Path) -> None:
    """A periodic process is back where it began after T = 2 periods."""
    part = panel.of_walk
    QTest.keyClick(part.method, Qt.Key.Key_Down)
    assert part.method.current() == "gp-bridge"
    box = part.form.field("kernel")
    QTest.keyClick(box, Qt.Key.Key_Home)
    assert part.form.instance().kernel == "periodic"
    write(part.form.field("period")._number, 0.5)
    add(user, panel, 1, 2)
    user.wait_until(lambda: "repeats itself" in part.message.text())
    export(user, panel)
    assert "repeats itself" in panel.message.text()
    assert not (tmp_path / "walk.gif").exists()


def test_only_films_are_written(user: Any, panel: WalkPanel, tmp_path: Path) -> None:
    add(user, panel, 1, 2)
    write(panel.file, tmp_path / "walk.png")
    user.click(panel.start)
    assert panel.message.text() == "A walk is a film: walk.png must end in .mp4 or .gif."


def test_the_selected_bridge_gives_method_and_parameters(user: Any, panel: WalkPanel) -> None:
    part = panel.of_walk
    assert not part.take.isEnabled() and part.method.current() == "ou-bridge"
    user.controller.journal.commit(with_new_layer(user.scene, GPBridge(beta=3.0)), "add")
    assert part.form.instance() == GPBridge(beta=3.0)
    # What the user has chosen here stays until they ask.
    QTest.keyClick(part.method, Qt.Key.Key_Up)
    layer = user.scene.layer(user.scene.selected)
    user.controller.journal.commit(user.scene.with_layer(replace(layer, method=GPBridge(beta=5.0))), "beta")
    assert part.method.current() == "ou-bridge"
    user.click(part.take)
    assert part.form.instance() == GPBridge(beta=5.0)


def test_every_model_has_its_own_stops(user: Any, panel: WalkPanel) -> None:
    add(user, panel, 1, 2)
    user.controller.open(with_model(user.scene, "wide"), "model")
    assert origins(panel) == []
    add(user, panel, 4)
    assert len(panel.of_walk.stops.stops[0].end.latent) == 6
    user.controller.journal.undo()
    assert origins(panel) == ["gallery:1", "gallery:2"]


@pytest.mark.parametrize("drawn_before", [True, False])
def test_frames_are_drawn_where_there_is_a_likelihood(open_window: Any, drawn_before: bool) -> None:
    """A draw of a Bernoulli likelihood is black and white; the panel begins with what the scene shows."""
    user = open_window(
        replace(default_scene("digits-vae"), layers=(), selected="", pixels="draw" if drawn_before else "mean")
    )
    user.wait_until_idle()
    user.key(Qt.Key.Key_E, CONTROL | SHIFT)
    panel = user.window.panels.walk
    part, box = panel.of_walk, panel.of_walk.course.field("pixels")
    assert box.isVisible() and part.walk().pixels == ("draw" if drawn_before else "mean")
    QTest.keyClick(box, Qt.Key.Key_End)
    write(part.course.field("points")._number, 6)
    add(user, panel, 1, 2)
    user.wait_until(lambda: part.preview.images() is not None)
    user.wait_until_idle()
    assert set(np.unique(part.preview.images())) == {0.0, 1.0}
    QTest.keyClick(box, Qt.Key.Key_Home)
    # What is chosen here stays when the scene goes back.
    user.controller.layers.set_pixels("draw")
    assert part.walk().pixels == "mean"
    user.wait_until_idle()
    user.wait_until(lambda: len(np.unique(part.preview.images())) > 2)


def test_other_models_show_the_mean(user: Any, panel: WalkPanel) -> None:
    assert not panel.of_walk.course.field("pixels").isVisible()
    user.controller.layers.set_pixels("draw")
    assert panel.of_walk.walk().pixels == "mean"


def test_every_control_has_a_name_and_a_tool_tip(user: Any, panel: WalkPanel) -> None:
    part, stops = panel.of_walk, panel.of_walk.stops
    controls = (
        stops.source, stops.target, stops.random, stops.earlier, stops.later, stops.remove, stops.clear, part.method,
        part.take, part.resample, panel.format, panel.file, panel.browse, panel.start, panel.cancel,
    )  # fmt: skip
    for control in controls:
        assert control.accessibleName() and control.toolTip(), control
    labels = [label for label in panel.findChildren(FieldLabel) if label.isVisible()]
    assert len(labels) >= 10
    assert all(label.fontMetrics().horizontalAdvance(label.text()) <= label.width() for label in labels)


def test_the_panel_fits_a_small_screen_with_every_method(user: Any, panel: WalkPanel) -> None:
    part = panel.of_walk
    for kernel in ("sum", "product"):
        part._methods["gp-bridge"] = GPBridge(kernel=kernel)
        part.method.set_current("gp-bridge")
        part._choose_method("gp-bridge")
        panel.message.show_message(
            "A sentence that is long enough for two lines, even in a panel as wide as this. " * 2
        )
        user.wait_until_idle()
        assert panel.width() <= 1280 and panel.height() <= 760
