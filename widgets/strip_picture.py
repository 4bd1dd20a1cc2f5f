"""A whole row of the frame strips as one pixmap, so that a moving playhead costs next to nothing."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap, QTextLayout

from .alike import alike, same_array
from .image_view import STALE_OPACITY
from .pictures import CORNER_RADIUS, draw_centred, picture
from .strip_captions import paint_captions
from .strip_row import GUTTER, StripLayout, StripRow
from .style import CAPTION_PIXELS, current_theme, text_font
from .swatch import LENGTH, draw_swatch

_TEXT_LEFT = LENGTH + 6
_NAME_HEIGHT, _CAPTION_HEIGHT = 18, 15


class StripPicture:
    """Keeps the scaled frames of a row, and the row painted from them, as long as nothing of it changes."""

    def __init__(self) -> None:
        self._row: StripRow | None = None
        self._key: tuple[object, ...] = ()
        self._whole = QPixmap()
        self._frames: np.ndarray | None = None
        self._frame_key: tuple[object, ...] = ()
        self._pixmaps: dict[int, QPixmap] = {}

    def get(self, row: StripRow, layout: StripLayout, shown: np.ndarray, ratio: float) -> QPixmap:
        """The row with the frames of these indices, from left to right."""
        key = (layout, shown.tobytes(), ratio, current_theme().name)
        if key != self._key or not alike(row, self._row):
            self._row, self._key = row, key
            self._whole = self._paint(row, layout, shown, ratio)
        return self._whole

    def _paint(self, row: StripRow, layout: StripLayout, shown: np.ndarray, ratio: float) -> QPixmap:
        whole = QPixmap(QSize(layout.width, layout.row_height) * ratio)
        whole.setDevicePixelRatio(ratio)
        whole.fill(Qt.GlobalColor.transparent)
        painter = QPainter(whole)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_name(painter, row, layout.row_height)
        painter.setOpacity(STALE_OPACITY if row.stale else 1.0)
        for cell, frame in enumerate(shown.tolist()):
            box = QRectF(layout.cell_left(cell), 0, layout.side, layout.side)
            if row.frames is None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(current_theme().soft))
                painter.drawRoundedRect(box, CORNER_RADIUS, CORNER_RADIUS)
            else:
                draw_centred(painter, self._frame(row.frames, frame, layout.side, ratio), box)
        if row.frames is not None and row.labels:
            paint_captions(painter, [row.labels[frame] for frame in shown.tolist()], layout, row.style.color)
        painter.end()
        return whole

    def _frame(self, frames: np.ndarray, index: int, side: int, ratio: float) -> QPixmap:
        if self._frame_key != (side, ratio) or not same_array(frames, self._frames):
            self._frames, self._frame_key, self._pixmaps = frames, (side, ratio), {}
        if index not in self._pixmaps:
            self._pixmaps[index] = picture(frames[index], side, side, ratio)
        return self._pixmaps[index]


def wrapped(text: str, font: QFont, width: int, most: int = 2) -> list[str]:
    """A sentence broken between words into at most so many lines; the last one says by dots that there is more."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    starts = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        starts.append(line.textStart())
    layout.endLayout()
    starts = starts[:most]
    parts = [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)])]
    return [QFontMetrics(font).elidedText(part, Qt.TextElideMode.ElideRight, width) for part in parts]


def _with_whole_parts(caption: str) -> str:
    """The same caption, to be broken between its parts only."""
    return " · ".join(part.replace(" ", "\N{NO-BREAK SPACE}") for part in caption.split(" · "))


def _paint_name(painter: QPainter, row: StripRow, height: int) -> None:
    theme = current_theme()
    weight = QFont.Weight.DemiBold if row.selected else QFont.Weight.Normal
    lines = [(row.label, theme.text, text_font(weight=weight), _NAME_HEIGHT)]
    small = text_font(CAPTION_PIXELS)
    width = GUTTER - _TEXT_LEFT - 4
    room = int(height - _NAME_HEIGHT) // _CAPTION_HEIGHT
    caption = []
    if row.caption:
        caption = wrapped(_with_whole_parts(row.caption), small, width, max(1, min(room - bool(row.note), 2)))
    words = [*caption, *wrapped(row.note, small, width, max(1, min(room - len(caption), 2)))]
    lines += [(text, theme.dim, small, _CAPTION_HEIGHT) for text in words if text]
    y = max(0.0, (height - sum(line[3] for line in lines)) / 2)
    draw_swatch(painter, QRectF(0, y, LENGTH, _NAME_HEIGHT), row.style)
    for words, color, font, line_height in lines:
        painter.setFont(font)
        painter.setPen(QColor(color))
        text = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRectF(_TEXT_LEFT, y, width, line_height), Qt.AlignmentFlag.AlignVCenter, text)
        y += line_height
