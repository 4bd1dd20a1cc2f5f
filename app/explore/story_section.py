"""What a lesson tells, above its scene."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from ...widgets.sections import Section
from ...widgets.style import set_role
from .journal import Journal


class StorySection(Section):
    """The story of the scene under its title; folded, it takes one line. Another story unfolds it."""

    def __init__(self, journal: Journal, parent: QWidget | None = None) -> None:
        super().__init__("", foldable=True, parent=parent)
        self._journal = journal
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_role(self.text, "dim")
        self.body.addWidget(self.text)
        journal.scene_changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        scene = self._journal.scene
        if scene.story != self.text.text():
            self.text.setText(scene.story)
            self.set_folded(False)
        self.set_title(scene.title or "Story")
        self.setVisible(bool(scene.story))
