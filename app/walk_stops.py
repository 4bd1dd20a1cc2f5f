"""The stops of a walk, in an order that the user decides; every model has its own list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ..engine.edits import as_latent
from ..engine.errors import ExplorerError
from ..engine.metric import Metric
from ..engine.model_file import ModelHeader, read_gallery, read_header
from ..engine.model_library import find_model
from ..engine.progress import Progress
from ..engine.scene import End, Scene
from ..engine.walk import MOST_STOPS
from ..widgets.buttons import IconButton
from ..widgets.gallery import Gallery
from ..widgets.message_line import MessageLine
from ..widgets.playlist import Playlist, PlaylistItem
from ..widgets.sections import Section
from .backend import Backend, Failure, ModelShelf
from .explore.end_caption import class_name, end_caption
from .explore.seeds import fresh_seed

GALLERY_ROWS = 2
EMPTY = "Click images above, or add the source, the target or a random draw: the walk goes through them in this order."


@dataclass(frozen=True, eq=False)
class Stop:
    """A point that the walk passes, and what the decoder makes of it."""

    end: End
    image: np.ndarray


class WalkStops(Section):
    """Adds, orders and removes stops."""

    changed = Signal()

    def __init__(self, backend: Backend, scene: Callable[[], Scene], parent: QWidget | None = None) -> None:
        super().__init__("Stops", parent=parent)
        self._backend, self._scene = backend, scene
        self._model = ""
        self._header: ModelHeader | None = None
        self._lists: dict[str, list[Stop]] = {}
        self._current = -1
        self._asked = count()
        self._labels: np.ndarray = np.zeros(0, int)
        self._latents: np.ndarray = np.zeros((0, 0))
        self.gallery = Gallery(for_ends=False)
        self.gallery.setToolTip("Click an image, or press Return on it, to add it; or drag it to the stops.")
        self.gallery.set_rows(GALLERY_ROWS)
        self.source, self.target, self.random = (
            _button("+ Source", "Add the source of the scene"),
            _button("+ Target", "Add the target of the scene"),
            _button("+ Random", "Add a draw from the model's prior; its seed is shown"),
        )
        self.playlist = Playlist(EMPTY)
        self.earlier = IconButton("chevron-left", "Move the chosen stop earlier (Ctrl Left)", 28)
        self.later = IconButton("chevron-right", "Move the chosen stop later (Ctrl Right)", 28)
        self.remove = IconButton("trash", "Remove the chosen stop (Delete)", 28)
        self.clear = _button("Clear", "Remove all stops")
        self.message = MessageLine()
        self.body.addWidget(self.gallery)
        self.body.addWidget(self.playlist, 1)
        row = QHBoxLayout()
        row.setSpacing(4)
        for part in (self.source, self.target, self.random):
            row.addWidget(part)
        row.addStretch(1)
        for part in (self.earlier, self.later, self.remove, self.clear):
            row.addWidget(part)
        self.body.addLayout(row)
        self.body.addWidget(self.message)

        self.gallery.picked.connect(self._add_picture)
        self.playlist.gallery_dropped.connect(self._add_picture)
        self.source.clicked.connect(lambda: self._add(self._scene().source))
        self.target.clicked.connect(lambda: self._add(self._scene().target))
        self.random.clicked.connect(lambda: self._add(f"random:{fresh_seed()}"))
        self.playlist.chosen.connect(self._choose)
        self.playlist.moved.connect(self._move)
        self.playlist.removed.connect(self._remove)
        self.earlier.clicked.connect(lambda: self._move(self._current, self._current - 1))
        self.later.clicked.connect(lambda: self._move(self._current, self._current + 1))
        self.remove.clicked.connect(lambda: self._remove(self._current))
        self.clear.clicked.connect(self._clear)

    @property
    def header(self) -> ModelHeader | None:
        """That of the scene's model, None where its file cannot be read."""
        return self._header

    @property
    def stops(self) -> list[Stop]:
        """Those of the scene's model, in order."""
        return self._lists.setdefault(self._model, [])

    def refresh(self) -> None:
        """Follow the scene's model."""
        model = self._scene().model
        if model == self._model:
            return
        self._model = model
        self._current = len(self.stops) - 1
        try:
            path = find_model(model)
            self._header, gallery = read_header(path), read_gallery(path)
        except ExplorerError as error:
            self._header, self._labels, self._latents = None, np.zeros(0, int), np.zeros((0, 0))
            self.gallery.set_images(np.zeros((0, 1, 8, 8), np.uint8))
            self.message.show_message(str(error), error.details)
        else:
            self.message.clear()
            self._labels, self._latents = gallery.labels, gallery.latents
            self.gallery.set_images(gallery.images, [class_name(self._header, label) for label in gallery.labels])
        self.gallery.setVisible(len(self._labels) > 0)
        self._show()

    def _add_picture(self, index: int) -> None:
        if 0 <= index < len(self._latents):
            self._add(End(as_latent(self._latents[index]), f"gallery:{index}"))

    def _add(self, end: End | str) -> None:
        """Add an end of paths, or what `resolve_end` makes of a text, as soon as it is decoded."""
        if len(self.stops) >= MOST_STOPS:
            self.message.show_message(f"A walk has at most {MOST_STOPS} stops.")
            return
        take = partial(self._take, self._model)
        # Every addition is a job of its own, and they come back in the order in which they were asked for.
        self._backend.submit("looks", ("stop", next(self._asked)), partial(_stop, self._model, end), take, self._fail)

    def _take(self, model: str, stop: Stop) -> None:
        stops = self._lists.setdefault(model, [])
        stops.append(stop)
        if model == self._model:
            self._current = len(stops) - 1
            self._change()

    def _fail(self, failure: Failure) -> None:
        self.message.show_message(failure.message, failure.details)

    def _choose(self, index: int) -> None:
        self._current = index
        self._show()

    def _move(self, index: int, to: int) -> None:
        if 0 <= index < len(self.stops) and 0 <= to < len(self.stops):
            self.stops.insert(to, self.stops.pop(index))
            self._current = to
            self._change()

    def _remove(self, index: int) -> None:
        if 0 <= index < len(self.stops):
            del self.stops[index]
            self._current = min(index, len(self.stops) - 1)
            self._change()

    def _clear(self) -> None:
        self.stops.clear()
        self._current = -1
        self._change()

    def _change(self) -> None:
        self.message.clear()
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        items = []
        for place, stop in enumerate(self.stops):
            caption = end_caption(stop.end, self._header, self._labels)
            items.append(PlaylistItem(stop.image, caption, f"Stop {place + 1}: {caption} ({stop.end.origin})"))
        self.playlist.set_items(items, self._current)
        here = self._current >= 0
        self.earlier.setEnabled(here and self._current > 0)
        self.later.setEnabled(here and self._current < len(items) - 1)
        self.remove.setEnabled(here)
        self.clear.setEnabled(bool(items))
        self.set_title({0: "Stops", 1: "1 stop"}.get(len(items), f"{len(items)} stops"))


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    return button


def _stop(model: str, end: End | str, shelf: ModelShelf, progress: Progress) -> Stop:
    loaded = shelf.get(model)
    from ..engine.ends import resolve_end
    from ..engine.views import look

    found = resolve_end(end, loaded, progress=progress) if isinstance(end, str) else end
    image, _ = look(loaded, Metric(quality="constant"), np.array(found.latent))
    return Stop(found, image)
