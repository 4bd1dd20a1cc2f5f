"""The frame under the playhead of every visible path."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QGridLayout, QWidget

from ...engine.request import PathResult
from ...engine.scene import Layer
from ...widgets.image_view import ImageView
from ...widgets.sections import Section
from ...widgets.style import current_theme
from .controller import ExploreController
from .parameters_section import NO_CLASS
from .solving import is_complete
from .throttle import Throttle

NOW_WIDTH = 252
"""The pane beside its scroll bar: of what is wider, Qt would lay out the words for more room than there is."""
NOW_GAP = 8
NOW_COLUMNS = (3, 4)
"""Up to three frames are large; more stand four a row."""


class NowSection(Section):
    """The frame under the playhead of every visible layer, large; and the true one, where it is known."""

    def __init__(self, controller: ExploreController, parent: QWidget | None = None) -> None:
        super().__init__("Now", parent=parent)
        self._controller = controller
        self._views: list[ImageView] = []
        self._shown = 0
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(NOW_GAP)
        self._grid.setColumnStretch(NOW_COLUMNS[1], 1)
        self.body.addLayout(self._grid)
        controller.journal.scene_changed.connect(self.refresh)
        soon = Throttle(self.refresh, self)
        controller.solving.changed.connect(soon.ask)
        controller.truth.changed.connect(soon.ask)
        controller.view.playhead_changed.connect(lambda _: self.refresh())

    def refresh(self) -> None:
        """Show the frames as they are."""
        controller = self._controller
        time = controller.scene.view.playhead
        self.set_title(f"Now, t = {time:.2f}")
        layers = [layer for layer in controller.scene.layers if layer.visible]
        truth, frames = controller.truth, controller.truth.frames_of(controller.scene)
        self._arrange(len(layers) + (frames is not None))
        for view, layer in zip(self._views, layers, strict=False):
            result = controller.solving.shown(layer)
            view.set_image(_frame_at(result, time))
            view.set_underline(current_theme().path_style(layer.style).color)
            view.set_stale(controller.solving.frames_stale(layer.id))
            word, sentence = self._awaited(layer)
            view.set_placeholder(word)
            view.setToolTip("\n".join(part for part in (controller.scene.label(layer), sentence) if part))
            view.setAccessibleName(f"{controller.scene.label(layer)} at t = {time:.2f}")
        if frames is not None:
            view = self._views[len(layers)]
            view.set_image(frames[int(np.abs(truth.times - time).argmin())])
            view.set_underline(current_theme().text)
            view.set_stale(truth.stale)
            view.setToolTip("True frame")
            view.setAccessibleName(f"True frame at t = {time:.2f}")

    def _awaited(self, layer: Layer) -> tuple[str, str]:
        """Why a layer has no frames: in a word for the tile, and in a sentence; both empty where it has."""
        state = self._controller.solving.state(layer.id)
        if state.result is not None and state.result.frames is not None:
            return "", ""
        if state.failure is not None:
            return "No path", state.failure.message
        if not is_complete(self._controller.scene.request(layer)):
            return "No class", NO_CLASS
        if state.result is not None:
            return "Frames\u2026", "The path is solved: its frames are being decoded."
        return "Solving\u2026", "The frame appears here when the path is solved."

    def _arrange(self, count: int) -> None:
        """Show `count` views in rows that fit the pane; nothing is touched while their number stays."""
        if count == self._shown:
            return
        self._shown = count
        columns = NOW_COLUMNS[0] if count <= NOW_COLUMNS[0] else NOW_COLUMNS[1]
        side = (NOW_WIDTH - (columns - 1) * NOW_GAP) // columns
        while len(self._views) < count:
            self._views.append(ImageView(side, parent=self))
        for index, view in enumerate(self._views):
            view.setVisible(index < count)
            view.set_size(side)
            self._grid.addWidget(view, index // columns, index % columns)


def _frame_at(result: PathResult | None, time: float) -> np.ndarray | None:
    if result is None or result.frames is None:
        return None
    return result.frames[min(int(np.abs(result.times - time).argmin()), len(result.frames) - 1)]
