"""Content that is odd, or none, and a view that is closed."""

from __future__ import annotations

import gc
import weakref

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from interp_explorer.widgets.plane_view import Curve, PlaneView
from interp_explorer.widgets.theme import LIGHT

from .helpers import TIMES, Hand, pinned


def test_points_that_are_not_finite_do_no_harm(view: PlaneView, hand: Hand) -> None:
    points = np.stack([TIMES, np.where(np.arange(21) == 10, np.nan, 0.5)], axis=1)
    view.set_curves([Curve("broken", points, TIMES, LIGHT.path_style(2), selected=True)])
    view.set_samples(np.array([[np.nan, 0.0], [0.5, np.inf], [0.1, 0.1]]))
    view.set_playhead(0.5)
    view.fit()
    assert np.isfinite(view.view_rect()).all()
    hand.click(0.2, 0.5)
    view.grab()


def test_an_empty_plane_can_be_painted_and_used(qtbot: QtBot) -> None:
    plane = PlaneView()
    qtbot.addWidget(plane)
    plane.show()
    plane.set_curves([Curve("none", np.zeros((0, 2)), np.zeros(0), LIGHT.path_style(0), selected=True)])
    Hand(plane).click(0.0, 0.0)
    QTest.keyClick(plane, Qt.Key.Key_F)
    assert not plane.grab().isNull()


def test_a_closed_view_is_freed(qtbot: QtBot) -> None:
    plane = PlaneView()
    plane.set_curves(pinned())
    plane.set_heat_map(np.ones((4, 4)), (0.0, 0.0, 1.0, 1.0))
    plane.show()
    qtbot.waitExposed(plane)
    Hand(plane).click(0.25, 0.0)
    known = weakref.ref(plane)
    plane.close()
    plane.deleteLater()
    del plane
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert known() is None
