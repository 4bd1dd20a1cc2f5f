"""The Explore tab: three panes around one controller, its film and its keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...widgets.columns import LEFT_WIDTH, MARGIN, RIGHT_WIDTH, side_pane, three_columns
from ...widgets.ends_panel import ENDS
from ...widgets.playback import Playback
from ...widgets.theme import Theme
from .controller import ExploreController
from .ends_pane import EndsPane
from .inspector import Inspector
from .paths_pane import PathsPane
from .plain_keys import plain_keys
from .plane_pane import PlanePane
from .story_section import StorySection
from .strips_pane import StripsPane

_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class ExplorePage(QWidget):
    """Left what the paths join and what they are, in the middle what they look like, right what they are made with."""

    def __init__(self, controller: ExploreController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.controller = controller
        self.playback = Playback(mode="ping-pong", parent=self)
        self.ends = EndsPane(controller)
        self.paths = PathsPane(controller)
        self.story = StorySection(controller.journal)
        self.plane = PlanePane(controller)
        self.strips = StripsPane(controller)
        self.inspector = Inspector(controller)
        self._keys = plain_keys(self)

        self.plane.view.end_clicked.connect(lambda end: controller.ends.pick_for(ENDS[end]))
        self.playback.tick.connect(controller.view.set_playhead)
        controller.view.playhead_changed.connect(self.playback.seek)
        controller.journal.scene_changed.connect(self._follow)

        center = QWidget()
        column = QVBoxLayout(center)
        column.setContentsMargins(MARGIN, 12, MARGIN, 8)
        column.setSpacing(12)
        column.addWidget(self.story)
        column.addWidget(self.plane, 1)
        column.addWidget(self.strips)

        left = side_pane(self.ends, self.paths, width=LEFT_WIDTH)
        self.splitter = three_columns(self, left, center, side_pane(self.inspector, width=RIGHT_WIDTH))

    def undo(self) -> None:
        """Take back the last step."""
        self.finish_fields()
        self.controller.journal.undo()

    def redo(self) -> None:
        """Bring back what was undone."""
        self.finish_fields()
        self.controller.journal.redo()

    def toggle_film(self) -> None:
        """Play the paths, or pause."""
        self.playback.toggle()

    def stop(self) -> None:
        """Stop the film: the page is not seen any more."""
        self.playback.pause()

    def press(self, event: QKeyEvent) -> bool:
        """Do what a plain key means here; whether it means something."""
        shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        action = self._keys.get((event.key(), shift)) if shift or event.modifiers() in _PLAIN else None
        if action is not None:
            action()
        return action is not None

    def rename_selected(self) -> None:
        """Let the name of the selected layer be typed over."""
        if self.controller.scene.selected:
            self.paths.list.rename(self.controller.scene.selected)

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

    def _follow(self) -> None:
        if not self.playback.is_playing():
            self.playback.seek(self.controller.scene.view.playhead)
