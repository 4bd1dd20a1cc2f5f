"""The Explore tab: three panes around one controller."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...widgets.columns import LEFT_WIDTH, MARGIN, RIGHT_WIDTH, side_pane, three_columns
from ...widgets.ends_panel import ENDS
from ...widgets.theme import Theme
from .controller import ExploreController
from .ends_pane import EndsPane
from .inspector import Inspector
from .paths_pane import PathsPane
from .plane_pane import PlanePane
from .strips_pane import StripsPane


class ExplorePage(QWidget):
    """Left what the paths join and what they are, in the middle what they look like, right what they are made with."""

    def __init__(self, controller: ExploreController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ends = EndsPane(controller)
        self.paths = PathsPane(controller)
        self.plane = PlanePane(controller)
        self.strips = StripsPane(controller)
        self.inspector = Inspector(controller)

        self.plane.view.end_clicked.connect(lambda end: controller.ends.pick_for(ENDS[end]))

        center = QWidget()
        column = QVBoxLayout(center)
        column.setContentsMargins(MARGIN, 12, MARGIN, 8)
        column.setSpacing(12)
        column.addWidget(self.plane, 1)
        column.addWidget(self.strips)

        left = side_pane(self.ends, self.paths, width=LEFT_WIDTH)
        self.splitter = three_columns(self, left, center, side_pane(self.inspector, width=RIGHT_WIDTH))

    def finish_fields(self) -> None:
        """Take what is being set in any field as set, so that undo finds a whole step."""
        self.inspector.parameters.form.flush()
        self.inspector.parameters.points.finish_now()
        self.paths.samples.finish_now()
        self.plane.grid.cells.finish_now()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.plane.set_theme(theme)
        self.inspector.set_theme(theme)
        self.paths.refresh()
        self.strips.refresh()
