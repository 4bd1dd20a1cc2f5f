"""The Explore tab: three panes around one controller."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QVBoxLayout, QWidget

from ...widgets.style import set_role
from ...widgets.theme import Theme
from .controller import ExploreController
from .ends_pane import EndsPane
from .inspector import Inspector
from .paths_pane import PathsPane
from .plane_pane import PlanePane
from .strips_pane import StripsPane

LEFT_WIDTH = 248
RIGHT_WIDTH = 292
MARGIN = 16


class ExplorePage(QWidget):
    """Left what the paths join and what they are, in the middle what they look like, right what they are made with."""

    def __init__(self, controller: ExploreController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ends = EndsPane(controller)
        self.paths = PathsPane(controller)
        self.plane = PlanePane(controller)
        self.strips = StripsPane(controller)
        self.inspector = Inspector(controller)

        center = QWidget()
        column = QVBoxLayout(center)
        column.setContentsMargins(MARGIN, 12, MARGIN, 8)
        column.setSpacing(12)
        column.addWidget(self.plane, 1)
        column.addWidget(self.strips)

        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(side_pane(self.ends, self.paths))
        self.splitter.addWidget(center)
        self.splitter.addWidget(side_pane(self.inspector))
        for index, stretch in enumerate((0, 1, 0)):
            self.splitter.setStretchFactor(index, stretch)
        self.splitter.setHandleWidth(1)
        self.splitter.setCollapsible(1, False)
        self.splitter.setSizes([LEFT_WIDTH, 900, RIGHT_WIDTH])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)

    def finish_fields(self) -> None:
        """Take what is being set in any field as set, so that undo finds a whole step."""
        self.inspector.parameters.form.flush()
        self.inspector.parameters.points.finish_now()
        self.paths.samples.finish_now()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.plane.set_theme(theme)
        self.inspector.set_theme(theme)
        self.paths.refresh()
        self.strips.refresh()


class SidePane(QScrollArea):
    """A pane whose contents are as wide as itself and scroll up and down where they must."""

    def __init__(self, contents: QWidget, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._contents = contents
        self.setWidget(contents)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(width - 24)
        set_role(self, "pane")
        set_role(contents, "pane")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Never let the contents be wider than what is seen."""
        super().resizeEvent(event)
        self._contents.setMaximumWidth(self.viewport().width())


def side_pane(*parts: QWidget) -> SidePane:
    """The parts below each other on a pane that scrolls."""
    contents = QWidget()
    column = QVBoxLayout(contents)
    column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
    column.setSpacing(16)
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    return SidePane(contents, LEFT_WIDTH if len(parts) > 1 else RIGHT_WIDTH)
