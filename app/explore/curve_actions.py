"""What a hand does to curves in the plane: control points, ends, and the velocity at the start of a learned path."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from ...engine import edits
from ...engine.errors import ExplorerError
from ...engine.methods import is_steered
from ...engine.projection import Projection
from .journal import Journal
from .solving import Solving
from .surroundings import Surroundings
from .velocity_arrow import arrow, dragged_velocity

STEERED = "A NeurInt path takes no control points: drag the arrow at its start instead."


class CurveActions(QObject):
    """Turns places in the plane into latents; a drag is a stroke."""

    failed = Signal(str, str)
    """Why something cannot be done: one sentence, details."""

    def __init__(
        self, journal: Journal, solving: Solving, surroundings: Surroundings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._journal = journal
        self._solving = solving
        self._surroundings = surroundings

    def add_control(self, layer_id: str, time: float, view: np.ndarray | None) -> int | None:
        """A control point on a layer's curve at `time`, at the curve's own latent or seen at `view` (2,).

        Returns its index, or None where there can be none (the reason is shown). The step is finished
        by `move_control(..., final=True)` if a drag goes on, and at once where `view` is None.
        """
        scene = self._journal.scene
        path = self._solving.path(scene, layer_id)
        if path is None:
            return None
        if is_steered(scene.layer(layer_id).method):
            self.failed.emit(STEERED, "")
            return None
        latent = np.array([np.interp(time, path[0], axis) for axis in path[1].T])
        projection = None if view is None else self._projection(view)
        if view is not None and projection is not None:
            latent = projection.dragged(latent, view)
        try:
            scene, index = edits.with_control(scene, layer_id, time, edits.as_latent(latent))
        except ExplorerError as error:
            self.failed.emit(str(error), error.details)
            return None
        self._journal.stroke(scene, view is None, "add control point")
        return index

    def move_control(self, layer_id: str, index: int, view: np.ndarray, final: bool) -> None:
        """A control point moved so that it is seen at `view` (2,); its part off the plane stays."""
        scene, projection = self._journal.scene, self._projection(view)
        controls = scene.layer(layer_id).controls
        if projection is None or not 0 <= index < len(controls):
            return
        latent = projection.dragged(np.array(controls[index].latent), view)
        moved = edits.with_moved_control(scene, layer_id, index, edits.as_latent(latent))
        self._journal.stroke(moved, final, f"drag control point {index + 1}")

    def remove_control(self, layer_id: str, index: int) -> None:
        """A control point less."""
        scene = edits.without_control(self._journal.scene, layer_id, index)
        self._journal.commit(scene, f"remove control point {index + 1}")

    def move_end(self, which: str, view: np.ndarray, final: bool) -> None:
        """The source or target of all paths moved so that it is seen at `view` (2,); its part off the plane stays."""
        scene, projection = self._journal.scene, self._projection(view)
        if projection is not None:
            latent = edits.as_latent(projection.dragged(np.array(getattr(scene, which).latent), view))
            self._journal.stroke(edits.with_moved_end(scene, which, latent), final, f"drag the {which}")

    def set_velocity(self, layer_id: str, view: np.ndarray, final: bool) -> None:
        """The chosen draw's first velocity, so that the tip of its arrow is seen at `view` (2,)."""
        scene, projection = self._journal.scene, self._projection(view)
        layer = scene.layer(layer_id)
        result = self._solving.shown(layer)
        ends = None if result is None else arrow(scene, layer, result.flight)
        if ends is None or projection is None:
            return
        velocity = dragged_velocity(ends, projection, view)
        self._journal.stroke(edits.with_velocity(scene, layer_id, edits.as_latent(velocity)), final, "set velocity")

    def use_drawn_velocity(self, layer_id: str) -> None:
        """The chosen draw starts with the velocity that is drawn for it, again."""
        self._journal.commit(edits.with_drawn_velocity(self._journal.scene, layer_id), "use the drawn velocity")

    def _projection(self, view: np.ndarray) -> Projection | None:
        """How latents are seen, if in as many dimensions as `view` has."""
        projection = self._surroundings.projection
        return projection if projection is not None and projection.down.shape[1] == len(view) else None
