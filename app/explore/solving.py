"""Keeps a result for every layer of the scene: what is wanted, what is on its way, what is here."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from ...engine.metric import own_metric
from ...engine.progress import Progress
from ...engine.request import PathRequest, PathResult
from ...engine.scene import Layer, Scene
from ...engine.times import through_anchors, time_grid
from ..backend import Backend, Failure, ModelShelf

REMEMBERED_BYTES = 64 * 2**20
"""Room for the answers that undo and redo show at once."""


@dataclass
class LayerState:
    """Where one layer stands. `wanted` is what was last asked for, `pictured` what the result's frames and values
    answer; both without revision and preview."""

    wanted: PathRequest | None = None
    pictured: PathRequest | None = None
    result: PathResult | None = None
    revision: int = 0
    oldest: int = 0
    previewing: bool = False
    progress: float | None = None
    stage: str = ""
    failure: Failure | None = None


def question(request: PathRequest) -> PathRequest:
    """The request without what does not change its answer: two equal questions have equal answers."""
    return replace(request, layer="", revision=0, preview=False, warm=None)


def is_complete(request: PathRequest) -> bool:
    """Whether the request asks for a path already: by way of an attribute, it must be said which."""
    metric = own_metric(request.method) or request.metric
    return metric.quality != "attribute" or bool(metric.attribute.strip())


class Solving(QObject):
    """Asks the backend for paths and keeps what comes back.

    While the user drags, warm previews are asked for, each allowed to finish; what is asked for on
    release starts from nothing, so that a scene file always reproduces what is shown.
    """

    changed = Signal(str)
    """The result, progress or failure of a layer changed."""

    finished = Signal(str)
    """A layer has its full answer."""

    def __init__(self, backend: Backend, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._states: dict[str, LayerState] = {}
        self._remembered: OrderedDict[PathRequest, PathResult] = OrderedDict()

    def state(self, layer_id: str) -> LayerState:
        """Where a layer stands."""
        return self._states.setdefault(layer_id, LayerState())

    def shown(self, layer: Layer) -> PathResult | None:
        """The chosen draw of a layer's result, or its only path; None while there is none."""
        result = self.state(layer.id).result
        return None if result is None else result.draw(layer.chosen)

    def answer(self, scene: Scene, layer: Layer) -> PathResult | None:
        """The result of a layer if it is complete and about what the scene asks now."""
        result = self.state(layer.id).result
        if result is None or result.stage != "final" or result.request.preview:
            return None
        return result if question(result.request) == question(scene.request(layer)) else None

    def remember(self, results: Mapping[str, PathResult]) -> None:
        """Take over results computed elsewhere, such as those that come with a demo."""
        for result in results.values():
            self._keep(result)

    def want(self, scene: Scene, preview: bool = False) -> None:
        """Ask for whatever the scene's visible layers need that is not here or on its way."""
        for gone in set(self._states) - {layer.id for layer in scene.layers}:
            self._backend.cancel("paths", gone)
            del self._states[gone]
        # The selected layer is what the user looks at: it is solved first.
        for layer in sorted(scene.layers, key=lambda layer: layer.id != scene.selected):
            if layer.visible:
                self._want_layer(scene, layer, preview)

    def forget(self, scene: Scene) -> None:
        """Drop every answer (another device, say) and ask again."""
        self._remembered.clear()
        for state in self._states.values():
            state.wanted = state.pictured = None
        self.want(scene)

    def cancel(self) -> None:
        """Give up every solve on its way."""
        self._backend.cancel("paths")
        for layer_id, state in self._states.items():
            if state.progress is not None:
                state.progress = None
                state.failure = Failure("Cancelled: change anything, or press F5, to solve again.", "")
                self.changed.emit(layer_id)

    def latents(self, scene: Scene, layer: Layer) -> tuple[np.ndarray, np.ndarray] | None:
        """Times (n,) and latents (n, D) or (draws, n, D) to draw for a layer, or None.

        A result that answers an older place of a control point is bent through the present ones, so
        that the curve stays under the hand until its answer comes.
        """
        result = self.state(layer.id).result
        if result is None or result.request.model != scene.model:
            return None
        if result.latents.shape[-1] != len(scene.source.latent):
            return None
        if result.latents.ndim == 3 or question(result.request) == question(scene.request(layer)):
            return result.times, result.latents
        return result.times, _bent(scene, layer, result, result.times)

    def path(self, scene: Scene, layer_id: str) -> tuple[np.ndarray, np.ndarray] | None:
        """Times (n,) and latents (n, D) of a layer's chosen or only draw, or None."""
        layer = scene.layer(layer_id)
        known = self.latents(scene, layer)
        if known is None:
            return None
        times, latents = known
        return times, latents if latents.ndim == 2 else latents[min(layer.chosen, len(latents) - 1)]

    def stale(self, layer_id: str) -> bool:
        """Whether a layer's curve is not the answer to what is asked; during a stroke it follows the hand."""
        state = self.state(layer_id)
        if state.result is None or state.wanted is None:
            return False
        if state.failure is not None:
            return True
        return not state.previewing and question(state.result.request) != state.wanted

    def frames_stale(self, layer_id: str) -> bool:
        """Whether a layer's frames, and what is measured on them, are not of the path that is asked for."""
        state = self.state(layer_id)
        return state.result is not None and (state.failure is not None or state.pictured != state.wanted)

    def _want_layer(self, scene: Scene, layer: Layer, preview: bool) -> None:
        state = self.state(layer.id)
        request = scene.request(layer)
        wanted = question(request)
        if wanted == state.wanted and (preview or not state.previewing):
            return
        # An end that is dragged is an end of the same path.
        same_path = state.wanted is not None and (_same_ends(wanted, state.wanted) or (preview and state.previewing))
        state.wanted, state.failure, state.stage = wanted, None, ""
        known = self._remembered.get(wanted)
        state.revision += 1
        if state.result is not None and not is_complete(request):
            # What is here stays, dimmed, until the user has said the rest.
            self._backend.cancel("paths", layer.id)
            state.progress, state.previewing, state.oldest = None, False, state.revision
            self.changed.emit(layer.id)
            return
        if known is not None:
            self._backend.cancel("paths", layer.id)
            state.result, state.progress, state.previewing = known, None, False
            state.pictured = wanted
            state.oldest = state.revision
            self.changed.emit(layer.id)
            self.finished.emit(layer.id)
            return
        warm = None
        if preview and same_path and state.result is not None and state.result.latents.ndim == 2:
            warm = self._warm(scene, layer, state.result)
        interrupt = not (preview and state.previewing)
        if not preview or not same_path:
            state.oldest = state.revision
        state.previewing = preview
        state.progress = 0.0
        asked = replace(request, revision=state.revision, preview=preview, warm=warm)
        self._backend.submit(
            "paths",
            layer.id,
            partial(_solve, asked),
            self._take,
            partial(self._fail, layer.id, state.revision),
            partial(self._report, layer.id, state.revision),
            self._take,
            interrupt,
        )
        self.changed.emit(layer.id)

    def _warm(self, scene: Scene, layer: Layer, result: PathResult) -> np.ndarray:
        """The last path, bent through the present anchors, on the grid of the new request."""

        times = time_grid(scene.points, tuple(p.time for p in layer.controls))
        return _bent(scene, layer, result, times).astype(np.float32)

    def _take(self, result: PathResult) -> None:
        state = self._states.get(result.request.layer)
        if state is None or result.request.revision < state.oldest:
            return
        newest = result.request.revision == state.revision
        final = result.stage == "final"
        if state.result is not None and not final and result.frames is None:
            # Frames of the older path stay, dimmed, until the new ones are here.
            result = _with_old_frames(result, state.result)
        elif result.frames is not None:
            state.pictured = question(result.request)
        state.result = result
        if final and not result.request.preview:
            self._keep(result)
        if newest and final:
            state.progress = None
        self.changed.emit(result.request.layer)
        if newest and final and not result.request.preview:
            state.previewing = False
            self.finished.emit(result.request.layer)

    def _fail(self, layer_id: str, revision: int, what: Failure) -> None:
        state = self._states.get(layer_id)
        if state is None or revision != state.revision:
            return
        state.failure, state.progress = what, None
        self.changed.emit(layer_id)

    def _report(self, layer_id: str, revision: int, fraction: float, text: str) -> None:
        state = self._states.get(layer_id)
        if state is not None and revision == state.revision:
            state.progress, state.stage = fraction, text
            self.changed.emit(layer_id)

    def _keep(self, result: PathResult) -> None:
        key = question(result.request)
        self._remembered[key] = result
        self._remembered.move_to_end(key)
        while len(self._remembered) > 1 and sum(map(_size, self._remembered.values())) > REMEMBERED_BYTES:
            self._remembered.popitem(last=False)


def _solve(request: PathRequest, shelf: ModelShelf, progress: Progress) -> PathResult:
    model = shelf.get(request.model)
    from ...engine.solve import solve

    return solve(request, model, progress)


def _size(result: PathResult) -> int:
    return result.latents.nbytes + (0 if result.frames is None else result.frames.nbytes)


def _bent(scene: Scene, layer: Layer, result: PathResult, times: np.ndarray) -> np.ndarray:
    """A path (n, D) moved through the scene's present ends and control points, read at `times`."""
    anchors = np.array([scene.source.latent, *(p.latent for p in layer.controls), scene.target_of(layer).latent])
    anchor_times = np.array([0.0, *(p.time for p in layer.controls), 1.0])
    return through_anchors(result.latents, result.times, anchors, anchor_times, times)


def _same_ends(one: PathRequest, other: PathRequest) -> bool:
    return (one.model, one.source, one.target) == (other.model, other.source, other.target)


def _with_old_frames(result: PathResult, old: PathResult) -> PathResult:
    if old.frames is None or old.request.model != result.request.model or len(old.times) != len(result.times):
        return result
    return replace(
        result, frames=old.frames, quality=old.quality, step_distances=old.step_distances, cost=old.cost,
        frames_seconds=old.frames_seconds, measures=old.measures, seen=old.seen,
    )  # fmt: skip
