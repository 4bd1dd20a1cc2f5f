"""The two ends of every path, side by side."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from .buttons import IconButton
from .elided_label import ElidedLabel
from .image_view import ImageView
from .style import CAPTION_PIXELS, set_role, text_font

End = Literal["source", "target"]
ENDS: tuple[End, End] = ("source", "target")
_IMAGE_SIZE = 84


class EndsPanel(QWidget):
    """Source and target with a swap button between and a random button each.

    The active end, ringed by the accent, is the one that the gallery's next pick replaces.
    """

    end_selected = Signal(str)
    swap_requested = Signal()
    random_requested = Signal(str)
    image_dropped = Signal(str, str)  #: end, path
    gallery_dropped = Signal(str, int)  #: end, index in the gallery

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._views = {end: self._make_view(end) for end in ENDS}
        self._captions = {end: ElidedLabel(end, self) for end in ENDS}
        self._random = {end: self._make_random(end) for end in ENDS}
        self._active: End = "source"
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(2)
        for end, column in (("source", 0), ("target", 2)):
            below = QHBoxLayout()
            below.setSpacing(0)
            # A long caption is shortened, so that the swap button stays in the middle.
            self._captions[end].setFixedWidth(_IMAGE_SIZE - self._random[end].width())
            below.addWidget(self._captions[end])
            below.addWidget(self._random[end])
            grid.addWidget(self._views[end], 0, column)
            grid.addLayout(below, 1, column)
        self.swap = IconButton("swap", "Swap source and target", 28, self)
        self.swap.clicked.connect(self.swap_requested)
        grid.addWidget(self.swap, 0, 1, Qt.AlignmentFlag.AlignCenter)
        grid.setColumnStretch(1, 1)
        self.set_active("source")

    def set_end(self, end: End, image: np.ndarray | None, caption: str = "") -> None:
        """Show the image of an end; `caption` follows its name ('source · 7'), or stands alone where it is long."""
        self._views[end].set_image(image)
        label, words = self._captions[end], f"{end} · {caption}" if caption else end
        fits = QFontMetrics(text_font(CAPTION_PIXELS)).horizontalAdvance(words) <= label.width()
        label.setText(words if fits else caption)
        label.setAccessibleName(words)

    def set_active(self, end: End) -> None:
        """Ring one end, without a signal."""
        self._active = end
        for name, view in self._views.items():
            view.set_active(name == end)
            set_role(self._captions[name], "caption-strong" if name == end else "caption")

    def active(self) -> End:
        """The end that the next pick replaces."""
        return self._active

    def set_stale(self, end: End, stale: bool) -> None:
        """Dim an end while its replacement is being found."""
        self._views[end].set_stale(stale)

    def view(self, end: End) -> ImageView:
        """The picture of one end."""
        return self._views[end]

    def random_button(self, end: End) -> IconButton:
        """The button that asks for a random end."""
        return self._random[end]

    def _select(self, end: End) -> None:
        if end != self._active:
            self.set_active(end)
            self.end_selected.emit(end)

    def _make_view(self, end: End) -> ImageView:
        view = ImageView(_IMAGE_SIZE, f"The {end}", accepts_drops=True, parent=self)
        view.setToolTip(f"The {end}. Click it, then an image of the gallery; or drop an image here.")
        view.set_placeholder("Drop an image")
        view.clicked.connect(lambda: self._select(end))
        view.image_dropped.connect(lambda path: self.image_dropped.emit(end, path))
        view.gallery_dropped.connect(lambda index: self.gallery_dropped.emit(end, index))
        return view

    def _make_random(self, end: End) -> IconButton:
        button = IconButton("shuffle", f"A random {end}", 22, self)
        button.clicked.connect(lambda: self.random_requested.emit(end))
        return button
