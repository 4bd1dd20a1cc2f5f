"""What is written under the frames of a strip: neighbours that are called the same share one caption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from .strip_row import LABEL_HEIGHT, FrameLabel, StripLayout
from .style import CAPTION_PIXELS, current_theme, text_font

_TEXT_GAP = 4
_LINE_ROOM = 3  # clear of the ring around the playhead's frame
_LINE_INSET = 2
_LINE_OPACITY = 0.5


@dataclass(frozen=True)
class Caption:
    """A word for the cells from `first` on, whether it is sure of each of them, and whether it was asked for."""

    first: int
    text: str
    sure: tuple[bool, ...]
    marked: bool

    @property
    def last(self) -> int:
        """The last cell it speaks of."""
        return self.first + len(self.sure) - 1


def captions(labels: Sequence[FrameLabel]) -> list[Caption]:
    """The captions of a row whose cells have these labels, from left to right, with a question mark where none of
    their cells is sure."""
    found: list[Caption] = []
    for (text, marked), run in groupby(labels, lambda label: (label.text, label.marked)):
        first = found[-1].last + 1 if found else 0
        sure = tuple(label.sure for label in run)
        found.append(Caption(first, text if any(sure) else f"{text}?", sure, marked))
    return found


def text_places(runs: Sequence[tuple[int, int]], widths: Sequence[int]) -> list[tuple[float, float]]:
    """Left and right of texts of these widths: centred under their runs (left, right) of frames. A text that is wider
    than its run has what its neighbours leave free as well."""
    spare = [max(0.0, (right - left - width) / 2 - _TEXT_GAP) for (left, right), width in zip(runs, widths)]
    places = []
    for (left, right), width, before, after in zip(runs, widths, [0.0, *spare], [*spare[1:], 0.0]):
        low, high = (left, right) if width <= right - left else (left - before, right + after)
        width = min(width, high - low)
        start = min(max(low, (left + right - width) / 2), high - width)
        places.append((start, start + width))
    return places


def paint_captions(painter: QPainter, labels: Sequence[FrameLabel], layout: StripLayout, color: str) -> None:
    """Every caption under its frames, with a line along them if there are several, dotted where it is not sure.

    What was asked for stands out by the path's `color` and by weight.
    """
    shown = captions(labels)
    runs = [(layout.cell_left(each.first), layout.cell_left(each.last) + layout.side) for each in shown]
    fonts = [text_font(CAPTION_PIXELS, QFont.Weight.DemiBold if each.marked else QFont.Weight.Normal) for each in shown]
    widths = [QFontMetrics(font).horizontalAdvance(each.text) + 1 for each, font in zip(shown, fonts)]
    for caption, font, (left, right) in zip(shown, fonts, text_places(runs, widths)):
        ink = QColor(color if caption.marked else current_theme().dim)
        painter.setFont(font)
        painter.setPen(ink)
        text = QFontMetrics(font).elidedText(caption.text, Qt.TextElideMode.ElideRight, int(right - left))
        place = QRectF(left, layout.side + _LINE_ROOM, right - left, LABEL_HEIGHT - _LINE_ROOM)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        if caption.last > caption.first:
            ink.setAlphaF(_LINE_OPACITY)
            _paint_line(painter, caption, layout, ink)


def _paint_line(painter: QPainter, caption: Caption, layout: StripLayout, ink: QColor) -> None:
    y = layout.side + _LINE_ROOM + 0.5
    cell = caption.first
    for sure, run in groupby(caption.sure):
        after = cell + len(list(run))
        left = layout.cell_left(cell) + (_LINE_INSET if cell == caption.first else 0)
        right = layout.cell_left(after) if after <= caption.last else layout.cell_left(caption.last) + layout.side
        painter.setPen(QPen(ink, 1, Qt.PenStyle.SolidLine if sure else Qt.PenStyle.DotLine))
        painter.drawLine(QLineF(left, y, right - (_LINE_INSET if after > caption.last else 0), y))
        cell = after
