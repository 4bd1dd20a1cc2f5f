"""The sample of a layer's line: its colour and its dashes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from .path_pen import path_pen
from .theme import PathStyle

LENGTH = 18
PEN_WIDTH = 2.5


def draw_swatch(painter: QPainter, area: QRectF, style: PathStyle) -> None:
    """A short line through the middle of `area`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if style.dash:
        # So short a line must still show its whole pattern and the next dash.
        needed = (sum(style.dash) + style.dash[0]) * PEN_WIDTH
        style = replace(style, dash=tuple(part * min(1.0, area.width() / needed) for part in style.dash))
    painter.setPen(path_pen(style, PEN_WIDTH))
    middle = round(area.center().y()) + 0.5
    # Round caps reach half a pen beyond the ends of the line.
    inset = PEN_WIDTH / 2
    painter.drawLine(QLineF(QPointF(area.left() + inset, middle), QPointF(area.right() - inset, middle)))
    painter.restore()


class Swatch(QWidget):
    """A line sample beside a name."""

    def __init__(self, style: PathStyle, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self.setFixedSize(QSize(LENGTH, 16))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_style(self, style: PathStyle) -> None:
        """Another colour and dash."""
        if style != self._style:
            self._style = style
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line."""
        draw_swatch(QPainter(self), QRectF(0, 0, self.width(), self.height()), self._style)
