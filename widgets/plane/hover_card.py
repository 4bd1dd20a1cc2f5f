"""The decoded image beside the cursor."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from ..theme import LIGHT, Theme

IMAGE = 88
MARGIN = 8
CAPTION = 24
GAP = 16


class HoverCard(QWidget):
    """An image of IMAGE px and a caption, on a small card that lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.theme: Theme = LIGHT
        self._pixmap: QPixmap | None = None
        self._text = ""
        self._stale = False
        self.hide()

    def set_content(self, pixmap: QPixmap | None, text: str, stale: bool) -> None:
        """What the card shows."""
        self._pixmap, self._text, self._stale = pixmap, text, stale
        self.setAccessibleName(text)
        height = (IMAGE + MARGIN if pixmap is not None else 0) + (CAPTION if text else MARGIN)
        self.resize(QSize(IMAGE + 2 * MARGIN, height))
        self.update()

    def place_beside(self, cursor: QPoint, ground: QRect) -> None:
        """Move to the lower right of the cursor, flipped where that would leave the ground."""
        x, y = cursor.x() + GAP, cursor.y() + GAP
        if x + self.width() > ground.right():
            x = cursor.x() - GAP - self.width()
        if y + self.height() > ground.bottom():
            y = cursor.y() - GAP - self.height()
        self.move(max(x, ground.left()), max(y, ground.top()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(QPen(QColor(self.theme.line), 1.0))
        painter.setBrush(QColor(self.theme.pane))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6.0, 6.0)
        painter.setOpacity(0.6 if self._stale else 1.0)
        caption = QRectF(0, self.height() - CAPTION, self.width(), CAPTION)
        if self._pixmap is not None and not self._pixmap.isNull():
            self._paint_image(painter, self._pixmap)
        painter.setPen(QColor(self.theme.dim))
        painter.drawText(caption, Qt.AlignmentFlag.AlignCenter, self._text)

    def _paint_image(self, painter: QPainter, pixmap: QPixmap) -> None:
        size = QSize(pixmap.size()).scaled(IMAGE, IMAGE, Qt.AspectRatioMode.KeepAspectRatio)
        area = QRectF(0, 0, size.width(), size.height())
        area.moveCenter(QRectF(MARGIN, MARGIN, IMAGE, IMAGE).center())
        corners = QPainterPath()
        corners.addRoundedRect(area, 3.0, 3.0)
        painter.save()
        painter.setClipPath(corners)
        painter.drawPixmap(area, pixmap, QRectF(pixmap.rect()))
        painter.restore()
