"""Answers that come late, and none."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from interp_explorer.app.scenes import default_scene
from interp_explorer.engine import solve as solving
from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.request import PathRequest, PathResult

from .helpers import CONTROL, LAYERS, OFF


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Holds back the solver's answers until it is opened; without mercy for what is cancelled."""
    made = Gate()
    monkeypatch.setattr(solving, "solve", made.solve)
    yield made
    made.open.set()


class Gate:
    def __init__(self) -> None:
        self.open = threading.Event()
        self.reached = threading.Event()
        self.asked: list[PathRequest] = []
        self._solve = solving.solve

    def solve(self, request: PathRequest, model: Any, progress: Any = None) -> PathResult:
        self.asked.append(request)
        self.reached.set()
        self.open.wait(20)
        return self._solve(request, model)


def test_an_answer_to_an_old_question_is_dropped(user: Any, gate: Gate) -> None:
    old = user.result()
    user.pick(3)
    user.wait_until(gate.reached.is_set)
    first = gate.asked[0].source
    assert user.controller.solving.stale("geodesic-1")
    assert user.result() is old
    shown = []
    user.controller.solving.changed.connect(lambda layer: shown.append(user.result(layer).request.source))
    user.click(user.page.ends.panel.view("source"))
    user.pick(4)
    gate.open.set()
    user.wait_until_solved()
    assert user.result().request.source == user.scene.source.latent != first
    assert first not in shown


def test_a_late_result_of_an_older_revision_changes_nothing(user: Any) -> None:
    before = user.result()
    late = dataclasses.replace(before, request=dataclasses.replace(before.request, revision=0))
    user.controller.solving._take(late)
    assert user.result() is before


def test_frames_of_an_older_place_of_the_hand_are_dimmed(user: Any, gate: Gate) -> None:
    def dimmed() -> dict[str, bool]:
        user.page.strips.refresh()
        return {row.id: row.stale for row in user.page.strips.strips.canvas._rows}

    start = user.pixel(user.place_on_path(0.5))
    user.press(start)
    user.move(start + OFF / 2)
    user.move(start + OFF)
    user.wait_until(gate.reached.is_set)
    assert dimmed() == {"linear-1": False, "spherical-1": False, "geodesic-1": True}
    assert not user.controller.solving.stale("geodesic-1")  # the curve is under the hand
    gate.open.set()
    user.wait_until(lambda: not user.window.backend.busy)
    user.wait_until_idle()
    assert user.result().request.preview
    assert not any(dimmed().values())
    user.release(start + OFF)
    user.wait_until_solved()
    assert not any(dimmed().values())


def test_while_it_is_solved_a_layer_shows_progress_and_stale_frames(user: Any, gate: Gate) -> None:
    user.pick(3)
    user.wait_until(gate.reached.is_set)
    user.wait_until(lambda: user.row().row.progress is not None)
    assert all(row.stale for row in user.page.strips.strips.canvas._rows)
    gate.open.set()
    user.wait_until_solved()
    assert user.row().row.progress is None
    assert not any(row.stale for row in user.page.strips.strips.canvas._rows)


def test_a_decoder_that_gives_no_numbers_leaves_the_last_picture(open_window: Callable[..., Any], models: Path) -> None:
    user = open_window(dataclasses.replace(default_scene("cliff"), points=20))
    user.wait_until_solved()
    good = {name: user.result(name).frames for name in LAYERS}
    user.pick(11)
    user.wait_until(lambda: all(user.state(name).failure for name in LAYERS))
    user.wait_until_idle()
    for row in user.page.strips.strips.canvas._rows:
        assert row.frames is good[row.id]
        assert row.stale
        message = user.row(row.id).message
        assert message.isVisible()
        assert "NaN" in message.text()
        assert user.row(row.id).row.progress is None
    user.key(Qt.Key.Key_Z, CONTROL)
    user.wait_until_solved()
    assert not any(user.row(name).message.isVisible() for name in LAYERS)


def test_a_fault_of_the_program_is_told_with_details(user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(request: PathRequest, model: Any, progress: Any = None) -> PathResult:
        if "geodesic" in request.layer:
            raise ZeroDivisionError("a defect")
        raise ExplorerError("This is no path.")

    monkeypatch.setattr(solving, "solve", fail)
    user.pick(3)
    user.wait_until(lambda: user.row().message.isVisible() and user.row("linear-1").message.isVisible())
    assert user.row("linear-1").message.text() == "This is no path."
    assert "ZeroDivisionError" in user.row().message.text()
    assert "a defect" in user.row().message.details()
    user.wait_until_idle()
