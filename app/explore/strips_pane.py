"""The frame strips: one row a visible layer."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...engine.request import PathResult
from ...engine.scene import Layer
from ...widgets.frame_strips import FrameStrips
from ...widgets.strip_row import StripRow
from ...widgets.style import current_theme
from ...widgets.theme import PathStyle
from .controller import ExploreController
from .seen import frame_labels
from .throttle import Throttle

TRUTH = "truth"
"""The id of the row of true frames, which no layer has: theirs end in a number."""
NO_PATHS = "Add a path to see the frames along it."
ON_THEIR_WAY = "The frames appear here as soon as a path is solved."
ALL_HIDDEN = "Every path is hidden: press 1 to 9, or click an eye."


class StripsPane(QWidget):
    """Feeds the strips from the results; scrubbing moves the controller's playhead."""

    def __init__(self, controller: ExploreController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self.strips = FrameStrips(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.strips)
        self.strips.playhead_moved.connect(controller.view.set_playhead)
        self.strips.row_selected.connect(lambda row: None if row == TRUTH else controller.layers.select(row))
        controller.view.playhead_changed.connect(self.strips.set_playhead)
        controller.journal.scene_changed.connect(self.refresh)
        soon = Throttle(self.refresh, self)
        controller.solving.changed.connect(soon.ask)
        controller.truth.changed.connect(soon.ask)

    def refresh(self) -> None:
        """Show the results as they are."""
        scene = self._controller.scene
        hidden = not any(layer.visible for layer in scene.layers)
        self.strips.set_empty_text(NO_PATHS if not scene.layers else ALL_HIDDEN if hidden else ON_THEIR_WAY)
        rows = [self._row(layer) for layer in scene.layers if layer.visible]
        rows.append(self._true_row())
        self.strips.set_rows([row for row in rows if row is not None])
        self.strips.set_playhead(scene.view.playhead)

    def _row(self, layer: Layer) -> StripRow | None:
        controller = self._controller
        result = controller.solving.state(layer.id).result
        if result is None or result.request.model != controller.scene.model:
            return None
        return StripRow(
            layer.id,
            controller.scene.label(layer),
            _caption(result, layer, controller.truth.inner_error(controller.scene, result.draw(layer.chosen))),
            current_theme().path_style(layer.style),
            result.times,
            result.draw(layer.chosen).frames,
            layer.id == controller.scene.selected,
            controller.solving.frames_stale(layer.id),
            result.note,
            frame_labels(result.draw(layer.chosen)),
        )

    def _true_row(self) -> StripRow | None:
        """What is really seen between the ends, where that is known."""
        truth, frames = self._controller.truth, self._controller.truth.frames_of(self._controller.scene)
        style = PathStyle(current_theme().text)
        if frames is not None:
            return StripRow(TRUTH, "True frames", truth.story, style, truth.times, frames, stale=truth.stale)
        return StripRow(TRUTH, "True frames", "", style, np.array([0.0, 1.0]), note=truth.lack) if truth.lack else None


def _caption(result: PathResult, layer: Layer, error: float) -> str:
    """What made the strip: which draw it is, or its cost, and the time where there was a search; where the truth is
    known, how far from it the frames are."""
    parts = [] if np.isnan(error) else [f"error {error:.2g}"]
    if result.request.draws is not None:
        return " · ".join([f"draw {min(layer.chosen + 1, result.request.draws)} of {result.request.draws}", *parts])
    if isinstance(result.cost, float):
        parts.append(f"cost {number(result.cost)}")
    if result.solve_seconds >= 0.01:
        parts.append(duration(result.solve_seconds))
    return " · ".join(parts)


def duration(seconds: float) -> str:
    """Milliseconds below a second, else seconds."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def number(value: float) -> str:
    """Whole from ten up, two or three digits below."""
    return f"{value:.0f}" if abs(value) >= 10 else f"{value:.3g}"
