"""Paths that keep their target while another is chosen: one source and several targets in one picture."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt

from interp_explorer.engine.methods import Linear, Spherical
from interp_explorer.engine.scene import Layer, Scene
from interp_explorer.engine.scene_file import load_scene, save_scene

LINE, CIRCLE = "linear-1", "spherical-1"


@pytest.fixture
def user(open_window: Any, scene: Scene) -> Any:
    """The user of a window with a line and a great circle, to whom the target's picture is ringed."""
    layers = (Layer(LINE, Linear(), 0), Layer(CIRCLE, Spherical(), 1))
    view = dataclasses.replace(scene.view, plot="latent component")
    user = open_window(dataclasses.replace(scene, layers=layers, selected=LINE, view=view))
    user.click(user.page.ends.panel.view("target"))
    user.wait_until_solved()
    return user


def keep_target(user: Any, name: str) -> None:
    """Choose 'Keep its target' in the menu of a layer."""
    next(action for action in user.row(name).menu().actions() if action.text() == "Keep its target").trigger()


def test_a_path_that_keeps_its_target_stays_while_the_other_goes_elsewhere(user: Any, tmp_path: Path) -> None:
    before, old = user.result(CIRCLE), user.scene.target
    keep_target(user, CIRCLE)
    assert user.result(CIRCLE) is before
    user.pick(5)
    user.wait_until_solved()
    assert user.result(CIRCLE) is before and user.scene.target.origin == "gallery:5"
    np.testing.assert_allclose(user.result(LINE).latents[-1], user.scene.target.latent, rtol=1e-6)
    assert user.undo_steps() == ["keep the target", "target two"]
    # Its end is seen in the plane, and both paths are on one axis in the plot.
    projection = user.controller.surroundings.projection
    np.testing.assert_allclose(user.plane._content.curve(CIRCLE).own_end[0], projection.to_view(np.array(old.latent)))
    assert len(user.plane._content.curve(LINE).own_end) == 0
    assert user.row(CIRCLE).toolTip().endswith("It keeps its own target.")
    line, circle = user.page.inspector.measures.other._series
    assert line.y[0] == pytest.approx(circle.y[0]) and abs(line.y[-1] - circle.y[-1]) > 0.1
    save_scene(user.scene, tmp_path / "two.json")
    assert load_scene(tmp_path / "two.json") == user.scene
    keep_target(user, CIRCLE)
    user.wait_until_solved()
    np.testing.assert_allclose(user.result(CIRCLE).latents[-1], user.scene.target.latent, rtol=1e-5)
    user.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert user.result(CIRCLE) is before


def test_on_another_model_every_path_goes_to_its_target(user: Any) -> None:
    keep_target(user, CIRCLE)
    user.window.files.change_model("wide")
    user.wait_until_solved()
    assert user.scene.model == "wide" and user.scene.layer(CIRCLE).target is None
