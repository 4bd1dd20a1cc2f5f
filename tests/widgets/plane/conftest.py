"""A plane, a hand on it, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from interp_explorer.widgets.plane_view import PlaneView

from .helpers import Hand, pinned


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[PlaneView]:
    """A shown plane of 600 x 400 px whose lines go from (0, 0) to (1, 1)."""
    plane = PlaneView()
    plane.resize(600, 400)
    plane.set_curves(pinned())
    plane.set_ends(np.array([0.0, 0.0]), np.array([1.0, 0.0]))
    plane.show()
    qtbot.waitExposed(plane)
    yield plane
    # The fixture's value outlives the test, so deleteLater would leave the window to the next one.
    plane.close()
    shiboken6.delete(plane)


@pytest.fixture
def hand(view: PlaneView) -> Hand:
    return Hand(view)


@pytest.fixture
def told(view: PlaneView) -> list[tuple[Any, ...]]:
    """What the view says about curves and control points, in order."""
    said: list[tuple[Any, ...]] = []

    def listen(name: str) -> Callable[..., None]:
        return lambda *values: said.append((name, *values))

    view.curve_clicked.connect(listen("clicked"))
    view.control_drag_started.connect(listen("started"))
    view.control_dragged.connect(listen("dragged"))
    view.control_drag_finished.connect(listen("finished"))
    view.control_pulled_out.connect(listen("pulled"))
    view.control_drag_cancelled.connect(listen("cancelled"))
    view.control_added.connect(listen("added"))
    view.control_removed.connect(listen("removed"))
    return said
