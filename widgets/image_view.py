"""One image with a caption below it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QMimeData, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from .alike import same_array
from .icons import pixmap as icon_pixmap
from .pictures import CORNER_RADIUS, draw_centred, picture
from .style import CAPTION_PIXELS, RADIUS, current_theme, text_font

STALE_OPACITY = 0.6
GALLERY_INDEX = "application/x-interp-explorer-gallery-index"  # the kind of data the gallery's drags carry
_RING_WIDTH = 2.0
_KEYBOARD_REASONS = (
    Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason,
)  # fmt: skip
_CAPTION_HEIGHT = 17
_UNDERLINE_HEIGHT = 7


class ImageView(QWidget):
    """A square of `size` points for one image; caption, coloured underline and ring are optional.

    With `accepts_drops` it takes image files, and drags from the gallery.
    """

    clicked = Signal()
    image_dropped = Signal(str)  #: path of a file
    gallery_dropped = Signal(int)  #: index in the gallery

    def __init__(
        self, size: int = 80, name: str = "Image", accepts_drops: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._size = size
        self._image: np.ndarray | None = None
        self._cached: QPixmap | None = None
        self._caption = ""
        self._has_caption = False
        self._underline = ""
        self._placeholder = "Empty"
        self._stale = False
        self._active = False
        self._smooth = True
        self._drop_wanted = False
        self._reached_by_key = False
        self.setAcceptDrops(accepts_drops)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_image(self, image: np.ndarray | None) -> None:
        """Show (C, H, W) floats in [0, 1] or bytes, or the placeholder for None; the image is fresh."""
        if not same_array(image, self._image):
            self._image, self._cached = image, None
            self.update()
        self.set_stale(False)

    def set_caption(self, caption: str) -> None:
        """One short line below, shortened in the middle where it is too long."""
        if caption != self._caption:
            self._has_caption = self._has_caption or bool(caption)
            self._caption = caption
            self.updateGeometry()
            self.update()

    def set_underline(self, color: str) -> None:
        """A bar in a layer's colour below the image; an empty colour removes it."""
        if color != self._underline:
            self._underline = color
            self.updateGeometry()
            self.update()

    def set_placeholder(self, text: str) -> None:
        """What an empty view says."""
        self._placeholder = text
        self.update()

    def set_stale(self, stale: bool) -> None:
        """Dim an image that is about to be replaced."""
        if stale != self._stale:
            self._stale = stale
            self.update()

    def set_active(self, active: bool) -> None:
        """Put the accent's ring around the image."""
        self._active = active
        self.update()

    def set_smooth(self, smooth: bool) -> None:
        """Smooth scaling, or square pixels."""
        self._smooth = smooth
        self._cached = None
        self.update()

    def set_size(self, size: int) -> None:
        """Another width and height of the image."""
        self._size = size
        self._cached = None
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The image, its caption and underline."""
        height = self._size
        height += _UNDERLINE_HEIGHT if self._underline else 0
        height += _CAPTION_HEIGHT if self._has_caption else 0
        return QSize(self._size, height)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return and space click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring of the focus is for those who came by the keyboard."""
        self._reached_by_key = event.reason() in _KEYBOARD_REASONS
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No ring without the focus."""
        self._reached_by_key = False
        super().focusOutEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome one local file, or one image of the gallery."""
        if event.mimeData().hasFormat(GALLERY_INDEX) or local_file(event.mimeData()):
            event.acceptProposedAction()
            self._mark_drop(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The drag went elsewhere."""
        self._mark_drop(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Say what was dropped; whether the file can be read is found out by who reads it."""
        self._mark_drop(False)
        event.acceptProposedAction()
        if event.mimeData().hasFormat(GALLERY_INDEX):
            self.gallery_dropped.emit(int(event.mimeData().data(GALLERY_INDEX).toStdString()))
        else:
            self.image_dropped.emit(local_file(event.mimeData()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Image, ring, underline and caption."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF((self.width() - self._size) / 2, 0, self._size, self._size)
        if self._image is None:
            self._paint_placeholder(painter, box)
            inside = box
        else:
            painter.setOpacity(STALE_OPACITY if self._stale else 1.0)
            inside = draw_centred(painter, self._pixmap(self._image), box)
            painter.setOpacity(1.0)
        if self._active or self._drop_wanted or self._reached_by_key:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            color = theme.text if self._reached_by_key and not self._drop_wanted else theme.accent
            painter.setPen(QPen(QColor(color), _RING_WIDTH))
            # Inside the edge, so that images stand exactly on the pane's margin.
            painter.drawRoundedRect(inside.adjusted(1, 1, -1, -1), CORNER_RADIUS, CORNER_RADIUS)
            painter.setPen(QPen(QColor(theme.pane), 1.0))
            painter.drawRoundedRect(inside.adjusted(2.5, 2.5, -2.5, -2.5), CORNER_RADIUS - 1, CORNER_RADIUS - 1)
        top = box.bottom() + 2
        if self._underline:
            bar = QRectF(box.left(), box.bottom() + 4, self._size, 3)
            painter.fillRect(bar, QColor(self._underline))
            top = bar.bottom() + 1
        if self._caption:
            painter.setFont(text_font(CAPTION_PIXELS))
            painter.setPen(QColor(theme.text if self._active else theme.dim))
            area = QRectF(0, top, self.width(), _CAPTION_HEIGHT)
            text = QFontMetrics(painter.font()).elidedText(
                self._caption, Qt.TextElideMode.ElideMiddle, int(area.width())
            )
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _pixmap(self, image: np.ndarray) -> QPixmap:
        ratio = self.devicePixelRatioF()
        if self._cached is None or self._cached.devicePixelRatio() != ratio:
            self._cached = picture(image, self._size, self._size, ratio, self._smooth)
        return self._cached

    def _paint_placeholder(self, painter: QPainter, box: QRectF) -> None:
        theme = current_theme()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.soft))
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        painter.setFont(text_font(CAPTION_PIXELS))
        painter.setPen(QColor(theme.dim))
        words = box.adjusted(4, 4, -4, -4)
        if self._size >= 72:
            image = icon_pixmap("image", theme.dim, 16, self.devicePixelRatioF())
            painter.drawPixmap(round(box.center().x()) - 8, round(box.center().y()) - 20, image)
            words.setTop(box.center().y())
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        flags |= Qt.AlignmentFlag.AlignTop if self._size >= 72 else Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, int(flags), self._placeholder)

    def _mark_drop(self, wanted: bool) -> None:
        self._drop_wanted = wanted
        self.update()


def local_file(data: QMimeData) -> str:
    """The path of the one file that is dragged, empty otherwise."""
    urls = data.urls()
    return urls[0].toLocalFile() if len(urls) == 1 and urls[0].isLocalFile() else ""
