"""The ends of the paths: picked, drawn, swapped and dropped."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from interp_explorer.engine import solve as solving
from interp_explorer.engine.ends import resolve_end
from interp_explorer.engine.model import load_model
from interp_explorer.engine.progress import Progress

from .helpers import CONTROL, LAYERS, OFF, drag_from_the_curve


def pictures_of(user: Any, index: int) -> np.ndarray:
    """The picture of the gallery as the model draws it, (C, H, W)."""
    model = load_model(user.scene.model)
    with solving.torch.no_grad():
        return model.decode(solving.torch.from_numpy(model.gallery.latents[index : index + 1]))[0].numpy()


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
