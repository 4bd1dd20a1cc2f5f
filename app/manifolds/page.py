"""The Manifolds tab: scenes at the left, the picture in the middle, figures and parameters at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from ...widgets.columns import LEFT_WIDTH, RIGHT_WIDTH, side_pane, three_columns
from ...widgets.sections import Section
from ...widgets.story_list import StoryList
from ...widgets.theme import Theme
from ..backend import Backend
from .controller import ManifoldsController
from .inspector import Inspector
from .scenes import entries
from .stage import Stage


class ManifoldsPage(QWidget):
    """Three panes around one controller; nothing is solved before it is first seen."""

    def __init__(self, backend: Backend, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.controller = ManifoldsController(backend, self)
        self.list = StoryList([(entry.name, entry.label, entry.lesson) for entry in entries()])
        self.stage = Stage(self.controller)
        self.inspector = Inspector(self.controller)
        self._started = False
        scenes = Section("Scenes")
        scenes.body.addWidget(self.list)
        left, right = side_pane(scenes, width=LEFT_WIDTH), side_pane(self.inspector, width=RIGHT_WIDTH)
        self.splitter = three_columns(self, left, self.stage, right)
        self.list.chosen.connect(self._choose)
        self.controller.state_changed.connect(lambda: self.list.set_current(self.controller.state.current))

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.stage.set_theme(theme)
        self.inspector.set_theme(theme)

    def undo(self) -> None:
        """Take back the last step, or what the hand is still moving."""
        self.inspector.finish_fields()
        if not self.stage.sketch.give_up():
            self.controller.undo()

    def redo(self) -> None:
        """Bring back what was undone."""
        self.inspector.finish_fields()
        self.controller.redo()

    def toggle_film(self) -> None:
        """Play the optimisation, or pause."""
        self.stage.player.toggle()

    def stop(self) -> None:
        """Stop the film: the page is not seen any more."""
        self.stage.player.playback.pause()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the first scene."""
        super().showEvent(event)
        if not self._started:
            self._started = True
            self.controller.start()
        self._focus_view()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plain keys that nothing under the focus wants."""
        key = Qt.Key
        actions = {
            key.Key_Space: self.stage.player.toggle,
            key.Key_Left: lambda: self.stage.player.step(-1),
            key.Key_Right: lambda: self.stage.player.step(1),
            key.Key_R: self.controller.resample,
            key.Key_Escape: self.controller.cancel,
            key.Key_F5: self.controller.solve_again,
            key.Key_F: self._fit,
        }
        action = actions.get(key(event.key()))
        if action is None or event.modifiers() not in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            super().keyPressEvent(event)
        else:
            action()

    def _choose(self, name: str) -> None:
        self.inspector.finish_fields()
        self.stop()
        self.controller.choose(name)
        self.controller.seek(1.0)

    def _focus_view(self) -> None:
        """Give the keyboard to the picture, unless the list has it."""
        if not self.list.isAncestorOf(self.focusWidget() or self):
            view = self.stage.space if self.stage.sketch.isHidden() else self.stage.sketch
            view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        self.stage.sketch.fit()
        self.stage.space.reset()
