"""What the status bar says of the scene: how long the selected path took, and its seed."""

from __future__ import annotations

from ..engine.scene import Scene
from .explore.controller import ExploreController
from .explore.strips_pane import duration
from .status_bar import StatusBar


class SceneFacts:
    """Follows the controller."""

    def __init__(self, controller: ExploreController, status: StatusBar) -> None:
        self._controller = controller
        self._status = status
        controller.journal.scene_changed.connect(self._show_seed)
        controller.solving.changed.connect(self._show_times)

    def show(self) -> None:
        """Say what there is to say."""
        self.clear()
        self._show_seed()
        self._show_times(self._controller.scene.selected)

    def clear(self) -> None:
        """Say nothing: the scene is not seen."""
        for name in ("solve", "frames", "seed"):
            self._status.set_text(name, "")

    def _show_seed(self) -> None:
        self._status.set_text("seed", _seed_text(self._controller.scene))

    def _show_times(self, layer_id: str) -> None:
        scene = self._controller.scene
        if layer_id != scene.selected and scene.selected:
            return
        result = self._controller.solving.state(layer_id).result
        if result is not None and result.stage == "final":
            self._status.set_text("solve", f"solve {duration(result.solve_seconds)}")
            self._status.set_text("frames", f"frames {duration(result.frames_seconds)}")


def _seed_text(scene: Scene) -> str:
    layer = scene.selected_layer
    if layer is not None and layer.method.random:
        return f"seed {layer.chosen_seed}"
    seeds = [end.origin.partition(":")[2] for end in (scene.source, scene.target) if end.origin.startswith("random:")]
    return f"seed {', '.join(seeds)}" if seeds else ""
