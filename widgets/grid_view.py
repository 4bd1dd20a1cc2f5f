"""A square of images, every one of which can be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from .image_view import GALLERY_INDEX, STALE_OPACITY, local_file
from .pictures import CORNER_RADIUS, draw_centred, picture
from .style import current_theme, text_font

Cell = tuple[int, int]
"""Row and column, from 0."""

GAP = 2
_ARROWS = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
}  # fmt: skip
_END_KEYS = {Qt.Key.Key_S: "source", Qt.Key.Key_T: "target"}
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_HELP = (
    "Arrow keys go from image to image, S makes one the source of the paths and T their target; R draws another corner "
    "from the prior."
)


class GridView(QWidget):
    """Shows as many images across as down. Its corners are numbered: 0 and 1 above, 2 and 3 below, from left to right.

    A picture that is dropped anywhere is for the nearest corner.
    """

    cell_selected = Signal(int, int)
    used_as = Signal(int, int, str)  #: row, column, 'source' or 'target'
    resample_requested = Signal(int)  #: corner
    image_dropped = Signal(int, str)  #: corner, path of a file
    gallery_dropped = Signal(int, int)  #: corner, index in the gallery
    pointed = Signal(int, int)  #: row, column of the image under the pointer
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = 0
        self._images: list[np.ndarray | None] = []
        self._stale: np.ndarray = np.zeros(0, bool)
        self._pixmaps: dict[int, tuple[np.ndarray, QPixmap]] = {}
        self._pixmap_key: tuple[int, float] = (0, 0.0)
        self._marks: dict[Cell, str] = {}
        self._selected: Cell | None = None
        self._under: Cell | None = None
        self._active: int | None = None
        self._drop_corner: int | None = None
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Grid of images between four corners")
        self.setAccessibleDescription(_HELP)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_images(self, size: int, images: Sequence[np.ndarray | None], stale: np.ndarray) -> None:
        """Show size * size images (C, H, W), row by row, None where one is not there yet; `stale` (size * size) ones
        are dimmed. An image that is the same array keeps its scaled picture."""
        if size != self._size:
            self._pixmaps, self._under = {}, None
            if self._selected is not None and max(self._selected) >= size:
                self._selected = None
        self._size, self._images, self._stale = size, list(images), stale
        self.update()

    def set_marks(self, marks: Mapping[Cell, str]) -> None:
        """Letters on some images: 'S' for the source, 'T' for the target."""
        if dict(marks) != self._marks:
            self._marks = dict(marks)
            self.update()

    def set_active(self, corner: int | None) -> None:
        """Ring the corner that is chosen next."""
        if corner != self._active:
            self._active = corner
            self.update()

    def mark(self, row: int, column: int) -> str:
        """The letters on an image."""
        return self._marks.get((row, column), "")

    def selected(self) -> Cell | None:
        """The chosen image."""
        return self._selected

    def select(self, cell: Cell | None) -> None:
        """Choose an image, or none; says so where it is another."""
        if cell != self._selected:
            self._selected = cell
            self.update()
            if cell is not None:
                self.cell_selected.emit(*cell)

    def corner_of(self, cell: Cell) -> int | None:
        """Which corner an image is, None for one that is none."""
        last = self._size - 1
        return None if any(x not in (0, last) for x in cell) else 2 * (cell[0] > 0) + (cell[1] > 0)

    def cell_rect(self, row: int, column: int) -> QRect:
        """Where an image is."""
        side, left, top = self._layout()
        return QRect(left + column * (side + GAP), top + row * (side + GAP), side, side)

    def cell_at(self, position: QPointF) -> Cell | None:
        """The image at a place, gaps belonging to the one before."""
        if self._size == 0:
            return None
        side, left, top = self._layout()
        row, column = int((position.y() - top) // (side + GAP)), int((position.x() - left) // (side + GAP))
        return (row, column) if 0 <= row < self._size and 0 <= column < self._size else None

    def sizeHint(self) -> QSize:
        """Little room for images that can be told apart; the grid takes what others leave."""
        return QSize(420, 224)

    def minimumSizeHint(self) -> QSize:
        """The smallest useful grid."""
        return QSize(160, 160)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose."""
        cell = self.cell_at(event.position())
        if cell is not None and event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self._selected = None  # a corner that is clicked again is meant again
            self.select(cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what is under the pointer."""
        self._point_at(self.cell_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer."""
        super().leaveEvent(event)
        self._point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, S and T, R; everything else is left to the window."""
        key, plain = Qt.Key(event.key()), event.modifiers() in _PLAIN
        if self._size == 0 or not plain:
            super().keyPressEvent(event)
        elif key in _ARROWS:
            self.select(self._neighbour(*_ARROWS[key]))
        elif key in _END_KEYS and self._selected is not None:
            self.used_as.emit(*self._selected, _END_KEYS[key])
        elif key == Qt.Key.Key_R and self._selected_corner() is not None:
            self.resample_requested.emit(self._selected_corner())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with an image."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        cell = self.cell_at(QPointF(event.pos())) if by_mouse else self._selected
        if cell is not None:
            menu = self.menu_for(cell)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(event.globalPos())

    def menu_for(self, cell: Cell) -> QMenu:
        """The context menu of an image."""
        menu = QMenu(self)
        for text, end in (("Use as source\tS", "source"), ("Use as target\tT", "target")):
            menu.addAction(text).triggered.connect(lambda _=False, end=end: self.used_as.emit(*cell, end))
        corner = self.corner_of(cell)
        if corner is not None:
            menu.addSeparator()
            another = menu.addAction("Another corner from the prior\tR")
            another.triggered.connect(lambda: self.resample_requested.emit(corner))
        return menu

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome one local file, or one image of the gallery."""
        if self._size and (event.mimeData().hasFormat(GALLERY_INDEX) or local_file(event.mimeData())):
            event.acceptProposedAction()
            self._mark_drop(event.position())

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show which corner it is for."""
        self._mark_drop(event.position())
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The drag went elsewhere."""
        self._mark_drop(None)

    def dropEvent(self, event: QDropEvent) -> None:
        """Say what was dropped near which corner."""
        corner = self._nearest_corner(event.position())
        self._mark_drop(None)
        event.acceptProposedAction()
        if event.mimeData().hasFormat(GALLERY_INDEX):
            self.gallery_dropped.emit(corner, int(event.mimeData().data(GALLERY_INDEX).toStdString()))
        else:
            self.image_dropped.emit(corner, local_file(event.mimeData()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the focus."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """All images, then rings and letters."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = current_theme()
        for index, image in enumerate(self._images):
            row, column = divmod(index, self._size)
            box = QRectF(self.cell_rect(row, column))
            if image is None:
                painter.fillRect(box, QColor(theme.soft))
                continue
            painter.setOpacity(STALE_OPACITY if self._stale[index] else 1.0)
            draw_centred(painter, self._pixmap(index, image), box)
        painter.setOpacity(1.0)
        if self._under is not None:
            self._ring(painter, self._under, theme.dim, 1.5)
        for corner in (self._active, self._drop_corner):
            if corner is not None and self._size:
                self._ring(painter, self._corner_cell(corner), theme.accent, 2.0)
        if self._selected is not None:
            self._ring(painter, self._selected, theme.text if self.hasFocus() else theme.accent, 2.0)
        for cell, letters in self._marks.items():
            self._paint_mark(painter, cell, letters)

    def _layout(self) -> tuple[int, int, int]:
        """Side of an image, and the left and upper edge of the grid, which is as large as fits and in the middle."""
        count = max(1, self._size)
        room = min(self.width(), self.height()) + GAP
        side = max(4, room // count - GAP)
        whole = count * (side + GAP) - GAP
        return side, (self.width() - whole) // 2, (self.height() - whole) // 2

    def _pixmap(self, index: int, image: np.ndarray) -> QPixmap:
        side, ratio = self._layout()[0], self.devicePixelRatioF()
        if self._pixmap_key != (side, ratio):
            self._pixmap_key, self._pixmaps = (side, ratio), {}
        known = self._pixmaps.get(index)
        if known is None or known[0] is not image:
            known = self._pixmaps[index] = image, picture(image, side, side, ratio)
        return known[1]

    def _ring(self, painter: QPainter, cell: Cell, color: str, width: float) -> None:
        box = QRectF(self.cell_rect(*cell)).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(current_theme().pane), width + 2.0))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), CORNER_RADIUS, CORNER_RADIUS)
        painter.setPen(QPen(QColor(color), width))
        painter.drawRoundedRect(box, CORNER_RADIUS, CORNER_RADIUS)

    def _paint_mark(self, painter: QPainter, cell: Cell, letters: str) -> None:
        theme, box = current_theme(), self.cell_rect(*cell)
        badge = QRectF(box.left(), box.bottom() - 12, 8 + 6 * len(letters), 13)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent))
        painter.drawRoundedRect(badge, CORNER_RADIUS, CORNER_RADIUS)
        painter.setFont(text_font(10, QFont.Weight.DemiBold))
        painter.setPen(QColor(theme.on_accent))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, letters)

    def _neighbour(self, down: int, across: int) -> Cell:
        if self._selected is None:
            return 0, 0
        last, (row, column) = self._size - 1, self._selected
        return min(max(row + down, 0), last), min(max(column + across, 0), last)

    def _selected_corner(self) -> int | None:
        return None if self._selected is None else self.corner_of(self._selected)

    def _corner_cell(self, corner: int) -> Cell:
        last = self._size - 1
        return last * (corner // 2), last * (corner % 2)

    def _nearest_corner(self, position: QPointF) -> int:
        middle = QRectF(self.rect()).center()
        return 2 * (position.y() > middle.y()) + (position.x() > middle.x())

    def _mark_drop(self, position: QPointF | None) -> None:
        self._drop_corner = None if position is None else self._nearest_corner(position)
        self.update()

    def _point_at(self, cell: Cell | None) -> None:
        if cell == self._under:
            return
        self._under = cell
        self.update()
        if cell is None:
            self.left.emit()
        else:
            self.pointed.emit(*cell)
