"""How a user looks at the scene: the moment, the projection, what is drawn around the paths. No undo steps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from .journal import Journal


class ViewActions(QObject):
    """Changes of the scene's view."""

    playhead_changed = Signal(float)

    def __init__(self, journal: Journal, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._journal = journal

    def set_playhead(self, time: float) -> None:
        """The moment shown everywhere."""
        time = min(max(float(time), 0.0), 1.0)
        scene = self._journal.scene
        if time != scene.view.playhead:
            self._journal.replace_quietly(replace(scene, view=replace(scene.view, playhead=time)))
            self.playhead_changed.emit(time)

    def step(self, frames: int) -> None:
        """Move the playhead by so many points of a path."""
        scene = self._journal.scene
        self.set_playhead(scene.view.playhead + frames / (scene.points - 1))

    def set_projection(self, name: str) -> None:
        """How latents are seen."""
        self._journal.finish_stroke()
        self.show(projection=name, grid=False)

    def show(self, **changes: Any) -> None:
        """Change fields of the scene's `View`: `show(heat_map=False)`."""
        scene = self._journal.scene
        self._journal.replace(replace(scene, view=replace(scene.view, **changes)))
