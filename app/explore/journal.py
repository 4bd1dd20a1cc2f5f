"""The scene as it is shown, and how it came to be: steps that undo takes back, strokes, quiet changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from ...engine.history import History
from ...engine.scene import Scene


class Journal(QObject):
    """Every change of the scene goes through here; whoever shows or solves it listens.

    A stroke (a drag, a slider held down) changes a draft; its end makes one undo step of it.
    """

    scene_changed = Signal()
    """Anything of the scene changed: ends, layers, selection, parameters."""

    stroke_dropped = Signal()
    """The stroke in progress is over, whatever the hand still does."""

    draft_changed = Signal()
    """A stroke goes on; what a result will show anyway can wait for it."""

    history_changed = Signal()

    asked = Signal(bool)
    """After everything that shows the scene: its answers may be others now; whether a preview of them will do."""

    def __init__(self, scene: Scene, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history: History[Scene] = History(scene)
        self._draft: Scene | None = None
        self._draft_label = ""

    @property
    def scene(self) -> Scene:
        """The scene as it is shown: the draft during a stroke, else the history's."""
        return self._draft or self._history.state

    @property
    def before_stroke(self) -> Scene:
        """The scene without what the stroke in progress has changed."""
        return self._history.state

    @property
    def in_stroke(self) -> bool:
        """Whether a stroke is in progress."""
        return self._draft is not None

    @property
    def undo_label(self) -> str:
        """What undo would take back."""
        return self._history.undo_label

    @property
    def redo_label(self) -> str:
        """What redo would bring again."""
        return self._history.redo_label

    def commit(self, scene: Scene, label: str) -> None:
        """One step. A stroke in progress, on whose draft the scene was built, is a step of its own before it."""
        if self._draft is not None:
            self._history.push(self._draft, self._draft_label)
            self._draft = None
            self.stroke_dropped.emit()
        if scene != self._history.state:
            self._step(scene, label)

    def stroke(self, scene: Scene, final: bool, label: str) -> None:
        """A change that more may follow; a stroke is called after its first."""
        if self._draft is None:
            self._draft_label = label
        if final:
            self._draft = None
            self._step(scene, self._draft_label)
        else:
            self._draft = scene
            self.draft_changed.emit()
            self.asked.emit(True)

    def replace(self, scene: Scene) -> None:
        """A change that is no step: what is selected, how one looks."""
        self.replace_quietly(scene)
        self.scene_changed.emit()
        self.asked.emit(self.in_stroke)

    def replace_quietly(self, scene: Scene) -> None:
        """The same for what changes with every frame of a film: nobody is told."""
        if self._draft is not None:
            self._draft = scene
        else:
            self._history.replace(scene)

    def undo(self) -> None:
        """Take back the last step, or the stroke in progress."""
        if self._draft is not None:
            self.cancel_stroke()
        else:
            self._travel(self._history.undo)

    def redo(self) -> None:
        """Bring back what was undone; not during a stroke."""
        if self._draft is None:
            self._travel(self._history.redo)

    def cancel_stroke(self) -> None:
        """Put back what the stroke in progress has changed; no step is left of it."""
        if self._draft is None:
            return
        self._draft = None
        self.stroke_dropped.emit()
        self.scene_changed.emit()
        self.asked.emit(False)

    def finish_stroke(self) -> None:
        """Make a step of the stroke in progress as far as it has come, so that another action can follow it."""
        if self._draft is None:
            return
        draft, self._draft = self._draft, None
        self.stroke_dropped.emit()
        self.commit(draft, self._draft_label)

    def _step(self, scene: Scene, label: str) -> None:
        self._history.push(scene, label)
        self._tell()

    def _travel(self, move: Callable[[], Scene]) -> None:
        left, scene = self.scene, move()
        if (scene.model, scene.title, scene.story) == (left.model, left.title, left.story):
            # Where one looks is not part of what is undone, but a scene that was left comes back as it was.
            self._history.replace(replace(scene, view=left.view))
        self._tell()

    def _tell(self) -> None:
        self.history_changed.emit()
        self.scene_changed.emit()
        self.asked.emit(False)
