"""A small plot of something along the path, with the playhead to scrub."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from .alike import alike
from .keyboard_view import KeyboardView
from .path_pen import path_pen
from .style import with_alpha
from .theme import LIGHT, PathStyle, Theme

HELP = "Click or drag, or press the arrow keys, to move the playhead."
NO_VALUES = "no values yet"
CAPTION = 20
RADIUS = 6.0
MARGIN = 8.0
LIMITS = 28.0
LIMITS_GAP = 6.0
WIDTH, SELECTED_WIDTH = 1.6, 2.2
STALE = 0.6
BAND = 0.15
FAINT, FAINT_WIDTH = 0.4, 1.0
STEP, LARGE_STEP = 0.01, 0.1
STEPS = {Qt.Key.Key_Left: -1.0, Qt.Key.Key_Down: -1.0, Qt.Key.Key_Right: 1.0, Qt.Key.Key_Up: 1.0}


@dataclass(frozen=True, eq=False)
class Series:
    """One line of the plot: x (n,), y (n,); where y is not finite the line has a gap.

    `band` is the lowest and the highest that might be there, and `faint` (m, n) are lines beside it, all at the same x.
    """

    id: str
    x: np.ndarray
    y: np.ndarray
    style: PathStyle
    selected: bool = False
    stale: bool = False
    band: tuple[np.ndarray, np.ndarray] | None = None
    faint: np.ndarray | None = None

    def at(self, x: float) -> float:
        """The value there, linear between points; NaN outside the line and in gaps."""
        if len(self.x) == 0 or not self.x[0] <= x <= self.x[-1]:
            return math.nan
        return float(np.interp(x, self.x, self.y))


class LinePlot(KeyboardView):
    """Caption and value above a card with one line per layer; click, drag or the arrow keys scrub."""

    scrubbed = Signal(float)

    def __init__(self, caption: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._caption = caption
        self._series: tuple[Series, ...] = ()
        self._playhead = 0.0
        self._range: tuple[float, float] | None = None
        self._log = False
        self._reference: tuple[float, str] | None = None
        self._limits_width = LIMITS
        self._empty_text = NO_VALUES
        self._time_text: Callable[[float], str] = "t {:.2f}".format
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setAccessibleName(caption)
        self.setToolTip(HELP)
        self.setWhatsThis(HELP)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def set_caption(self, caption: str) -> None:
        """What is plotted."""
        if caption != self._caption:
            self._caption = caption
            self.setAccessibleName(caption)
            self.update()

    def set_series(self, series: Sequence[Series]) -> None:
        """The lines; the value of the selected one is written above the card."""
        if not alike(tuple(series), self._series):
            self._series = tuple(series)
            self._describe()

    def set_playhead(self, t: float) -> None:
        """Mark the time."""
        if t != self._playhead:
            self._playhead = t
            self._describe()

    def set_range(self, y0: float | None, y1: float | None) -> None:
        """The values at the bottom and at the top; None takes them from the lines."""
        self._range = None if y0 is None or y1 is None else (y0, y1)
        self.update()

    def set_reference(self, value: float | None, label: str = "") -> None:
        """A dashed level line with its name, to compare with; it is always in sight."""
        reference = None if value is None else (value, label)
        if reference != self._reference:
            self._reference = reference
            self.update()

    def set_empty_text(self, text: str) -> None:
        """What is said where there are no lines."""
        if text != self._empty_text:
            self._empty_text = text
            self.update()

    def set_time_text(self, time_text: Callable[[float], str]) -> None:
        """How a time in [0, 1] is written."""
        self._time_text = time_text

    def set_limits_width(self, width: float) -> None:
        """The room at the right for the least and the greatest value."""
        if width != self._limits_width:
            self._limits_width = width
            self.update()

    def limits_needed(self) -> float:
        """The room that the digits of the least and the greatest value take."""
        metrics = QFontMetricsF(self._small_font())
        digits = max((metrics.horizontalAdvance(text) for text in self._limits()), default=0.0)
        return digits + LIMITS_GAP

    def set_log(self, log: bool) -> None:
        """Whether values are spaced by their logarithm; what is not positive is then a gap."""
        self._log = log
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the caption and a flat card."""
        return QSize(240, CAPTION + 84)

    def minimumSizeHint(self) -> QSize:
        """The smallest useful plot."""
        return QSize(120, CAPTION + 60)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Scrub there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._scrub(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._scrub(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with the arrow keys, further with Shift; Home and End."""
        key = Qt.Key(event.key())
        large = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in STEPS:
            time = self._playhead + STEPS[key] * (LARGE_STEP if large else STEP)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            time = float(key == Qt.Key.Key_End)
        else:
            super().keyPressEvent(event)
            return
        self.scrubbed.emit(min(max(time, 0.0), 1.0))

    def event(self, event: QEvent) -> bool:
        """Tell the value under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            told = self._told(self._time_at(QPointF(event.pos())))
            QToolTip.showText(event.globalPos(), f"{told}\n{HELP}", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw caption, card, lines and playhead."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._small_font())
        self._paint_caption(painter)
        card = self._card
        painter.setPen(QPen(QColor(self._theme.accent), 1.0) if self._focus_shown else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.soft))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        scale = self._scale()
        if scale is None:
            painter.setPen(QColor(self._theme.dim))
            painter.drawText(card, Qt.AlignmentFlag.AlignCenter, self._empty_text)
            return
        self._paint_limits(painter)
        painter.setClipRect(card)
        for series in self._series:
            self._paint_band(painter, series, scale)
        for series in self._series:
            for line in _lines(series):
                pen = path_pen(PathStyle(series.style.color), FAINT_WIDTH, FAINT * (STALE if series.stale else 1.0))
                self._paint_line(painter, series.x, line, scale, pen)
        self._paint_reference(painter, scale)
        for series in sorted(self._series, key=lambda one: one.selected):
            self._paint_series(painter, series, scale)
        x = math.floor(self._pixel_of(self._playhead)) + 0.5
        painter.setPen(QPen(QColor(self._theme.text), 1.0))
        painter.setOpacity(0.7)
        painter.drawLine(QPointF(x, card.top() + 4.0), QPointF(x, card.bottom() - 4.0))

    @property
    def _card(self) -> QRectF:
        return QRectF(self.rect()).adjusted(0.0, CAPTION, 0.0, 0.0)

    @property
    def _plot(self) -> QRectF:
        """Where the lines are: the card without its margins and the column of limits, wider where their digits are."""
        room = max(self._limits_width, self.limits_needed())
        return self._card.adjusted(MARGIN, MARGIN + 2.0, -MARGIN - room, -MARGIN - 2.0)

    def _small_font(self) -> QFont:
        font = self.font()
        font.setPixelSize(11)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _pixel_of(self, time: float) -> float:
        plot = self._plot
        return plot.left() + min(max(time, 0.0), 1.0) * plot.width()

    def _time_at(self, place: QPointF) -> float:
        plot = self._plot
        return min(max((place.x() - plot.left()) / max(plot.width(), 1.0), 0.0), 1.0)

    def _scrub(self, place: QPointF) -> None:
        self.scrubbed.emit(self._time_at(place))

    def _scaled(self, values: np.ndarray) -> np.ndarray:
        """The values as they are spaced: NaN where they cannot be drawn."""
        values = np.where(np.isfinite(values), values, np.nan)
        if not self._log:
            return values
        return np.log10(np.where(values > 0.0, values, np.nan))

    def _scale(self) -> tuple[float, float] | None:
        """Bottom and top, spaced; None where there is nothing to draw."""
        lines = [line for series in self._series for line in (series.y, *(series.band or ()), *_lines(series))]
        if lines and self._reference is not None:
            lines.append(np.array([self._reference[0]]))
        known = [self._scaled(np.asarray(line, dtype=float)) for line in lines]
        values = np.concatenate([np.zeros(0), *known])
        values = values[np.isfinite(values)]
        if values.size == 0:
            return None
        low, high = float(values.min()), float(values.max())
        if self._range is not None:
            fixed = self._scaled(np.array(self._range, dtype=float))
            low, high = (float(wanted) if np.isfinite(wanted) else own for wanted, own in zip(fixed, (low, high)))
        if high - low < 1e-12 * max(abs(high), abs(low), 1e-300):
            # A constant is drawn in the middle.
            room = 0.5 if self._log else abs(high) / 2 or 0.5
            low, high = low - room, high + room
        return low, high

    def _value_at(self, time: float) -> str:
        """The value of the selected line in digits, empty where it has none."""
        selected = next((series for series in self._series if series.selected), None)
        value = selected.at(time) if selected is not None else math.nan
        return self._written(value) if math.isfinite(value) else ""

    def _written(self, value: float) -> str:
        low, high = self._scale() or (0.0, 1.0)
        # Spaced by its logarithm a value has as many digits as its own size calls for.
        return number(value, abs(value) or 1.0) if self._log else number(value, high - low)

    def _describe(self) -> None:
        self.setAccessibleDescription(self._told(self._playhead))
        self.update()

    def _told(self, time: float) -> str:
        return f"{self._time_text(time)}   {self._value_at(time)}".rstrip()

    def _paint_caption(self, painter: QPainter) -> None:
        area = QRectF(0.0, 0.0, self.width(), CAPTION - 4.0)
        painter.setPen(QColor(self._theme.dim))
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._caption)
        painter.setPen(QColor(self._theme.text))
        value = self._value_at(self._playhead)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, value)

    def _limits(self) -> tuple[str, ...]:
        """The least and the greatest value in digits; none where there is nothing to draw."""
        scale = self._scale()
        return tuple(_short(self._written(10.0 ** min(value, 308.0) if self._log else value)) for value in scale or ())

    def _paint_limits(self, painter: QPainter) -> None:
        area = self._card.adjusted(0.0, 3.0, -MARGIN, -3.0)
        painter.setPen(QColor(self._theme.dim))
        for text, edge in zip(self._limits(), (Qt.AlignmentFlag.AlignBottom, Qt.AlignmentFlag.AlignTop)):
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | edge, text)

    def _paint_series(self, painter: QPainter, series: Series, scale: tuple[float, float]) -> None:
        width = SELECTED_WIDTH if series.selected else WIDTH
        pen = path_pen(series.style, width, STALE if series.stale else 1.0)
        self._paint_line(painter, series.x, series.y, scale, pen)

    def _paint_line(
        self, painter: QPainter, times: np.ndarray, values: np.ndarray, scale: tuple[float, float], pen: QPen
    ) -> None:
        plot = self._plot
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        x = plot.left() + np.asarray(times, dtype=float) * plot.width()
        y = self._heights(values, scale)
        finite = np.isfinite(y) & np.isfinite(x)
        for part in np.split(np.arange(len(x)), np.flatnonzero(np.diff(finite)) + 1):
            if len(part) > 1 and finite[part[0]]:
                painter.drawPolyline(QPolygonF([QPointF(float(x[i]), float(y[i])) for i in part]))

    def _heights(self, values: np.ndarray, scale: tuple[float, float]) -> np.ndarray:
        """Values as pixels of the card, NaN in gaps."""
        plot, (low, high) = self._plot, scale
        share = (self._scaled(np.asarray(values, dtype=float)) - low) / (high - low)
        return plot.bottom() - np.clip(share, -10.0, 10.0) * plot.height()

    def _paint_band(self, painter: QPainter, series: Series, scale: tuple[float, float]) -> None:
        if series.band is None:
            return
        x = self._plot.left() + np.asarray(series.x, dtype=float) * self._plot.width()
        low, high = (self._heights(edge, scale) for edge in series.band)
        known = np.isfinite(low) & np.isfinite(high)
        outline = np.concatenate([np.stack([x, high], 1)[known], np.stack([x, low], 1)[known][::-1]])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(series.style.color, BAND * (STALE if series.stale else 1.0)))
        painter.drawPolygon(QPolygonF([QPointF(*map(float, corner)) for corner in outline]))

    def _paint_reference(self, painter: QPainter, scale: tuple[float, float]) -> None:
        if self._reference is None:
            return
        value, label = self._reference
        [y] = self._heights(np.array([value]), scale)
        if not math.isfinite(y):
            return
        y = math.floor(float(y)) + 0.5
        plot = self._plot
        painter.setPen(QPen(QColor(self._theme.dim), 1.0, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        # Below the line where there is no room above it.
        top = y - 15.0 if y - 15.0 > self._card.top() else y + 1.0
        area = QRectF(plot.left(), top, plot.width() - 2.0, 14.0)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, label)


def _lines(series: Series) -> list[np.ndarray]:
    return [] if series.faint is None else list(series.faint)


def number(value: float, span: float) -> str:
    """A value with as many digits as tell a hundredth of the span apart; three where that would be long."""
    if value != 0.0 and not 1e-3 <= max(abs(value), span) < 1e5:
        return f"{value:.1e}".replace("e-0", "e-").replace("e+0", "e")
    decimals = math.ceil(-math.log10(span / 100.0) - 1e-9)
    return f"{value:.{max(decimals, 0)}f}" if decimals < 5 else f"{value:.3g}"


def _short(digits: str) -> str:
    """The digits without zeros that end a fraction."""
    return digits.rstrip("0").rstrip(".") if "." in digits and "e" not in digits else digits
