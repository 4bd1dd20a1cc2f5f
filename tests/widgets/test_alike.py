"""What has not changed is not painted again, and what has changed is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from interp_explorer.widgets.alike import LARGEST_COMPARED, alike, same_array
from interp_explorer.widgets.image_view import ImageView
from interp_explorer.widgets.line_plot import LinePlot, Series
from interp_explorer.widgets.theme import LIGHT

pytestmark = pytest.mark.usefixtures("light")

LINE = Series("a", np.array([0.0, 1.0]), np.array([np.nan, 2.0]), LIGHT.path_style(0))


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False

    def after(self) -> int:
        """Painted since the last call."""
        QApplication.processEvents()
        count, self.count = self.count, 0
        return count


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"y": np.array([np.nan, 2.0])}, True),
        ({"y": np.array([np.nan, 2.5])}, False),
        ({"y": np.array([np.nan])}, False),
        ({"stale": True}, False),
        ({"band": (LINE.y, LINE.y)}, False),
    ],
)
def test_values_and_arrays_decide(change: dict, same: bool) -> None:
    assert alike((LINE,), (replace(LINE, **change),)) == same
    assert not alike((LINE,), (LINE, LINE))
    assert not alike(LINE, None)


def test_two_cuts_of_large_frames_are_the_same_and_copies_need_not_be() -> None:
    frames = np.zeros((2, LARGEST_COMPARED + 1), np.float32)
    assert same_array(frames[0], frames[0])
    assert not same_array(frames[0], frames[1])
    assert not same_array(frames[0], frames[0].copy())


def test_a_plot_is_painted_for_new_lines_only(qtbot: QtBot) -> None:
    plot = LinePlot("Q")
    qtbot.addWidget(plot)
    plot.set_series([LINE])
    plot.show()
    qtbot.waitExposed(plot)
    paints = Paints(plot)
    paints.after()
    plot.set_series([replace(LINE, y=LINE.y.copy())])
    plot.set_playhead(0.0)
    plot.set_caption("Q")
    assert paints.after() == 0
    plot.set_series([replace(LINE, y=LINE.y + 1)])
    assert paints.after() == 1


def test_an_image_is_painted_when_it_or_its_freshness_changes(qtbot: QtBot) -> None:
    view, image = ImageView(40), np.zeros((1, 8, 8), np.float32)
    qtbot.addWidget(view)
    view.set_image(image)
    view.show()
    qtbot.waitExposed(view)
    paints = Paints(view)
    paints.after()
    view.set_image(image[:])
    view.set_underline("")
    assert paints.after() == 0
    view.set_stale(True)
    assert paints.after() == 1
    view.set_image(image + 1)
    assert paints.after() == 1
