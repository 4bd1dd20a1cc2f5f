"""Bridges that cannot be, in the window: one line in the layer's pane, and the last good curve stays."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from interp_explorer.engine.methods import GPBridge, LangevinBridge, OUBridge
from interp_explorer.engine.priors import Normal
from interp_explorer.engine.scene import Layer, Scene

FAN = "fan"


@pytest.fixture
def fan(open_window: Any, scene: Scene) -> Any:
    """The user of a window with three draws of a Gaussian process that repeats itself after T = 0.7."""
    layer = Layer(FAN, GPBridge(kernel="periodic", period=0.7), 3, seed=7, draws=3)
    user = open_window(dataclasses.replace(scene, layers=(layer,), selected=FAN))
    user.wait_until_solved()
    return user


def type_in(user: Any, name: str, value: float) -> None:
    """Type a number into a field of the selected layer's form."""
    field = user.page.inspector.parameters.form.field(name)._number
    field.selectAll()
    QTest.keyClicks(field, str(value))
    QTest.keyClick(field, Qt.Key.Key_Return)


def wait_for_message(user: Any, words: str) -> None:
    user.wait_until(lambda: words in user.row(FAN).row.error)
    user.wait_until_idle()
    assert user.row(FAN).message.text() == user.row(FAN).row.error


def check_finite(user: Any) -> None:
    """No NaN reaches the eye: neither frames nor curve nor plots."""
    result = user.result(FAN)
    for values in (result.frames, result.latents, result.quality, result.step_distances):
        assert np.isfinite(values).all()
    assert np.isfinite(user.plane._content.curve(FAN).points).all()
    shown = next(row.frames for row in user.page.strips.strips.canvas._rows if row.id == FAN)
    assert np.isfinite(shown).all()


def test_a_period_that_ties_the_ends_together_keeps_the_last_curve(fan: Any) -> None:
    good = fan.result(FAN)
    type_in(fan, "T", 1.4)
    wait_for_message(fan, "repeats itself")
    assert fan.result(FAN) is good
    np.testing.assert_allclose(
        fan.plane._content.curve(FAN).points, fan.controller.surroundings.projection.to_view(good.latents[0])
    )
    assert fan.controller.solving.stale(FAN) and fan.controller.solving.frames_stale(FAN)
    assert fan.controller.answers(False) == {}
    check_finite(fan)
    # Another T is all it takes.
    type_in(fan, "T", 1.0)
    fan.wait_until_solved()
    assert fan.row(FAN).row.error == ""
    assert not fan.controller.solving.stale(FAN)


def test_a_period_that_ties_equal_ends_together_is_no_error(fan: Any) -> None:
    scene = fan.scene
    fan.controller.ends.set_end("target", scene.source, "target")
    type_in(fan, "T", 1.4)
    fan.wait_until_solved()
    assert fan.row(FAN).row.error == ""
    check_finite(fan)


def test_a_singular_covariance_states_its_jitter(fan: Any) -> None:
    """A smooth process on a fine grid: neighbouring points are the same to the computer."""
    fan.controller.layers.set_points(200, True)
    fan.controller.layers.set_method(FAN, GPBridge(alpha=2.0, beta=0.01, T=0.01), True)
    fan.wait_until_solved()
    note = fan.page.inspector.parameters._note
    assert note.isVisible() and "variance" in note.text()
    check_finite(fan)
    result = fan.result(FAN)
    ends = np.float32([fan.scene.source.latent, fan.scene.target.latent])
    for draw in result.latents:
        np.testing.assert_array_equal(draw[[0, -1]], ends)
    # So short a process has no time to wander.
    line = ends[0] + result.times[:, None] * (ends[1] - ends[0])
    np.testing.assert_allclose(result.latents, np.broadcast_to(line, result.latents.shape), atol=0.02)


@pytest.mark.parametrize("method", [OUBridge(), GPBridge(), LangevinBridge(steps=5, burn_in=5)])
def test_t_at_its_lower_bound_is_solved_and_less_cannot_be_asked(fan: Any, method: Any) -> None:
    fan.controller.layers.set_method(FAN, method, True)
    fan.wait_until_solved()
    type_in(fan, "T", 0.01)
    fan.wait_until_solved()
    assert fan.scene.layer(FAN).method.T == 0.01
    check_finite(fan)
    ends = np.float32([fan.scene.source.latent, fan.scene.target.latent])
    line = ends[0] + fan.result(FAN).times[:, None] * (ends[1] - ends[0])
    # The standard deviation is at most about sqrt(T / 2) half-way.
    assert np.abs(fan.result(FAN).latents - line).max() < 6 * 0.08
    for value in (0, -1):
        type_in(fan, "T", value)
        fan.wait_until_solved()
        assert fan.scene.layer(FAN).method.T >= 0.01
        check_finite(fan)


def test_a_prior_without_a_score_has_no_langevin_bridge(fan: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    good = fan.result(FAN)
    monkeypatch.delattr(Normal, "score")
    fan.controller.layers.set_method(FAN, LangevinBridge(steps=5, burn_in=5), True)
    wait_for_message(fan, "no score")
    assert fan.result(FAN) is good
    check_finite(fan)
    fan.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    fan.wait_until_solved()
    assert fan.row(FAN).row.error == ""
