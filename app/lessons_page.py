"""The Lessons tab: the demo scenes as cards, each with a picture, a story and a button that opens it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ..engine.errors import ExplorerError
from ..widgets.image_view import ImageView
from ..widgets.style import set_role
from .commands.demos import demo_files
from .demos import Demo, load_demo

COLUMNS = 2
CARD_WIDTH = 480
FRAMES = 6


class LessonsPage(QScrollArea):
    """Every demo scene that ships, as a card."""

    opened = Signal(str)
    """The file of the scene the user wants to see."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        contents = QWidget()
        grid = QGridLayout(contents)
        grid.setContentsMargins(32, 32, 32, 32)
        grid.setSpacing(16)
        for index, (path, demo) in enumerate(_demos()):
            card = LessonCard(path, demo)
            card.opened.connect(self.opened)
            grid.addWidget(card, index // COLUMNS, index % COLUMNS, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(COLUMNS, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        self.setWidget(contents)


class LessonCard(QFrame):
    """Title, story and a strip of the selected path's frames."""

    opened = Signal(str)

    def __init__(self, path: Path, demo: Demo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.setFixedWidth(CARD_WIDTH)
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
        column.addLayout(_strip(demo))
        foot = QHBoxLayout()
        model = QLabel(scene.model)
        set_role(model, "caption")
        foot.addWidget(model)
        foot.addStretch(1)
        foot.addWidget(self.open)
        column.addLayout(foot)


def _strip(demo: Demo) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(4)
    result = demo.results.get(demo.scene.selected) or next(iter(demo.results.values()), None)
    if result is not None and result.frames is not None:
        frames = result.frames if result.frames.ndim == 4 else result.frames[0]
        for i in range(FRAMES):
            view = ImageView(68, f"Frame {i + 1} of {FRAMES}")
            view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            view.set_image(frames[round(i * (len(frames) - 1) / (FRAMES - 1))])
            row.addWidget(view)
    row.addStretch(1)
    return row


def _demos() -> list[tuple[Path, Demo]]:
    found = []
    for path in demo_files().values():
        try:
            found.append((path, load_demo(path)))
        except ExplorerError:
            continue
    return found
