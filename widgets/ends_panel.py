"""The two ends of every path, side by side."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from .buttons import IconButton
from .end_card import SIDE, EndCard
from .image_view import ImageView

End = Literal["source", "target"]
ENDS: tuple[End, End] = ("source", "target")
_SWAP_SIDE = 28


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
        self._cards = {end: self._make_card(end) for end in ENDS}
        self._active: End | None = "source"
        self.swap = IconButton("swap", "Swap source and target", _SWAP_SIDE, self)
        self.swap.clicked.connect(self.swap_requested)
        between = QVBoxLayout()
        between.addSpacing((SIDE - _SWAP_SIDE) // 2)
        between.addWidget(self.swap, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        between.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._cards["source"])
        row.addLayout(between, 1)
        row.addWidget(self._cards["target"])
        self.set_active("source")

    def set_end(self, end: End, image: np.ndarray | None, caption: str = "") -> None:
        """Show the image of an end and what it is called."""
        self._cards[end].show_end(image, caption)

    def set_active(self, end: End | None) -> None:
        """Ring one end, or none, without a signal."""
        self._active = end
        for name, card in self._cards.items():
            card.set_active(name == end)

    def active(self) -> End | None:
        """The end that the next pick replaces."""
        return self._active

    def set_stale(self, end: End, stale: bool) -> None:
        """Dim an end while its replacement is being found."""
        self._cards[end].view.set_stale(stale)

    def view(self, end: End) -> ImageView:
        """The picture of one end."""
        return self._cards[end].view

    def card(self, end: End) -> EndCard:
        """The picture of one end with what belongs to it."""
        return self._cards[end]

    def random_button(self, end: End) -> IconButton:
        """The button that asks for a random end."""
        return self._cards[end].random

    def _select(self, end: End) -> None:
        if end != self._active:
            self.set_active(end)
            self.end_selected.emit(end)

    def _make_card(self, end: End) -> EndCard:
        card = EndCard(end, end, self)
        card.clicked.connect(lambda: self._select(end))
        card.image_dropped.connect(lambda path: self.image_dropped.emit(end, path))
        card.gallery_dropped.connect(lambda index: self.gallery_dropped.emit(end, index))
        card.random_requested.connect(lambda: self.random_requested.emit(end))
        return card
