"""The list of paths."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from interp_explorer.engine.scene import Scene

from .helpers import CONTROL, LAYERS


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


def test_learned_paths_are_offered_only_where_the_model_has_some(user: Any) -> None:
    offered = {action.data(): action.isEnabled() for action in user.page.paths.list.add_menu().actions()}
    assert not offered.pop("neurint") and all(offered.values())
