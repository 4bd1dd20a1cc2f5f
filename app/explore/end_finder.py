"""Turns what a user names as an end, a seed or an image, into a latent, in the background."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from ...engine.metric import Metric
from ...engine.progress import Progress
from ...engine.scene import CORNERS, End
from ..backend import Backend, Failure, ModelShelf

_KEY = "ends"
_PLAIN = Metric(quality="constant")


@dataclass(frozen=True)
class FoundEnd:
    """A latent; of an image also the image as read and its reconstruction, (C, H, W) each."""

    end: End
    pictures: tuple[np.ndarray, np.ndarray] | None = None


class EndFinder(QObject):
    """Answers the newest question for the two ends, and the newest for every corner of the grid."""

    encoding = Signal(str, float)
    """An image is being turned into a latent for an end or a corner: which, and how far, 1.0 when done."""

    failed = Signal(str, str, str)
    """Which end or corner, one sentence, details."""

    def __init__(self, backend: Backend, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._underway: set[str] = set()

    def find(self, model: str, texts: Mapping[str, str], found: Callable[[dict[str, FoundEnd]], None]) -> None:
        """Hand to `found` what the texts name in a model's latent space.

        `texts`: what `resolve_end` reads, by the name of an end or a corner.
        """
        first = next(iter(texts))

        def take(answers: dict[str, FoundEnd]) -> None:
            self._end(first)
            found(answers)

        def fail(what: Failure) -> None:
            self._end(first)
            self.failed.emit(first, what.message, what.details)

        def report(fraction: float, text: str) -> None:
            if first in self._underway:
                self.encoding.emit(first, fraction)

        self._underway.add(first)
        key = first if first in CORNERS else _KEY
        self._backend.submit("views", key, partial(_find, model, dict(texts)), take, fail, report)

    def cancel(self) -> None:
        """Give up everything that is being looked for."""
        for key in (_KEY, *CORNERS):
            self._backend.cancel("views", key)
        for which in tuple(self._underway):
            self._end(which)

    def _end(self, which: str) -> None:
        """Nothing is on its way for an end any more."""
        self._underway.discard(which)
        self.encoding.emit(which, 1.0)


def _find(model: str, texts: dict[str, str], shelf: ModelShelf, progress: Progress) -> dict[str, FoundEnd]:
    loaded = shelf.get(model)
    from ...engine.ends import resolve_end

    answers: dict[str, FoundEnd] = {}
    for which, text in texts.items():
        end = resolve_end(text, loaded, progress=progress)
        pictures = None
        if end.origin.startswith("image:"):
            from ...engine.images import read_image
            from ...engine.views import look

            image = np.asarray(read_image(text, loaded.header.image_shape))
            pictures = (image, look(loaded, _PLAIN, np.array(end.latent))[0])
        answers[which] = FoundEnd(end, pictures)
    return answers
