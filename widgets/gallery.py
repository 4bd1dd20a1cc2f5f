"""Hundreds of small images to pick from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QImage,
    QKeyEvent,
    QPainter,
    QPen,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QListView, QMenu, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from .image_view import GALLERY_INDEX
from .pictures import CORNER_RADIUS, draw_centred, picture, to_qimage
from .style import current_theme, text_font

CELL_WIDTH = 34
_GAP = 4
_SCROLL_BAR_WIDTH = 8
_AnyIndex = QModelIndex | QPersistentModelIndex
_END_KEYS = {Qt.Key.Key_S: "source", Qt.Key.Key_T: "target"}


class Gallery(QListView):
    """A grid of thumbnails, six a row at the usual width of a pane.

    A click or Return picks an image; its context menu, the keys S and T, and dragging it onto an end
    say which end it is for; without `for_ends` images are only picked and dragged.
    """

    picked = Signal(int)
    picked_as = Signal(int, str)  #: index, and 'source' or 'target'

    def __init__(self, parent: QWidget | None = None, for_ends: bool = True) -> None:
        super().__init__(parent)
        self._for_ends = for_ends
        self._rows: int | None = None
        self._images = _Images(self)
        self._marks: dict[int, str] = {}
        self.setModel(self._images)
        self.setItemDelegate(_Thumbnails(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setDragEnabled(True)
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setMinimumHeight(CELL_WIDTH)
        self.setAccessibleName("Gallery of images")
        self.setToolTip("Click an image to use it for the marked end; S for source, T for target, or drag it.")
        self.viewport().setAutoFillBackground(False)
        self.clicked.connect(lambda index: self.picked.emit(index.row()))
        # Once the grid is laid out.
        self._reveal = QTimer(self, singleShot=True, interval=0)
        self._reveal.timeout.connect(self._show_marks)

    def set_rows(self, rows: int) -> None:
        """Be as high as so many rows, whatever the width makes of a cell."""
        self._rows = rows
        self._fit()

    def set_images(self, images: np.ndarray, captions: Sequence[str] = ()) -> None:
        """Show (N, C, H, W), floats in [0, 1] or bytes; captions are the tool tips."""
        self._images.replace(images, captions)
        self._marks = {}

    def set_ends(self, source: int | None, target: int | None) -> None:
        """Mark the images that are the ends at present."""
        before, self._marks = self._marks, {}
        for index, letter in ((source, "S"), (target, "T")):
            if index is not None:
                self._marks[index] = "S T" if index in self._marks else letter
        if self._marks != before and not self.underMouse():
            self._reveal.start()
        self.viewport().update()

    def mark(self, index: int) -> str:
        """'S', 'T', 'S T' or nothing."""
        return self._marks.get(index, "")

    def count(self) -> int:
        """The number of images."""
        return self._images.rowCount()

    def sizeHint(self) -> QSize:
        """Two rows of six."""
        return QSize(6 * CELL_WIDTH + _SCROLL_BAR_WIDTH, 2 * CELL_WIDTH)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the ends in sight."""
        super().showEvent(event)
        self._reveal.start()

    def _show_marks(self) -> None:
        """Scroll to the ends where they fit together; otherwise leave the user's place."""
        indices = [self._images.index(index, 0) for index in self._marks if index < self.count()]
        boxes = [self.visualRect(index) for index in indices]
        if boxes and max(b.bottom() for b in boxes) - min(b.top() for b in boxes) < self.viewport().height():
            for index in indices:
                self.scrollTo(index)

    def event(self, e: QEvent) -> bool:
        """Follow the widget's own width too: where a scroll bar comes with it, the viewport's stays the same."""
        done = super().event(e)
        if e.type() == QEvent.Type.Resize and self.gridSize().width() != self._cell():
            self._fit()
            self._reveal.start()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the width with whole cells. The scroll bar's room is always kept, so that columns never flicker."""
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        self.setGridSize(QSize(self._cell(), self._cell()))
        if self._rows is not None:
            self.setFixedHeight(self._rows * self._cell())

    def _cell(self) -> int:
        room = self.width() - _SCROLL_BAR_WIDTH
        return max(CELL_WIDTH, room // max(1, room // CELL_WIDTH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return picks, S and T pick for an end, arrows move; what else would be typed is left to the window."""
        key = Qt.Key(event.key())
        row = self.currentIndex().row()
        if row >= 0 and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.picked.emit(row)
        elif self._for_ends and row >= 0 and key in _END_KEYS and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.picked_as.emit(row, _END_KEYS[key])
        elif event.text() and event.text().isprintable():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Choose which end an image is for."""
        index = self.indexAt(event.pos()) if event.reason() == QContextMenuEvent.Reason.Mouse else self.currentIndex()
        if self._for_ends and index.isValid():
            menu = self.menu_for(index.row())
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(event.globalPos())

    def menu_for(self, index: int) -> QMenu:
        """The context menu of an image."""
        menu = QMenu(self)
        for text, end in (("Use as source\tS", "source"), ("Use as target\tT", "target")):
            menu.addAction(text).triggered.connect(lambda _=False, end=end: self.picked_as.emit(index, end))
        return menu

    def thumbnail(self, index: int, side: int) -> QPixmap:
        """The image at the size of a cell; made when first seen."""
        return self._images.thumbnail(index, side, self.devicePixelRatioF())


class _Images(QAbstractListModel):
    """The images as Qt's list; thumbnails are scaled when first painted and kept."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._images = np.zeros((0, 1, 1, 1), np.float32)
        self._captions: Sequence[str] = ()
        self._pixmaps: dict[tuple[int, int, float], QPixmap] = {}

    def replace(self, images: np.ndarray, captions: Sequence[str]) -> None:
        """Forget the old images."""
        self.beginResetModel()
        self._images = images
        self._captions = captions
        self._pixmaps = {}
        self.endResetModel()

    def thumbnail(self, index: int, side: int, ratio: float) -> QPixmap:
        """Scaled to `side` points, in its own proportions."""
        key = (index, side, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = picture(self._images[index], side, side, ratio)
        return self._pixmaps[key]

    def rowCount(self, parent: _AnyIndex | None = None) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        """One row an image."""
        return 0 if parent is not None and parent.isValid() else len(self._images)

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Captions, for tool tips and screen readers."""
        roles = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        if role in roles and 0 <= index.row() < len(self._images):
            has_caption = index.row() < len(self._captions)
            return self._captions[index.row()] if has_caption else f"Image {index.row()}"
        return None

    def flags(self, index: _AnyIndex) -> Qt.ItemFlag:
        """Images can be dragged."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        """Drags carry an index."""
        return [GALLERY_INDEX]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The index of the first image dragged, and the image itself for other programs."""
        data = QMimeData()
        row = indexes[0].row()
        data.setData(GALLERY_INDEX, str(row).encode())
        data.setImageData(self._image(row))
        return data

    def _image(self, row: int) -> QImage:
        return to_qimage(self._images[row])


class _Thumbnails(QStyledItemDelegate):
    """Paints an image, the ring of what is under the pointer or current, and the letter of an end."""

    def __init__(self, gallery: Gallery) -> None:
        super().__init__(gallery)
        self._gallery = gallery

    def sizeHint(self, option: QStyleOptionViewItem, index: _AnyIndex) -> QSize:
        """A whole cell."""
        return self._gallery.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _AnyIndex) -> None:
        """One cell."""
        theme = current_theme()
        cell = self._gallery.gridSize()
        box = QRectF(option.rect.x(), option.rect.y(), cell.width() - _GAP, cell.height() - _GAP)  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = draw_centred(painter, self._gallery.thumbnail(index.row(), round(box.width())), box)
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        mark = self._gallery.mark(index.row())
        focused = bool(state & QStyle.StateFlag.State_HasFocus) and self._gallery.hasFocus()
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        if mark or focused or hovered:
            painter.setPen(QPen(QColor(theme.text if focused else theme.accent if mark else theme.dim), 1.5))
            painter.drawRoundedRect(inside.adjusted(0.75, 0.75, -0.75, -0.75), CORNER_RADIUS, CORNER_RADIUS)
        if mark:
            badge = QRectF(inside.left(), inside.bottom() - 11, 7 + 5 * len(mark), 11)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            painter.drawRoundedRect(badge, CORNER_RADIUS, CORNER_RADIUS)
            painter.setFont(text_font(9, QFont.Weight.DemiBold))
            painter.setPen(QColor(theme.on_accent))
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, mark)
        painter.restore()
