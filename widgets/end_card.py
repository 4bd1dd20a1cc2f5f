"""A picture that can be chosen: itself, its caption, and a button for a random one."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from .buttons import IconButton
from .elided_label import ElidedLabel
from .image_view import ImageView
from .style import CAPTION_PIXELS, set_role, text_font

SIDE = 84


class EndCard(QWidget):
    """An end of the paths, or a corner of a grid: what is picked or dropped next is for the ringed one."""

    clicked = Signal()
    random_requested = Signal()
    image_dropped = Signal(str)  #: path of a file
    gallery_dropped = Signal(int)  #: index in the gallery

    def __init__(self, name: str, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.view = ImageView(SIDE, f"The {kind}", accepts_drops=True, parent=self)
        self.view.setToolTip(f"The {kind}. Click it, then an image of the gallery; or drop an image here.")
        self.view.set_placeholder("Drop an image")
        self.random = IconButton("shuffle", f"A random {kind}", 22, self)
        self.caption = ElidedLabel(name, self)
        # A long caption is shortened, so that all cards are as wide as their pictures.
        self.caption.setFixedWidth(SIDE - self.random.width())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self.caption)
        below.addWidget(self.random)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.view)
        column.addLayout(below)
        self.view.clicked.connect(self.clicked)
        self.view.image_dropped.connect(self.image_dropped)
        self.view.gallery_dropped.connect(self.gallery_dropped)
        self.random.clicked.connect(self.random_requested)
        self.set_active(False)

    def show_end(self, image: np.ndarray | None, caption: str = "") -> None:
        """Show an image; `caption` follows the name ('source · 7'), or stands alone where it is long."""
        self.view.set_image(image)
        words = " · ".join(part for part in (self._name, caption) if part)
        fits = QFontMetrics(text_font(CAPTION_PIXELS)).horizontalAdvance(words) <= self.caption.width()
        self.caption.setText(words if fits else caption)
        self.caption.setAccessibleName(words)

    def set_active(self, active: bool) -> None:
        """Put the ring around it."""
        self.view.set_active(active)
        set_role(self.caption, "caption-strong" if active else "caption")
