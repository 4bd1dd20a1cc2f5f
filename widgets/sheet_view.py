"""A picture of many images, with a caption above."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from .pictures import fitted, picture
from .style import CAPTION_PIXELS, RADIUS, current_theme, text_font

CAPTION = 20


class SheetView(QAbstractButton):
    """As large as there is room, never stretched; a click asks for more room, `enlarged` is whether it has it."""

    enlarge_requested = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._caption = ""
        self._image = QImage()
        self._pixmap = QPixmap()
        self._key: tuple[int, int, float, int] = (0, 0, 0.0, 0)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)
        self.setToolTip("Click for a larger picture, and again for the smaller one")
        self.clicked.connect(self.enlarge_requested)

    def set_sheet(self, image: QImage, caption: str) -> None:
        """Show a picture, a null one for none, and what it is."""
        self._image, self._caption = image, caption
        self._key = (0, 0, 0.0, 0)
        self.setAccessibleDescription(caption)
        self.update()

    def image(self) -> QImage:
        """The picture shown."""
        return self._image

    def caption(self) -> str:
        """What is written above it beside its name."""
        return self._caption

    def sizeHint(self) -> QSize:
        """Half of a stage."""
        return QSize(320, 320 + CAPTION)

    def minimumSizeHint(self) -> QSize:
        """The smallest useful picture."""
        return QSize(140, 140 + CAPTION)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Caption, then the picture at the top left of its room."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = text_font(CAPTION_PIXELS)
        painter.setFont(font)
        line = QRectF(0, 0, self.width(), CAPTION - 4)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        painter.setPen(QColor(theme.text))
        painter.drawText(line, left | Qt.AlignmentFlag.AlignVCenter, self._name)
        area = QRectF(0, CAPTION, self.width(), self.height() - CAPTION)
        inner = fitted(self._image.size(), area) if not self._image.isNull() else area
        inner.moveTopLeft(area.topLeft())
        painter.setPen(QColor(theme.dim))
        if QFontMetrics(font).horizontalAdvance(self._name + self._caption) + 12 <= inner.width():
            line.setWidth(inner.width())
        painter.drawText(line, right | Qt.AlignmentFlag.AlignVCenter, self._caption)
        if self._image.isNull():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.soft))
            painter.drawRoundedRect(area, RADIUS, RADIUS)
            painter.setPen(QColor(theme.dim))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "no picture yet")
        else:
            ratio = self.devicePixelRatioF()
            key = (int(inner.width()), int(inner.height()), ratio, self._image.cacheKey())
            if key != self._key:
                self._key = key
                self._pixmap = picture(self._image, inner.width(), inner.height(), ratio)
            painter.drawPixmap(inner.topLeft(), self._pixmap)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner.adjusted(0.5, 0.5, -0.5, -0.5), 3.0, 3.0)
