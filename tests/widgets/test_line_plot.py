"""The small plots under a real mouse and real keys."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from interp_explorer.widgets.line_plot import LIMITS, MARGIN, LinePlot, Series, number
from interp_explorer.widgets.theme import DARK, LIGHT, PathStyle

TIMES = np.linspace(0.0, 1.0, 11)
SOLID = PathStyle("#ff0000")
LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


def series(y: np.ndarray, x: np.ndarray = TIMES) -> Series:
    return Series("one", x, y, SOLID, selected=True)


@pytest.fixture
def plot(qtbot: QtBot) -> Iterator[LinePlot]:
    widget = LinePlot("Quality Q")
    widget.resize(260, 104)
    widget.set_series([series(TIMES)])
    widget.show()
    qtbot.waitExposed(widget)
    yield widget
    # The fixture's value outlives the test, so deleteLater would leave the window to the next one.
    widget.close()
    shiboken6.delete(widget)


@pytest.fixture
def scrubbed(plot: LinePlot) -> list[float]:
    times: list[float] = []
    plot.scrubbed.connect(times.append)
    return times


def inked_columns(plot: LinePlot) -> np.ndarray:
    """The columns of pixels in which the line's red is painted."""
    image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    blue, green, red = (pixels[..., i].astype(int) for i in range(3))
    return np.flatnonzero((red - (green + blue) / 2 > 100).any(axis=0))


def test_a_click_and_a_drag_scrub(plot: LinePlot, scrubbed: list[float]) -> None:
    left, right = inked_columns(plot)[[0, -1]]
    QTest.mousePress(plot, LEFT, NO_KEYS, QPoint(int(left), 60))
    QTest.mouseMove(plot, QPoint(int(left + right) // 2, 60))
    QTest.mouseMove(plot, QPoint(2000, 60))
    QTest.mouseRelease(plot, LEFT, NO_KEYS, QPoint(2000, 60))
    QTest.mouseMove(plot, QPoint(int(left), 60))
    assert scrubbed == pytest.approx([0.0, 0.5, 1.0], abs=0.02)


@pytest.mark.parametrize(
    ("key", "modifier", "expected"),
    [
        (Qt.Key.Key_Right, NO_KEYS, 0.51),
        (Qt.Key.Key_Left, NO_KEYS, 0.49),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 0.6),
        (Qt.Key.Key_Home, NO_KEYS, 0.0),
        (Qt.Key.Key_End, NO_KEYS, 1.0),
    ],
)
def test_keys_step(
    plot: LinePlot, scrubbed: list[float], key: Qt.Key, modifier: Qt.KeyboardModifier, expected: float
) -> None:
    plot.set_playhead(0.5)
    QTest.keyClick(plot, key, modifier)
    assert scrubbed == [pytest.approx(expected)]


def test_steps_stay_within_the_path(plot: LinePlot, scrubbed: list[float]) -> None:
    plot.set_playhead(1.0)
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert scrubbed == [1.0]


def test_the_line_has_gaps_where_values_are_missing(plot: LinePlot) -> None:
    whole = inked_columns(plot)
    assert np.diff(whole).max() <= 2  # the playhead covers a column
    broken = TIMES.copy()
    broken[4:7] = np.nan, np.inf, np.nan
    plot.set_series([series(broken)])
    parts = inked_columns(plot)
    assert (parts[0], parts[-1]) == (whole[0], whole[-1])
    assert np.diff(parts).max() == pytest.approx(0.4 * (whole[-1] - whole[0]), abs=5)


def test_values_that_are_not_positive_are_gaps_on_a_log_scale(plot: LinePlot) -> None:
    plot.set_series([series(np.where(TIMES < 0.45, -1.0, TIMES))])
    whole = inked_columns(plot)
    plot.set_log(True)
    assert inked_columns(plot)[0] > whole[0] + 0.4 * (whole[-1] - whole[0])


def test_the_value_at_the_playhead_is_described(plot: LinePlot) -> None:
    plot.set_playhead(0.62)
    assert plot.accessibleDescription() == "t 0.62   0.62"
    plot.set_series([series(np.full(11, np.nan))])
    assert plot.accessibleDescription() == "t 0.62"


def test_the_playhead_is_painted_at_its_time(plot: LinePlot) -> None:
    left, right = inked_columns(plot)[[0, -1]]
    plot.set_series([series(np.full(11, 5.0))])
    for time in (0.2, 0.7):
        plot.set_playhead(time)
        image = plot.grab().toImage()
        darkness = [QColor(image.pixel(x, 40)).lightness() for x in range(image.width())]
        assert int(np.argmin(darkness)) == pytest.approx(left + time * (right - left), abs=3)


def test_long_limits_stand_clear_of_the_playhead(plot: LinePlot) -> None:
    plot.set_playhead(1.0)
    for high in (1.0, 1.1954):
        plot.set_series([series(1.1 + (high - 1.1) * TIMES)])
        digits = max(QFontMetricsF(plot._small_font()).horizontalAdvance(text) for text in plot._limits())
        assert plot._plot.right() + 4 <= plot._card.right() - MARGIN - digits
    # Short ones leave the line where those of other plots are.
    plot.set_series([series(TIMES)])
    assert plot._plot.right() == plot._card.right() - MARGIN - LIMITS


@pytest.mark.parametrize(
    "y", [np.full(11, np.nan), np.zeros(11), np.full(11, 1e300), np.linspace(-1e-9, 1e-9, 11), np.zeros(0)]
)
def test_odd_values_are_painted_without_complaint(plot: LinePlot, y: np.ndarray) -> None:
    for log in (False, True):
        plot.set_log(log)
        plot.set_series([series(y, TIMES[: len(y)])])
        plot.set_playhead(0.5)
        assert not plot.grab().isNull()


def test_a_fixed_range_does_not_follow_the_values(plot: LinePlot) -> None:
    own = plot.grab().toImage()
    plot.set_range(0.0, 10.0)
    assert plot.grab().toImage() != own
    plot.set_range(None, None)
    assert plot.grab().toImage() == own


def test_themes_color_the_card(plot: LinePlot) -> None:
    plot.set_theme(DARK)
    assert plot.grab().toImage().pixelColor(12, 40).name() == DARK.soft
    plot.set_theme(LIGHT)
    assert plot.grab().toImage().pixelColor(12, 40).name() == LIGHT.soft


@pytest.mark.parametrize(
    ("value", "span", "written"),
    [(0.8612, 1.0, "0.86"), (17.68, 38.0, "17.7"), (1234.5, 900.0, "1234"), (0.0, 1.0, "0.00"), (3e-7, 1e-6, "3.0e-7")],
)
def test_numbers_have_sensible_digits(value: float, span: float, written: str) -> None:
    assert number(value, span) == written


def test_a_closed_plot_is_freed(qtbot: QtBot) -> None:
    widget = LinePlot("Quality Q")
    widget.set_series([series(TIMES)])
    widget.show()
    qtbot.waitExposed(widget)
    QTest.keyClick(widget, Qt.Key.Key_Right)
    known = weakref.ref(widget)
    widget.close()
    widget.deleteLater()
    del widget
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert known() is None


def test_faint_lines_are_thin_and_in_sight(plot: LinePlot) -> None:
    def ink() -> int:
        image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[..., :3].astype(int)
        return int((np.ptp(pixels, axis=-1) > 40).sum())

    alone = ink()
    other = np.stack([TIMES + 2.0, TIMES - 2.0])
    plot.set_series([Series("one", TIMES, TIMES, SOLID, selected=True, faint=other)])
    assert plot._scale() == (-2.0, 3.0)
    # The line is flatter now: what is more is the other two.
    assert ink() > 1.3 * alone
