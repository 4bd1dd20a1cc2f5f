"""The bar that plays the optimisation step by step (FG figs. 5-8)."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ...widgets.buttons import IconButton
from ...widgets.playback import Playback
from ...widgets.scrub_bar import ScrubBar
from ...widgets.style import set_role
from .controller import ManifoldsController

SECONDS = 4.0
WORDS_WIDTH = 132


class Player(QWidget):
    """Play, a bar over the iterations, and which of them is shown."""

    def __init__(self, controller: ManifoldsController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self.playback = Playback(SECONDS, mode="loop", parent=self)
        self.button = IconButton("play", "Play the optimisation (Space)", 24, self)
        self.bar = ScrubBar(self)
        self.bar.setAccessibleName("Iteration")
        self.bar.setToolTip("Drag to see the curve after fewer iterations; arrow keys step")
        self.words = QLabel(self)
        set_role(self.words, "caption")
        self.words.setMinimumWidth(WORDS_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.button)
        row.addWidget(self.bar, 1)
        row.addWidget(self.words)
        self.button.clicked.connect(self.toggle)
        self.bar.playhead_moved.connect(self._scrub)
        self.playback.tick.connect(controller.seek)
        self.playback.playing_changed.connect(self._show_playing)
        controller.position_changed.connect(lambda _: self.refresh())
        controller.result_changed.connect(self.refresh)
        controller.state_changed.connect(self.refresh)

    def toggle(self) -> None:
        """Play from the start, from where it stands, or pause."""
        if not self.playback.is_playing():
            position = self._controller.position
            self.playback.seek(0.0 if position >= 1.0 else position)
        self.playback.toggle()

    def step(self, steps: int) -> None:
        """Go so many kept steps on."""
        result = self._controller.result
        if result is not None and len(result.steps) > 1:
            self.playback.pause()
            self._controller.seek((self._controller.step + steps) / (len(result.steps) - 1))

    def refresh(self) -> None:
        """Show where it stands."""
        self.bar.set_playhead(self._controller.position)
        result = self._controller.result
        if result is None:
            self.words.setText("")
            return
        now, last = result.steps[self._controller.step].iteration, result.steps[-1].iteration
        self.words.setText(f"iteration {now} of {last}" if now else f"start, of {last} iterations")

    def _scrub(self, position: float) -> None:
        self.playback.pause()
        self._controller.seek(position)

    def _show_playing(self, playing: bool) -> None:
        self.button.set_icon_name("pause" if playing else "play")
        self.button.set_tool_tip("Pause (Space)" if playing else "Play the optimisation (Space)")
