"""Attributes that cannot be had, in the window: one line in the layer's pane, and the last good curve stays."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from interp_explorer.app.scenes import default_scene
from interp_explorer.engine.costless import EVERY_PATH
from interp_explorer.engine.methods import Geodesic
from interp_explorer.engine.model import load_model
from interp_explorer.engine.request import ControlPoint, PathResult
from interp_explorer.engine.scene import Scene
from interp_explorer.engine.scene_file import save_scene

GEODESIC = "geodesic-1"
WHITE = 11
"""The picture of 'brink' that is certainly 'zero' and cannot be 'one'."""


def open_on(model: str, open_window: Callable[..., Any], **wanted: object) -> Any:
    """The user of a window on one geodesic with an attribute, solved."""
    scene = default_scene(model)
    layer = dataclasses.replace(scene.layer(GEODESIC), method=Geodesic(quality="attribute", iterations=3, **wanted))  # pyright: ignore[reportArgumentType]
    user = open_window(dataclasses.replace(scene, points=20, layers=(layer,), selected=GEODESIC))
    user.wait_until_solved()
    return user


def with_points(user: Any, places: dict[float, tuple[float, ...]]) -> Scene:
    """The user's scene with control points at these times and places."""
    controls = tuple(ControlPoint(time, place) for time, place in places.items())
    return dataclasses.replace(user.scene, layers=(dataclasses.replace(user.geodesic, controls=controls),))


def type_in(user: Any, name: str, value: float) -> None:
    """Type a number into a field of the selected layer's form."""
    field = user.page.inspector.parameters.form.field(name)._number
    field.selectAll()
    QTest.keyClicks(field, str(value))
    QTest.keyClick(field, Qt.Key.Key_Return)


def check_refused(user: Any, good: PathResult, words: str) -> None:
    """The layer says what is wrong, shows the last good curve, and everything drawn is a number."""
    user.wait_until(lambda: words in user.row().row.error)
    user.wait_until_idle()
    message = user.row().message
    assert message.isVisible() and message.text() == user.row().row.error and message.text().endswith(".")
    assert user.result() is good
    assert user.controller.solving.stale(GEODESIC) and user.controller.solving.frames_stale(GEODESIC)
    assert user.controller.answers(False) == {}
    curve = user.plane._content.curve(GEODESIC).points
    assert len(curve) == len(good.times) and np.isfinite(curve).all()
    [row] = user.page.strips.strips.canvas._rows
    assert row.stale and np.isfinite(row.frames).all()


def check_mended(user: Any) -> None:
    user.wait_until_solved()
    assert user.row().row.error == "" and not user.controller.solving.stale(GEODESIC)
    assert np.isfinite(user.result().latents).all() and np.isfinite(user.result().cost)


def test_an_end_of_quality_zero_needs_epsilon(open_window: Callable[..., Any], models: Path) -> None:
    user = open_on("brink", open_window, attribute="one", epsilon=0.0)
    good = user.result()
    np.testing.assert_allclose(good.quality, 1 / 3, atol=1e-6)
    user.pick(WHITE)
    check_refused(user, good, "quality is zero")
    assert "epsilon above 0" in user.row().message.text()
    type_in(user, "epsilon", 0.1)
    check_mended(user)
    assert user.result().quality[0] == 0
    type_in(user, "epsilon", 0)
    check_refused(user, user.result(), "quality is zero")
    user.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    check_mended(user)


def test_over_time_an_end_may_lack_what_is_asked_for_halfway(open_window: Callable[..., Any], models: Path) -> None:
    user = open_on("brink", open_window, attribute="one", epsilon=0.0, over_time=True)
    user.pick(WHITE)
    check_mended(user)
    assert user.result().quality[[0, -1]].tolist() == [1, 1]


def test_an_end_of_quality_one_is_fine_and_where_all_is_one_the_layer_says_so(
    open_window: Callable[..., Any], models: Path
) -> None:
    user = open_on("brink", open_window, attribute="zero", epsilon=0.0)
    user.pick(WHITE)
    check_mended(user)
    assert user.result().quality[0] == 1 and user.result().note != EVERY_PATH
    user.controller.ends.set_end("target", user.scene.source, "target")
    check_mended(user)
    note = user.page.inspector.parameters._note
    assert note.isVisible() and note.text() == EVERY_PATH


def test_no_attribute_is_asked_for_until_a_class_is_clicked(open_window: Callable[..., Any], models: Path) -> None:
    user = open_on("brink", open_window, attribute="one")
    good = user.result()
    chips = user.page.inspector.parameters.form.field("attribute").chips
    for _ in range(2):
        user.click(chips[1])
    user.wait_until_idle()
    # Nobody has done wrong: what is here stays, dimmed, and the form says what is missing.
    assert user.row().row.error == "" and user.result() is good
    assert user.controller.solving.stale(GEODESIC) and user.controller.answers(False) == {}
    [row] = user.page.strips.strips.canvas._rows
    assert row.stale
    note = user.page.inspector.parameters._note
    assert note.isVisible() and "class" in note.text()
    user.click(chips[2])
    check_mended(user)
    assert user.parameters.attribute == "two"


def test_a_decoder_that_gives_no_numbers_halfway_is_named(
    open_window: Callable[..., Any], make_model: Callable[..., None]
) -> None:
    make_model("abyss", cliff=True, seen=8)
    user = open_on("abyss", open_window, attribute="one")
    good = user.result()
    beyond = tuple(load_model("abyss").gallery.latents[-1].tolist())
    user.controller.open(with_points(user, {0.5: beyond}), "over the cliff")
    check_refused(user, good, "NaN")
    assert "decoder" in user.row().message.text()
    user.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    check_mended(user)


def test_control_points_on_top_of_each_other_are_no_fault(open_window: Callable[..., Any], models: Path) -> None:
    user = open_on("brink", open_window, attribute="one")
    place = tuple(user.result().latents[4].tolist())
    user.controller.open(with_points(user, dict.fromkeys((0.1, 0.5, 0.52), place)), "three on top of each other")
    check_mended(user)
    for time in (0.1, 0.5, 0.52):
        at = user.result().times.tolist().index(time)
        np.testing.assert_allclose(user.result().latents[at], place, atol=1e-6)


@pytest.mark.parametrize("times", [(0.6, 0.2), (0.5, 0.5), (0.5, 1.0)])
def test_a_file_with_control_points_out_of_order_leaves_the_scene(
    open_window: Callable[..., Any], models: Path, tmp_path: Path, times: tuple[float, ...]
) -> None:
    user = open_on("brink", open_window, attribute="one")
    good, scene = user.result(), user.scene
    save_scene(with_points(user, {0.25: good.request.source, 0.75: good.request.source}), tmp_path / "bad.json")
    text = (tmp_path / "bad.json").read_text()
    for right, wrong in zip((0.25, 0.75), times):
        assert f'"time": {right}' in text
        text = text.replace(f'"time": {right}', f'"time": {wrong}')
    (tmp_path / "bad.json").write_text(text)
    user.window.files.open(tmp_path / "bad.json")
    assert "times of the control points" in user.window.message.text()
    assert user.scene == scene and user.result() is good and not user.controller.solving.stale(GEODESIC)


def test_a_model_whose_classifier_is_for_other_images_is_named_and_taken_back(
    open_window: Callable[..., Any], make_model: Callable[..., None]
) -> None:
    make_model("misfit", seen=16)
    user = open_on("brink", open_window, attribute="one")
    good = user.result()
    user.window.header.model_chosen.emit("misfit")
    words = "its classifier is for images of 1x16x16 and the header announces 1x8x8"
    user.wait_until(lambda: words in user.row().message.text())
    user.wait_until_idle()
    assert "misfit" in user.row().message.text() and user.result() is good
    user.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    check_mended(user)
    assert user.result() is good
