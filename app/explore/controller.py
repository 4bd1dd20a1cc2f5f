"""The scene being explored: its journal, its answers, and what the user can do with it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QObject

from ...engine.request import PathResult
from ...engine.scene import Scene
from ...engine.scene_check import check_scene
from ..backend import Backend
from .curve_actions import CurveActions
from .end_actions import EndActions
from .end_finder import EndFinder
from .four_corners import FourCorners
from .journal import Journal
from .layer_actions import LayerActions
from .solving import Solving
from .surroundings import Surroundings
from .truth import Truth
from .view_actions import ViewActions


class ExploreController(QObject):
    """Puts the parts together: actions change the journal, what the journal asks is answered, the panes show both."""

    def __init__(self, scene: Scene, backend: Backend, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self.journal = Journal(scene, self)
        self.solving = Solving(backend, self)
        self.surroundings = Surroundings(backend, self)
        self.grid = FourCorners(backend, self)
        self.truth = Truth(backend, self)
        self.ends = EndActions(self.journal, self.grid, EndFinder(backend, self), self)
        self.layers = LayerActions(self.journal)
        self.curves = CurveActions(self.journal, self.solving, self.surroundings, self)
        self.view = ViewActions(self.journal, self)
        self.journal.asked.connect(self._answer)
        self.solving.finished.connect(lambda _: self._surround())
        for news in (self.surroundings.samples_changed, self.surroundings.encoded_changed):
            news.connect(lambda: self._surround())

    @property
    def scene(self) -> Scene:
        """The scene as it is shown."""
        return self.journal.scene

    def start(self, results: Mapping[str, PathResult] | None = None, samples: np.ndarray | None = None) -> None:
        """Show the scene: take over what is already solved, ask for the rest."""
        self._take_over(self.scene, results, samples)
        self._answer(preview=False)
        self.journal.scene_changed.emit()

    def open(
        self,
        scene: Scene,
        label: str,
        results: Mapping[str, PathResult] | None = None,
        samples: np.ndarray | None = None,
    ) -> None:
        """Show another scene, as one step that undo takes back. Raises ExplorerError if it makes no sense."""
        check_scene(scene)
        self._take_over(scene, results, samples)
        self.journal.commit(scene, label)

    def answers(self, all_paths: bool = True) -> dict[str, PathResult]:
        """The finished results of all visible layers, or of the selected one, by their ids; none while one is missing.

        A layer may have what was solved for its twin: a result does not say whose it is.
        """
        scene = self.scene
        layers = [layer for layer in scene.layers if (layer.visible if all_paths else layer.id == scene.selected)]
        found = {layer.id: self.solving.answer(scene, layer) for layer in layers}
        known = {layer_id: result for layer_id, result in found.items() if result is not None}
        return known if len(known) == len(layers) else {}

    def resample(self, everything: bool = False) -> None:
        """New draws of random layers, see `LayerActions.resample`; of both ends where no layer is random."""
        if any(layer.method.random for layer in self.scene.layers):
            self.layers.resample(everything)
        else:
            self.ends.random_ends()

    def set_device(self, device: str) -> None:
        """Compute elsewhere: everything is asked for again."""
        self._backend.shelf.device = device
        self.forget()

    def forget(self) -> None:
        """Ask for everything that is shown again."""
        self.solving.forget(self.scene)
        self.grid.forget(self.scene)

    def cancel(self) -> None:
        """Give up what is being computed; the last good pictures stay."""
        self.solving.cancel()
        self.ends.finder.cancel()

    def _take_over(self, scene: Scene, results: Mapping[str, PathResult] | None, samples: np.ndarray | None) -> None:
        self.solving.remember(results or {})
        if samples is not None:
            self.surroundings.take_samples(scene, samples)

    def _answer(self, preview: bool) -> None:
        self.solving.want(self.scene, preview)
        self._surround(refit=not preview)
        self.grid.follow(self.scene)
        self.truth.follow(self.scene)

    def _surround(self, refit: bool = True) -> None:
        scene = self.scene
        paths = [self.solving.latents(scene, layer) for layer in scene.layers if layer.visible]
        known = [path[1] for path in paths if path]
        self.surroundings.follow(scene, known, refit and not self.journal.in_stroke)
