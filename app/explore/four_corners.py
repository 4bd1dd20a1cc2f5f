"""The grid of images between four corners: what is wanted, what is here."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from ...engine.corners import bilinear, shown_corners
from ...engine.errors import ExplorerError
from ...engine.model_file import Gallery, read_gallery
from ...engine.model_library import find_model
from ...engine.progress import Progress
from ...engine.scene import End, Scene
from ..backend import Backend, Failure, ModelShelf


class FourCorners(QObject):
    """Follows the scene while its grid is looked at; the newest question is the one that is answered."""

    changed = Signal()
    """Images, what of them is stale, or a failure."""

    def __init__(self, backend: Backend, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._key: tuple | None = None
        self._model = ""
        self._gallery: Gallery | None = None
        self.size = 0
        self.latents = np.zeros((0, 0, 0))
        """(size, size, D)"""
        self.images: list[np.ndarray | None] = []
        """Row by row, (C, H, W) each, None where there is none yet."""
        self.stale = np.zeros(0, bool)
        """Whether an image is of another grid than the one that is asked for."""
        self.failure: Failure | None = None

    def ends(self, scene: Scene) -> tuple[End, ...]:
        """The four corners of a scene, in the order of CORNERS."""
        gallery = self.gallery(scene.model)
        return shown_corners(scene, gallery or Gallery.empty((1, 1, 1), len(scene.source.latent)))

    def gallery(self, model: str) -> Gallery | None:
        """The gallery of a model, None where it cannot be read."""
        if model != self._model:
            self._model = model
            try:
                self._gallery = read_gallery(find_model(model))
            except ExplorerError:
                self._gallery = None  # the same cause stops the decoder, whose error is shown
        return self._gallery

    def follow(self, scene: Scene) -> None:
        """Bring the grid up to date, if it is looked at."""
        if not scene.view.grid:
            return
        corners, size = tuple(end.latent for end in self.ends(scene)), scene.corners.size
        key = (scene.model, corners, size)
        if key == self._key:
            return
        alike = self._key is not None and (self._key[0], self._key[2]) == (scene.model, size)
        self._key = key
        self.size, self.latents, self.failure = size, bilinear(np.array(corners), size), None
        if not alike:
            self.images = [None] * size**2
        self.stale = np.ones(size**2, bool)
        self._backend.submit(
            "looks", "grid", partial(_decode, scene.model, self.latents),
            lambda _: None, partial(self._fail, key), on_partial=partial(self._take, key),
        )  # fmt: skip
        self.changed.emit()

    def forget(self, scene: Scene) -> None:
        """Decode everything again (on another device, say)."""
        self._key = None
        self.follow(scene)

    def _take(self, key: tuple, part: tuple[np.ndarray, np.ndarray]) -> None:
        if key != self._key:
            return
        for index, image in zip(part[0].tolist(), part[1]):
            self.images[index] = image
        self.stale[part[0]] = False
        self.changed.emit()

    def _fail(self, key: tuple, failure: Failure) -> None:
        if key == self._key:
            self.failure = failure
            self.changed.emit()


def _decode(model: str, latents: np.ndarray, shelf: ModelShelf, progress: Progress) -> None:
    loaded = shelf.get(model)
    from ...engine.views import decode_cells

    decode_cells(loaded, latents, progress)
