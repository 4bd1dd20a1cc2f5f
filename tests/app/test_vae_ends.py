"""Ends drawn from q(z | x) and pixels drawn from p(x | z), in the window."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from PySide6.QtCore import Qt

from interp_explorer.app.scenes import default_scene
from interp_explorer.engine.ends import resolve_end
from interp_explorer.engine.methods import Linear
from interp_explorer.engine.model import load_model
from interp_explorer.engine.scene import Layer, Scene
from interp_explorer.engine.scene_file import from_json, to_json

CONTROL = Qt.KeyboardModifier.ControlModifier


def line_in_a_vae() -> Scene:
    """A short line between two pictures of the shipped VAE."""
    scene = default_scene("digits-vae")
    return dataclasses.replace(scene, layers=(Layer("linear-1", Linear()),), points=5, selected="")


def test_an_end_is_drawn_drawn_again_and_undone(open_window: Any) -> None:
    scene = dataclasses.replace(
        default_scene("digits-vae"), layers=(Layer("linear-1", Linear()),), points=5, selected=""
    )
    user = open_window(scene)
    user.wait_until_solved()
    choice = user.page.ends.codes["target"]
    assert choice.isVisible() and not choice.mean.isVisible()
    origins = []
    for _ in range(2):
        before = user.scene.target.origin
        user.click(choice.draw)
        user.wait_until(lambda before=before: user.scene.target.origin != before)
        user.wait_until_solved()
        origins.append(user.scene.target.origin)
    assert all(origin.startswith("draw:") and origin.endswith(scene.target.origin) for origin in origins)
    assert user.scene.target == resolve_end(origins[1], load_model("digits-vae"))
    assert from_json(to_json(user.scene)) == user.scene
    user.key(Qt.Key.Key_Z, CONTROL)
    assert user.scene.target.origin == origins[0]
    user.click(choice.mean)
    user.wait_until(lambda: user.scene.target.origin == scene.target.origin)
    np.testing.assert_allclose(user.scene.target.latent, scene.target.latent, atol=1e-5)


def test_pixels_are_drawn_where_there_is_a_likelihood(open_window: Any) -> None:
    scene = dataclasses.replace(
        default_scene("digits-vae"), layers=(Layer("linear-1", Linear()),), points=5, selected=""
    )
    user = open_window(scene)
    user.wait_until_solved()
    user.click(user.page.ends.pixels)
    user.wait_until_solved()
    assert user.scene.pixels == "draw" and from_json(to_json(user.scene)) == user.scene
    assert set(np.unique(user.result("linear-1").frames)) == {0.0, 1.0}
    user.key(Qt.Key.Key_Z, CONTROL)
    user.wait_until_solved()
    assert user.scene.pixels == "mean" and not user.page.ends.pixels.isChecked()
    assert len(np.unique(user.result("linear-1").frames)) > 2


def test_other_models_offer_neither(user: Any) -> None:
    assert not user.page.ends.codes["source"].isVisible()
    assert not user.page.ends.pixels.isVisible()
