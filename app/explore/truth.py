"""The true frames between the two ends, where they are known."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from ...engine.errors import ExplorerError
from ...engine.model_file import Gallery, ModelHeader, read_gallery, read_header
from ...engine.model_library import find_model
from ...engine.progress import Progress
from ...engine.rendering import rendering_of
from ...engine.request import PathResult
from ...engine.scene import Scene
from ...engine.truth import known_factors, squared_errors, story, true_path
from ..backend import Backend, Failure, ModelShelf


class Truth(QObject):
    """Follows the ends; the frames are drawn in the background, at even times."""

    changed = Signal()

    def __init__(self, backend: Backend, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._model = ""
        self._file: tuple[ModelHeader, Gallery] | None = None
        self._key: tuple | None = None
        self._drawn: tuple | None = None
        self.times = np.zeros(0)
        self.frames: np.ndarray | None = None
        """(n, C, H, W) at `times`, None where the truth is not known, not wanted, or not here yet."""
        self.story = ""
        """In which factors the ends differ."""
        self.lack = ""
        """Why the frames are not known, in a sentence, where they are wanted and others of the model's are."""

    def is_possible(self, scene: Scene) -> bool:
        """Whether the model's pictures are drawn from known factors."""
        file = self._opened(scene.model)
        return file is not None and file[1].factors is not None and rendering_of(file[0]) is not None

    def follow(self, scene: Scene) -> None:
        """Bring the frames up to date with the ends and the number of points."""
        file = self._opened(scene.model) if scene.view.truth else None
        start = None if file is None else known_factors(scene.source, *file)
        end = None if file is None else known_factors(scene.target, *file)
        lack = _lack(start, end) if scene.view.truth and self.is_possible(scene) else ""
        if file is None or start is None or end is None:
            self._forget(lack)
            return
        header = file[0]
        key = (scene.model, start.tobytes(), end.tobytes(), scene.points)
        if key == self._key:
            return
        if self._key is None or self._key[0] != scene.model:
            self._forget()
        self._key = key
        rendering = rendering_of(header)
        words = "" if rendering is None else story(rendering.factors, start, end)
        job, take = partial(_draw, header, start, end, scene.points), partial(self._take, key, words)
        self._backend.submit("looks", "truth", job, take, _ignored)
        if self.frames is not None:
            self.changed.emit()  # they are stale now

    @property
    def stale(self) -> bool:
        """Whether the frames are those between other ends, and the wanted ones on their way."""
        return self._drawn != self._key

    def errors(self, scene: Scene, result: PathResult) -> np.ndarray | None:
        """Mean squared error a pixel of a path's frames, (n,); None where the truth at its times is not known."""
        known = self.frames is not None and result.frames is not None and result.frames.ndim == 4
        if not known or (result.request.source, result.request.target) != (scene.source.latent, scene.target.latent):
            return None
        if self.stale or self._key is None or self._key[0] != result.request.model:
            return None
        if len(result.times) != len(self.times):
            return None
        assert self.frames is not None and result.frames is not None
        # With control points a path has other times: the nearest true frame is less than a step away.
        nearest = np.abs(self.times[None] - result.times[:, None]).argmin(1)
        return squared_errors(result.frames, self.frames[nearest])

    def frames_of(self, scene: Scene) -> np.ndarray | None:
        """The frames, None where they are those of another model, whose scene has just been left; see `stale`."""
        return self.frames if self._key is not None and self._key[0] == scene.model else None

    def inner_error(self, scene: Scene, result: PathResult | None) -> float:
        """The same between the ends, averaged; NaN where it is not known."""
        errors = None if result is None else self.errors(scene, result)
        return np.nan if errors is None else float(errors[1:-1].mean())

    def _opened(self, model: str) -> tuple[ModelHeader, Gallery] | None:
        if model != self._model:
            self._model = model
            try:
                path = find_model(model)
                self._file = read_header(path), read_gallery(path)
            except ExplorerError:
                self._file = None  # the same cause stops the paths, whose error is shown
        return self._file

    def _take(self, key: tuple, words: str, answer: tuple[np.ndarray, np.ndarray]) -> None:
        if key == self._key:
            self._drawn, self.story, self.lack, (self.times, self.frames) = key, words, "", answer
            self.changed.emit()

    def _forget(self, lack: str = "") -> None:
        """There are no true frames, or none yet."""
        news = self.frames is not None or lack != self.lack
        self._key = self._drawn = None
        self.story, self.lack, self.times, self.frames = "", lack, np.zeros(0), None
        if news:
            self.changed.emit()


def _draw(
    header: ModelHeader, start: np.ndarray, end: np.ndarray, points: int, shelf: ModelShelf, progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    times = np.linspace(0, 1, points)
    return times, true_path(header, start, end, times)


def _lack(start: np.ndarray | None, end: np.ndarray | None) -> str:
    unknown = [name for name, factors in (("source", start), ("target", end)) if factors is None]
    if len(unknown) == 2:
        return "Not known: the ends are no pictures."
    return f"Not known: the {unknown[0]} is no picture." if unknown else ""


def _ignored(failure: Failure) -> None:
    """Without true frames everything else goes on."""
