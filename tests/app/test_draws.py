"""Many draws of a random path: one is chosen, drawn anew alone, and comes back with undo and from a file."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from interp_explorer.app.main import main
from interp_explorer.engine.methods import GPBridge, LangevinBridge, OUBridge
from interp_explorer.engine.scene import Layer, Scene
from interp_explorer.engine.scene_file import load_scene, save_scene

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
FAN = "ou-bridge-1"


@pytest.fixture
def fan(open_window: Any, scene: Scene) -> Any:
    """The user of a window with five draws of an Ornstein-Uhlenbeck bridge."""
    layer = Layer(FAN, OUBridge(), 3, seed=7, draws=5)
    user = open_window(dataclasses.replace(scene, layers=(layer,), selected=FAN))
    user.wait_until_solved()
    return user


def strip(user: Any) -> np.ndarray:
    """The frames of the fan's strip."""
    return next(row.frames for row in user.page.strips.strips.canvas._rows if row.id == FAN)


def test_the_chosen_draw_has_the_curve_the_strip_and_the_plots(fan: Any) -> None:
    latents = fan.result(FAN).latents.copy()
    for chosen in (1, 2):
        fan.key(Qt.Key.Key_Down)
        fan.wait_until_idle()
        assert fan.scene.layer(FAN).chosen == chosen
        np.testing.assert_array_equal(fan.controller.solving.path(fan.scene, FAN)[1], latents[chosen])
        np.testing.assert_array_equal(strip(fan), fan.result(FAN).frames[chosen])
        curve = fan.plane._content.curve(FAN)
        assert len(curve.faint) == 4
        np.testing.assert_allclose(curve.points, fan.controller.surroundings.projection.to_view(latents[chosen]))
        [shown] = fan.page.inspector.measures.quality._series
        np.testing.assert_array_equal(shown.y, fan.result(FAN).quality[chosen])
        assert fan.page.inspector.parameters.draw.place.text() == f"{chosen + 1} of 5 \u25be"
    for _ in range(3):
        fan.key(Qt.Key.Key_Up)
    assert fan.scene.layer(FAN).chosen == 4
    assert fan.undo_steps() == []


def test_many_draws_and_a_long_seed_have_room(fan: Any, cut_texts: Any) -> None:
    fan.controller.open(dataclasses.replace(fan.scene, layers=(Layer(FAN, OUBridge(), 3, seed=770460, draws=16),)), "")
    fan.wait_until_solved()
    assert cut_texts(fan.page.inspector.parameters.draw) == []


def test_a_click_on_a_faint_curve_chooses_it(fan: Any) -> None:
    view, canvas = fan.controller.surroundings.projection.to_view(fan.result(FAN).latents), fan.plane._canvas
    pixels = canvas.to_pixels(view)
    # A place of some other draw that is far from all the rest.
    gaps = np.linalg.norm(pixels[1:, :, None, None] - pixels[None, None], axis=-1)
    for draw in range(4):
        gaps[draw, :, draw + 1] = np.inf
    draw, point = np.unravel_index(gaps.min((2, 3)).argmax(), gaps.shape[:2])
    assert gaps[draw, point].min() > 8
    fan.click(fan.ground, QPoint(*map(round, pixels[draw + 1, point])))
    assert fan.scene.layer(FAN).chosen == draw + 1
    assert fan.scene.view.playhead == pytest.approx(fan.result(FAN).times[point], abs=0.05)


def test_r_draws_the_chosen_one_anew_and_shift_r_all(fan: Any) -> None:
    before = fan.result(FAN).latents.copy()
    fan.key(Qt.Key.Key_Down)
    fan.key(Qt.Key.Key_R)
    fan.wait_until_solved()
    one = fan.result(FAN).latents.copy()
    assert fan.undo_steps() == ["resample draw 2"]
    np.testing.assert_array_equal(one[[0, 2, 3, 4]], before[[0, 2, 3, 4]])
    assert np.abs(one[1] - before[1]).max() > 0.1
    [(draw, seed)] = fan.scene.layer(FAN).own_seeds
    assert draw == 1
    assert fan.window.status.text("seed") == f"seed {seed}"
    fan.key(Qt.Key.Key_R, SHIFT)
    fan.wait_until_solved()
    assert fan.scene.layer(FAN).own_seeds == ()
    assert np.abs(fan.result(FAN).latents - one).max((1, 2)).min() > 0.1
    for expected in (one, before):
        fan.key(Qt.Key.Key_Z, CONTROL)
        fan.wait_until_solved()
        np.testing.assert_array_equal(fan.result(FAN).latents, expected)


def test_arrows_and_button_of_the_inspector_do_the_same(fan: Any) -> None:
    stepper = fan.page.inspector.parameters.draw
    fan.click(stepper.before)
    assert fan.scene.layer(FAN).chosen == 4
    fan.click(stepper.after)
    assert fan.scene.layer(FAN).chosen == 0
    fan.click(stepper.resample)
    assert [draw for draw, _ in fan.scene.layer(FAN).own_seeds] == [0]
    assert stepper.seed.text() == f"seed {fan.scene.layer(FAN).own_seeds[0][1]}"


def test_fewer_draws_keep_their_seeds(fan: Any) -> None:
    fan.key(Qt.Key.Key_Up)
    fan.key(Qt.Key.Key_R)
    fan.wait_until_solved()
    fan.controller.layers.set_draws(FAN, 3)
    fan.wait_until_solved()
    layer = fan.scene.layer(FAN)
    assert (layer.draws, layer.chosen, layer.own_seeds) == (3, 2, ())


@pytest.mark.parametrize("method", [OUBridge(), GPBridge(alpha=1.2), LangevinBridge(steps=5, burn_in=5)])
def test_file_and_command_line_give_what_the_window_shows(
    open_window: Any, scene: Scene, tmp_path: Path, method: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    layer = Layer("fan", method, 3, seed=7, draws=3, own_seeds=((1, 99),), chosen=1)
    wanted = dataclasses.replace(scene, layers=(layer,), selected="fan")
    save_scene(wanted, tmp_path / "scene.json")
    assert load_scene(tmp_path / "scene.json") == wanted
    user = open_window(wanted)
    user.wait_until_solved()
    assert main(["render", str(tmp_path / "scene.json"), "-o", str(tmp_path / "a.npz")]) == 0
    with np.load(tmp_path / "a.npz") as file:
        np.testing.assert_array_equal(file["latents"], user.result("fan").latents)
    name = {OUBridge: "ou-bridge", GPBridge: "gp-bridge", LangevinBridge: "langevin-bridge"}[type(method)]
    settings = {GPBridge: ["alpha=1.2"], LangevinBridge: ["steps=5", "burn_in=5"]}.get(type(method), ["T=1"])
    ends = [scene.source.origin, scene.target.origin]
    command = ["path", "--model", "tiny", "--method", name, "--source", ends[0], "--target", ends[1], "--points",
               str(scene.points), "--seed", "7", "--draws", "3", "--draw-seed", "2=99", "--set", *settings]  # fmt: skip
    assert main([*command, "-o", str(tmp_path / "b.npz")]) == 0
    with np.load(tmp_path / "b.npz") as file:
        np.testing.assert_array_equal(file["latents"], user.result("fan").latents)


@pytest.mark.parametrize("text", ["0=1", "4=1", "1", "1=-2", "1=two", "=3"])
def test_a_draw_seed_that_is_none_is_refused(models: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["path", "--model", "tiny", "--method", "ou-bridge", "--source", "0", "--target", "1", "--draws", "3"]
    assert main([*command, "--draw-seed", text, "-o", "a.npz"]) == 2
    assert text in capsys.readouterr().err


def test_mean_and_band_are_shown_where_they_are_wanted(fan: Any) -> None:
    curve, law = fan.plane._content.curve(FAN), fan.result(FAN).law
    np.testing.assert_allclose(curve.mean, fan.controller.surroundings.projection.to_view(law.mean))
    assert len(curve.tube) == len(curve.times) - 1
    measures = fan.page.inspector.measures
    for name in ("norm", "latent component"):
        fan.controller.view.show(plot=name)
        [shown] = measures.other._series
        low, high = shown.band
        assert np.all(low <= high + 1e-9)
        assert np.mean((low - 1e-6 <= shown.y) & (shown.y <= high + 1e-6)) > 0.4
        assert (measures.other._reference is not None) == (name == "norm")
        fan.window.grab()
    fan.controller.view.show(plot="variation")
    assert measures.other._series[0].band is None and measures.other._reference is None
    fan.controller.view.show(plot="norm")
    fan.click(fan.page.paths.band)
    fan.wait_until_idle()
    assert not fan.scene.view.band
    curve = fan.plane._content.curve(FAN)
    assert len(curve.mean) == len(curve.tube) == 0
    assert measures.other._series[0].band is None


def test_scenes_without_random_paths_do_not_offer_a_band(user: Any) -> None:
    assert not user.page.paths.band.isVisible()
    user.controller.layers.add("ou-bridge")
    assert user.page.paths.band.isVisible()


def test_the_chain_goes_on_and_back(open_window: Any, scene: Scene) -> None:
    layer = Layer("chain", LangevinBridge(steps=20, burn_in=20), 3, draws=2)
    user = open_window(dataclasses.replace(scene, layers=(layer,), selected="chain"))
    user.wait_until_solved()
    first = user.result("chain").latents.copy()
    section = user.page.inspector.parameters
    assert "20 moves" in section._note.text()
    user.key(Qt.Key.Key_C)
    user.wait_until_solved()
    user.click(section.go_on)
    user.wait_until_solved()
    assert user.scene.layer("chain").method.continued == 2
    assert "60 moves" in section._note.text()
    assert user.undo_steps() == ["continue the chain"] * 2
    third = user.result("chain").latents.copy()
    assert np.abs(third - first).max() > 0.1
    for _ in range(2):
        user.key(Qt.Key.Key_Z, CONTROL)
    user.wait_until_solved()
    np.testing.assert_array_equal(user.result("chain").latents, first)
    assert user.row("chain").row.progress is None


def test_only_chains_can_be_continued(fan: Any) -> None:
    fan.key(Qt.Key.Key_C)
    assert fan.undo_steps() == []
    assert not fan.page.inspector.parameters.go_on.isVisible()


def test_a_walk_on_the_command_line(models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["walk", "--model", "tiny", "--through", "gallery:0,3,random:5", "--set", "T=2", "--points", "5",
               "--size", "16", "--seed", "4"]  # fmt: skip
    for name in ("a.gif", "b.gif"):
        assert main([*command, "--loop", "-o", str(tmp_path / name)]) == 0
        assert "ou-bridge, 3 stretches, 12 frames" in capsys.readouterr().out
    assert (tmp_path / "a.gif").read_bytes() == (tmp_path / "b.gif").read_bytes()
    one = ["walk", "--model", "tiny", "--through", "0,1", "--points", "5", "-o", str(tmp_path / "c.gif")]
    assert main(one) == 0
    assert "ou-bridge, 1 stretch, 5 frames" in capsys.readouterr().out
    assert main([*one, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["file"], told["stretches"], told["frames"]) == (str(tmp_path / "c.gif"), 1, 5)
    with pytest.raises(SystemExit):
        main(["walk", "--help"])
    helped = capsys.readouterr().out
    assert "--frame-rate" in helped and not any(word in helped for word in (".npz,", ".png", "--strip", "--gap"))
    for bad, cause in (
        (["walk", "--model", "tiny", "--through", "0", "-o", "a.gif"], "two stops at least"),
        ([*command, "-o", "a.npz"], "must end in .mp4 or .gif"),
    ):
        assert main(bad) == 2
        assert cause in capsys.readouterr().err


def test_a_large_fan_follows_the_hand_and_gets_its_frames_on_release(open_window: Any, scene: Scene) -> None:
    user = open_window(dataclasses.replace(scene, layers=(Layer(FAN, OUBridge(), 3, draws=40),), selected=FAN))
    user.wait_until_solved()
    user.controller.layers.set_method(FAN, OUBridge(T=3.0), final=False)
    user.wait_until(lambda: user.result(FAN).request.method.T == 3.0)
    user.wait_until_idle()
    assert user.result(FAN).stage == "path"
    user.controller.layers.set_method(FAN, OUBridge(T=3.0), final=True)
    user.wait_until_solved()
    assert user.result(FAN).frames.shape[:2] == (40, scene.points)
    assert user.state(FAN).progress is None


def test_the_number_of_draws_is_chosen_beside_the_draw(fan: Any) -> None:
    stepper = fan.page.inspector.parameters.draw
    fan.click(stepper.place)
    [menu] = [menu for menu in stepper.findChildren(QMenu) if menu.isVisible()]
    next(action for action in menu.actions() if action.text() == "8").trigger()
    menu.close()
    fan.wait_until_solved()
    assert fan.scene.layer(FAN).draws == 8 and len(fan.result(FAN).latents) == 8
    assert stepper.place.text().startswith("1 of 8") and fan.undo_steps() == ["draws"]
