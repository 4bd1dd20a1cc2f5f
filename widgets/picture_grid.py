"""Small pictures in rows, to be looked at only."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from .image_view import STALE_OPACITY
from .pictures import draw_centred, picture
from .style import current_theme

_GAP = 2


class PictureGrid(QWidget):
    """`columns` x `rows` cells of `side` points, filled row by row; an empty cell is a soft square."""

    def __init__(self, columns: int, rows: int, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns, self._side, self._count = columns, side, columns * rows
        self._images: np.ndarray | None = None
        self._pixmaps: list[QPixmap] = []
        self._stale = False
        self.setFixedSize(columns * (side + _GAP) - _GAP, rows * (side + _GAP) - _GAP)

    @property
    def count(self) -> int:
        """How many pictures there is room for."""
        return self._count

    def images(self) -> np.ndarray | None:
        """What is shown, or None."""
        return self._images

    def set_images(self, images: np.ndarray | None) -> None:
        """Show (n, C, H, W), or nothing."""
        self._images, self._pixmaps, self._stale = images, [], False
        self.update()

    def set_stale(self, stale: bool) -> None:
        """Dim the pictures until others come."""
        if stale != self._stale:
            self._stale = stale
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """All cells."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(STALE_OPACITY if self._stale else 1.0)
        pitch, ratio = self._side + _GAP, self.devicePixelRatioF()
        if self._images is not None and not self._pixmaps:
            self._pixmaps = [picture(image, self._side, self._side, ratio) for image in self._images[: self._count]]
        for cell in range(self._count):
            box = QRectF(cell % self._columns * pitch, cell // self._columns * pitch, self._side, self._side)
            if cell < len(self._pixmaps):
                draw_centred(painter, self._pixmaps[cell], box)
            else:
                painter.fillRect(box, QColor(current_theme().soft))
