"""The playhead, and the film."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from .helpers import LEFT, NO_KEYS


def test_the_playhead_is_the_same_everywhere(user: Any) -> None:
    strips, inspector = user.page.strips.strips, user.page.inspector
    canvas = strips.canvas
    QTest.mouseClick(canvas, LEFT, NO_KEYS, QPoint(canvas.width() - 12, canvas.layout_of_cells.row_top(0) + 8))
    time = user.scene.view.playhead
    assert time > 0.95
    known = [strips.bar.playhead(), user.plane._content.playhead, inspector.measures.quality._playhead]
    assert known == [time] * 3
    assert f"{time:.2f}" in inspector.now._views[0].accessibleName()
    last = user.result("linear-1").frames[int(np.abs(user.result().times - time).argmin())]
    np.testing.assert_array_equal(inspector.now._views[0]._image, last)
    assert user.undo_steps() == []


def test_arrow_keys_step_through_the_frames(user: Any) -> None:
    step = 1 / (user.scene.points - 1)
    user.key(Qt.Key.Key_Left)
    assert user.scene.view.playhead == pytest.approx(0.5 - step)
    user.key(Qt.Key.Key_Right)
    user.key(Qt.Key.Key_Right)
    assert user.scene.view.playhead == pytest.approx(0.5 + step)


def test_arrow_keys_belong_to_a_control_that_uses_them(user: Any) -> None:
    user.page.inspector.parameters.form.field("epsilon").setFocus()
    user.key(Qt.Key.Key_Right)
    assert user.parameters.epsilon > 0.1
    assert user.scene.view.playhead == 0.5
    user.wait_until(lambda: user.undo_steps() == ["epsilon"])
    user.wait_until_solved()


def test_keys_work_after_a_pick_with_the_mouse(user: Any) -> None:
    user.pick(3)
    user.wait_until_solved()
    scene = user.scene
    user.key("1")
    assert not user.scene.layers[0].visible
    user.key(Qt.Key.Key_Space)
    assert user.page.playback.is_playing()
    assert (user.scene.source, user.scene.target) == (scene.source, scene.target)
    user.page.playback.pause()


def test_space_plays_by_the_clock(user: Any) -> None:
    now = 100.0
    playback, play = user.page.playback, user.window.header.play
    playback._clock = lambda: now
    user.plane.setFocus()
    user.key(Qt.Key.Key_Space)
    assert playback.is_playing() and play.text() == "Pause"
    now += 0.75
    playback.emit_tick()
    assert user.scene.view.playhead == pytest.approx(0.75)
    now += 1.5
    playback.emit_tick()
    assert user.scene.view.playhead == pytest.approx(0.75)
    now += 0.75
    playback.emit_tick()
    assert user.scene.view.playhead == pytest.approx(0.5)
    user.key(Qt.Key.Key_Space)
    assert not playback.is_playing() and play.text() == "Play"
    now += 1.0
    assert user.scene.view.playhead == pytest.approx(0.5)
