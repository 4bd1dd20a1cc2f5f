"""What the plane shows beside the paths: the projection, prior samples, the map of Q, the point under the cursor."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from ...engine.encoded import Encoded, encode_data
from ...engine.metric import Metric
from ...engine.progress import Progress
from ...engine.projection import Projection, make_projection
from ...engine.scene import Scene
from ..backend import Backend, Failure, ModelShelf

MARGIN = 0.35
"""How far the map reaches beyond what is fitted into the view, as a share of its size."""


class Surroundings(QObject):
    """Follows the scene: samples for its model, a projection for its ends, a map of its metric's Q."""

    samples_changed = Signal()
    projection_changed = Signal()
    map_changed = Signal()
    encoded_changed = Signal()
    looked = Signal(object, object, float)
    """Latent (D,), decoded image (C, H, W) and Q of the point asked for."""

    def __init__(self, backend: Backend, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self.samples: np.ndarray | None = None
        self.projection: Projection | None = None
        self.quality_map: np.ndarray | None = None
        self.map_rectangle = (0.0, 0.0, 1.0, 1.0)
        self.encoded: Encoded | None = None
        """The model's encoded data, while they lie behind the paths."""
        self._encoded_key = ""
        self._samples_key: tuple | None = None
        self._projection_key: tuple | None = None
        self._map_key: tuple | None = None

    def take_samples(self, scene: Scene, samples: np.ndarray) -> None:
        """Use samples that came with a demo."""
        self.samples, self._samples_key = samples, self._key_of_samples(scene)
        self.samples_changed.emit()

    def follow(self, scene: Scene, paths: list[np.ndarray], refit: bool) -> None:
        """Bring samples, projection and map up to date with the scene.

        `paths` are the latents shown. A PCA is fitted anew only with `refit`, so that the picture does
        not swim while a path moves.
        """
        self._follow_samples(scene)
        self._follow_data(scene)
        self._follow_projection(scene, paths, refit)
        self._follow_map(scene)

    def look(self, scene: Scene, latent: np.ndarray) -> None:
        """Ask for the decoded image at a latent; only the newest question is answered."""
        self._backend.submit(
            "looks", "look", partial(_look, scene.model, scene.metric, latent),
            lambda answer: self.looked.emit(latent, *answer), _ignored, interrupt=False,
        )  # fmt: skip

    def _key_of_samples(self, scene: Scene) -> tuple:
        return scene.model, scene.view.samples, scene.view.sample_seed

    def _follow_samples(self, scene: Scene) -> None:
        key = self._key_of_samples(scene)
        if key == self._samples_key:
            return
        another_model = self._samples_key is None or self._samples_key[0] != scene.model
        self._samples_key = key
        if another_model:
            # Samples of another model mean nothing here, and may have another dimension.
            self.samples = None
            self.samples_changed.emit()

        def take(samples: np.ndarray) -> None:
            if key == self._samples_key:
                self.samples = samples
                self._projection_key = None if scene.view.projection.startswith("pca") else self._projection_key
                self.samples_changed.emit()

        self._backend.submit("views", "samples", partial(_samples, *key), take, _ignored)

    def _follow_data(self, scene: Scene) -> None:
        key = scene.model if scene.view.cloud == "data" else ""
        if key == self._encoded_key:
            return
        self._encoded_key = key
        self._show_data(key, None)
        if key:
            self._backend.submit("views", "data", partial(_encode, key), partial(self._show_data, key), _ignored)
        else:
            self._backend.cancel("views", "data")

    def _show_data(self, key: str, encoded: Encoded | None) -> None:
        if key == self._encoded_key and encoded is not self.encoded:
            self.encoded = encoded
            # A PCA is one of what lies behind the paths.
            self._projection_key = None
            self.encoded_changed.emit()

    def _follow_projection(self, scene: Scene, paths: list[np.ndarray], refit: bool) -> None:
        ends = (scene.source.latent, scene.target.latent)
        is_pca = scene.view.projection.startswith("pca")
        fitted = is_pca or (self.projection is not None and self.projection.note)
        of_data = is_pca and self.encoded is not None
        # A PCA stays as it is while an end is dragged in it.
        key = (scene.model, scene.view.projection, "data" if of_data else "fit" if is_pca else ends)
        if key == self._projection_key and not (fitted and refit and not of_data):
            return
        self._projection_key = key

        def cloud() -> np.ndarray:
            dimension = len(ends[0])
            parts = [np.array(ends), *(path.reshape(-1, dimension) for path in paths)]
            if self.encoded is not None and self.encoded.latents.shape[-1] == dimension:
                # The data alone say how the picture lies: a path that leaves them does not turn it.
                return self.encoded.latents
            if self.samples is not None and self.samples.shape[-1] == dimension:
                parts.append(self.samples)
            return np.concatenate(parts)

        fresh = make_projection(scene.view.projection, np.array(ends[0]), np.array(ends[1]), cloud)
        if self.projection is not None and _same(fresh, self.projection):
            return
        self.projection = fresh
        self.projection_changed.emit()

    def _follow_map(self, scene: Scene) -> None:
        projection = self.projection
        flat = projection is not None and projection.down.shape[1] == 2
        metric = scene.metric
        shown = scene.view.heat_map and flat and self.samples is not None
        key = (self._projection_key, _quality_of(metric), id(projection)) if shown else None
        if key == self._map_key:
            return
        self._map_key = key
        if key is None or projection is None:
            self._backend.cancel("views", "map")
            self.quality_map = None
            self.map_changed.emit()
            return
        rectangle = self._reach(scene, projection)

        def take(answer: np.ndarray) -> None:
            if key == self._map_key:
                self.quality_map, self.map_rectangle = answer, rectangle
                self.map_changed.emit()

        self._backend.submit(
            "views", "map", partial(_map, scene.model, metric, projection, rectangle), take, _ignored, on_partial=take
        )

    def _reach(self, scene: Scene, projection: Projection) -> tuple[float, float, float, float]:
        assert self.samples is not None
        seen = projection.to_view(np.concatenate([self.samples, [scene.source.latent, scene.target.latent]]))
        low, high = seen.min(0), seen.max(0)
        margin = MARGIN * (high - low) + 1e-6
        (x0, y0), (x1, y1) = low - margin, high + margin
        return float(x0), float(y0), float(x1), float(y1)


def _quality_of(metric: Metric) -> Metric:
    """The metric with everything forgotten that the map of Q does not show."""
    plain = Metric(quality=metric.quality, level=metric.level, alpha=metric.alpha)
    if metric.quality != "attribute":
        return plain
    return replace(plain, attribute=metric.attribute, times_rank=metric.times_rank)


def _same(one: Projection, other: Projection) -> bool:
    return (
        one.note == other.note
        and one.down.shape == other.down.shape
        and np.allclose(one.down, other.down)
        and np.allclose(one.origin, other.origin)
    )


def _samples(model: str, count: int, seed: int, shelf: ModelShelf, progress: Progress) -> np.ndarray:
    loaded = shelf.get(model)
    from ...engine.views import prior_samples

    return prior_samples(loaded, count, seed)


def _encode(model: str, shelf: ModelShelf, progress: Progress) -> Encoded:
    return encode_data(shelf.get(model), progress)


def _map(
    model: str,
    metric: Metric,
    projection: Projection,
    rectangle: tuple[float, float, float, float],
    shelf: ModelShelf,
    progress: Progress,
) -> np.ndarray:
    loaded = shelf.get(model)
    from ...engine.views import map_cells, quality_map

    values = np.zeros((1, 1))
    for cells in map_cells(metric):  # coarse, then fine
        values = quality_map(loaded, metric, projection, rectangle, cells, progress)
        progress.partial(values)
    return values


def _look(
    model: str, metric: Metric, latent: np.ndarray, shelf: ModelShelf, progress: Progress
) -> tuple[np.ndarray, float]:
    loaded = shelf.get(model)
    from ...engine.views import look

    return look(loaded, metric, latent)


def _ignored(failure: Failure) -> None:
    """The same cause stops the paths, whose error is shown; a second message would only repeat it."""
