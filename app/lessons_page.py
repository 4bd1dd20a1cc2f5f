"""The Lessons tab: the demo scenes as cards, each with a picture, a story and a button that opens it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ..engine.errors import ExplorerError
from ..widgets.pictures import draw_centred, picture
from ..widgets.style import set_role
from .commands.demos import demo_files
from .demos import Demo, load_demo

LEAST_CARD_WIDTH = 440
MARGIN, GAP = 32, 16
FRAMES, FRAME_GAP = 6, 4


class LessonsPage(QScrollArea):
    """Every demo scene that ships, as a card; as many in a row as are wide enough."""

    opened = Signal(str)
    """The file of the scene the user wants to see."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._columns = 0
        self.cards = [LessonCard(path, demo) for path, demo in _demos()]
        for card in self.cards:
            card.opened.connect(self.opened)
        contents = QWidget()
        column = QVBoxLayout(contents)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP)
        column.addLayout(self._grid)
        column.addStretch(1)
        self.setWidget(contents)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the width."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        fitting = (self.viewport().width() - 2 * MARGIN + GAP) // (LEAST_CARD_WIDTH + GAP)
        columns = max(1, min(fitting, len(self.cards)))
        if columns == self._columns:
            return
        self._columns = columns
        for index, card in enumerate(self.cards):
            self._grid.addWidget(card, index // columns, index % columns)
        for index in range(self._grid.columnCount()):
            self._grid.setColumnStretch(index, 1 if index < columns else 0)


class LessonCard(QFrame):
    """Title and story above, a strip of the selected path's frames and the button below."""

    opened = Signal(str)

    def __init__(self, path: Path, demo: Demo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        # The grid alone decides the width, so that all are equally wide.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        scene = demo.scene
        title = QLabel(scene.title or path.stem)
        set_role(title, "title")
        story = QLabel(scene.story)
        story.setWordWrap(True)
        set_role(story, "dim")
        self.open = QPushButton("Open")
        self.open.setAccessibleName(f"Open the lesson {scene.title}")
        self.open.setToolTip("Open this scene in Explore; undo brings the present one back")
        self.open.clicked.connect(lambda: self.opened.emit(str(path)))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(title)
        column.addWidget(story)
        column.addStretch(1)
        frames = _selected_frames(demo)
        if frames is not None:
            column.addSpacing(4)
            column.addWidget(Strip(frames))
            column.addSpacing(4)
        foot = QHBoxLayout()
        model = QLabel(scene.model)
        set_role(model, "caption")
        foot.addWidget(model)
        foot.addStretch(1)
        foot.addWidget(self.open)
        column.addLayout(foot)


class Strip(QWidget):
    """A few frames (n, C, H, W) side by side over the whole width."""

    def __init__(self, frames: np.ndarray, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frames = frames[np.linspace(0, len(frames) - 1, FRAMES).round().astype(int)]
        self._pixmaps: list[QPixmap] = []
        self._key: tuple[int, float] = (0, 0.0)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Frames along the path")

    def heightForWidth(self, width: int) -> int:
        """Frames are square."""
        return (width - (FRAMES - 1) * FRAME_GAP) // FRAMES

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frames, scaled once for each size."""
        side, ratio = self.heightForWidth(self.width()), self.devicePixelRatioF()
        if self._key != (side, ratio):
            self._key = (side, ratio)
            self._pixmaps = [picture(frame, side, side, ratio) for frame in self._frames]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, pixmap in enumerate(self._pixmaps):
            left = round(index * (self.width() - side) / (FRAMES - 1))
            draw_centred(painter, pixmap, QRectF(left, 0, side, side))


def _selected_frames(demo: Demo) -> np.ndarray | None:
    """The frames of the selected path, or of any, or None where no answers ship."""
    result = demo.results.get(demo.scene.selected) or next(iter(demo.results.values()), None)
    if result is None or result.frames is None:
        return None
    return result.frames if result.frames.ndim == 4 else result.frames[0]


def _demos() -> list[tuple[Path, Demo]]:
    found = []
    for path in demo_files().values():
        try:
            found.append((path, load_demo(path)))
        except ExplorerError:
            continue
    return found
