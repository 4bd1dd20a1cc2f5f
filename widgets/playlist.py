"""Pictures in an order that the user decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QScrollArea, QToolTip, QWidget

from .image_view import GALLERY_INDEX, STALE_OPACITY
from .pictures import CORNER_RADIUS, draw_centred, picture
from .style import CAPTION_PIXELS, RADIUS, current_theme, set_role, text_font

SIDE = 60
CELL_WIDTH, CELL_HEIGHT = 75, 84
_MARGIN = 4
_FRAME = 1
_CAPTION_HEIGHT = 16
_SCROLL_BAR_WIDTH = 8
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


@dataclass(frozen=True, eq=False)
class PlaylistItem:
    """A picture (C, H, W), or None while it is made; what is said below it, and at more length."""

    image: np.ndarray | None
    caption: str
    tip: str


class Playlist(QScrollArea):
    """Thumbnails in rows, to be dragged into another order; it only asks, the caller answers with `set_items`.

    Arrows choose, Ctrl and an arrow moves, Delete removes. It takes drags from a gallery.
    """

    moved = Signal(int, int)  #: from and to, both as indices of the item
    removed = Signal(int)
    chosen = Signal(int)
    gallery_dropped = Signal(int)  #: index in the gallery

    def __init__(self, empty_text: str, rows: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = _Canvas(self, empty_text)
        self.setWidget(self.canvas)
        for ground in (self.canvas, self.viewport()):
            ground.setAutoFillBackground(False)
        self.setWidgetResizable(True)
        set_role(self, "well")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(rows * CELL_HEIGHT + 2 * (_MARGIN + _FRAME))

    def set_items(self, items: Sequence[PlaylistItem], current: int) -> None:
        """Show these; `current` is the chosen one, -1 for none."""
        self.canvas.set_items(items, current)
        if current >= 0:
            box = self.canvas.cell(current)
            self.ensureVisible(box.center().x(), box.center().y(), box.width() // 2, box.height() // 2)

    def current(self) -> int:
        """The chosen item, -1 for none."""
        return self.canvas.current

    def sizeHint(self) -> QSize:
        """As high as it has to be, however many there are; it takes more where there is more."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def event(self, e: QEvent) -> bool:
        """The frame stays where it is while its contents scroll."""
        if e.type() != QEvent.Type.Paint:
            return super().event(e)
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.accent if self.canvas.hasFocus() else theme.line), 1.0))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        return True


class _Canvas(QWidget):
    """Paints the cells and takes mouse and keys."""

    def __init__(self, playlist: Playlist, empty_text: str) -> None:
        super().__init__()
        self._playlist = playlist
        self._empty_text = empty_text
        self._items: Sequence[PlaylistItem] = ()
        self._pixmaps: dict[tuple[int, float], QPixmap] = {}
        self.current = -1
        self._pressed: QPointF | None = None
        self._gap: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self._tell()

    def set_items(self, items: Sequence[PlaylistItem], current: int) -> None:
        known = {id(item.image) for item in items}
        self._pixmaps = {key: pixmap for key, pixmap in self._pixmaps.items() if key[0] in known}
        self._items, self.current = tuple(items), current
        self._cancel_drag()
        self._fit()
        self._tell()
        self.update()

    def cell(self, index: int) -> QRect:
        """Where an item is."""
        row, column = divmod(index, self._columns())
        return QRect(_MARGIN + column * CELL_WIDTH, _MARGIN + row * CELL_HEIGHT, CELL_WIDTH, CELL_HEIGHT)

    def index_at(self, place: QPointF) -> int:
        """The item at a place, -1 for none."""
        point = place.toPoint()
        return next((index for index in range(len(self._items)) if self.cell(index).contains(point)), -1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.index_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            self._choose(index)
            self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        way = (event.position() - self._pressed).manhattanLength()
        if self._gap is not None or way >= QApplication.startDragDistance():
            self._gap = self._gap_at(event.position())
            self._playlist.ensureVisible(round(event.position().x()), round(event.position().y()), 0, _MARGIN)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        gap, index = self._gap, self.current
        self._cancel_drag()
        if gap is not None:
            self._move(index, gap - (gap > index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, columns, last = Qt.Key(event.key()), self._columns(), len(self._items) - 1
        steps = {**_STEPS, Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns}
        if key == Qt.Key.Key_Escape and self._gap is not None:
            self._cancel_drag()
        elif key in _STEPS and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._move(self.current, self.current + _STEPS[key])
        elif key in steps:
            self._choose(self.current + steps[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose(0 if key == Qt.Key.Key_Home else last)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.current >= 0:
            self._playlist.removed.emit(self.current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._playlist.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._playlist.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(GALLERY_INDEX):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._playlist.gallery_dropped.emit(int(event.mimeData().data(GALLERY_INDEX).toStdString()))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.index_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._items[index].tip if index >= 0 else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._items:
            painter.setPen(QColor(theme.dim))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()).adjusted(24, 0, -24, 0), int(flags), self._empty_text)
        for index, item in enumerate(self._items):
            if self.cell(index).intersects(event.rect()):
                self._paint_item(painter, index, item)
        if self._gap is not None:
            painter.setPen(QPen(QColor(theme.accent), 2.0))
            box = self.cell(self._gap)
            if self._gap == len(self._items) and self._gap % self._columns() == 0:
                box = self.cell(self._gap - 1).translated(CELL_WIDTH, 0)
            painter.drawLine(box.left(), box.top() + 4, box.left(), box.top() + 4 + SIDE)

    def _paint_item(self, painter: QPainter, index: int, item: PlaylistItem) -> None:
        theme, cell = current_theme(), self.cell(index)
        box = QRectF(cell.left() + (CELL_WIDTH - SIDE) // 2, cell.top() + 4, SIDE, SIDE)
        painter.setOpacity(STALE_OPACITY if self._gap is not None and index == self.current else 1.0)
        if item.image is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.soft))
            painter.drawRoundedRect(box, CORNER_RADIUS, CORNER_RADIUS)
        else:
            draw_centred(painter, self._pixmap(item.image), box)
        if index == self.current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 2.0))
            painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), CORNER_RADIUS + 2, CORNER_RADIUS + 2)
        font = text_font(CAPTION_PIXELS)
        painter.setFont(font)
        painter.setPen(QColor(theme.text if index == self.current else theme.dim))
        words = QFontMetrics(font).elidedText(item.caption, Qt.TextElideMode.ElideRight, CELL_WIDTH - 1)
        painter.drawText(
            QRectF(cell.left(), box.bottom() + 2, CELL_WIDTH, _CAPTION_HEIGHT), Qt.AlignmentFlag.AlignCenter, words
        )
        painter.setOpacity(1.0)

    def _pixmap(self, image: np.ndarray) -> QPixmap:
        key = (id(image), self.devicePixelRatioF())
        if key not in self._pixmaps:
            self._pixmaps[key] = picture(image, SIDE, SIDE, key[1])
        return self._pixmaps[key]

    def _choose(self, index: int) -> None:
        if 0 <= index < len(self._items) and index != self.current:
            self._playlist.chosen.emit(index)

    def _move(self, index: int, to: int) -> None:
        if 0 <= index < len(self._items) and 0 <= to < len(self._items) and to != index:
            self._playlist.moved.emit(index, to)

    def _gap_at(self, place: QPointF) -> int:
        """The gap, 0 to the number of items, that is nearest to a place."""
        row = min(max(int((place.y() - _MARGIN) // CELL_HEIGHT), 0), (len(self._items) - 1) // self._columns())
        column = min(max(round((place.x() - _MARGIN) / CELL_WIDTH), 0), self._columns())
        return min(row * self._columns() + column, len(self._items))

    def _cancel_drag(self) -> None:
        self._pressed, self._gap = None, None
        self.unsetCursor()
        self.update()

    def _columns(self) -> int:
        return max(1, (self._playlist.contentsRect().width() - 2 * _MARGIN - _SCROLL_BAR_WIDTH) // CELL_WIDTH)

    def _fit(self) -> None:
        rows = -(-len(self._items) // self._columns())
        self.setMinimumHeight(rows * CELL_HEIGHT + 2 * _MARGIN)

    def _tell(self) -> None:
        """For screen readers."""
        here = f", {self._items[self.current].tip} chosen" if 0 <= self.current < len(self._items) else ""
        self.setAccessibleName(f"Stops of the walk: {len(self._items)}{here}" if self._items else self._empty_text)

    def sizeHint(self) -> QSize:
        return QSize(CELL_WIDTH, self.minimumHeight())
