"""An endless walk: its stops, how it gets from one to the next, and what the film of it looks like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from ..engine.errors import ExplorerError
from ..engine.export import FILMS, WRITERS, ExportSettings, format_of
from ..engine.methods import METHODS
from ..engine.model_file import likelihood
from ..engine.progress import Progress
from ..engine.scene import Scene
from ..engine.walk import Walk, check_film, check_walk
from ..widgets.buttons import IconButton
from ..widgets.choice_box import ChoiceBox
from ..widgets.field_label import FieldLabel
from ..widgets.form import ParameterForm
from ..widgets.message_line import MessageLine
from ..widgets.picture_grid import PictureGrid
from ..widgets.sections import Section
from .backend import Backend, Failure, ModelShelf
from .explore.seeds import fresh_seed
from .export_dialog import ExportPart
from .export_rows import SETTLING_MS
from .walk_stops import WalkStops

BRIDGES = ("ou-bridge", "gp-bridge", "langevin-bridge")
"""Random, and at both ends exactly."""

LEFT_WIDTH, RIGHT_WIDTH, GUTTER = 468, 304, 24
WIDTH = LEFT_WIDTH + GUTTER + RIGHT_WIDTH
FIELD_LABEL_WIDTH = 108
GLIMPSE_COLUMNS, GLIMPSE_ROWS, GLIMPSE_SIDE = 10, 2, 45


class WalkExports(ExportPart):
    """The walk through a list of images, with a coarse preview of its very frames."""

    formats: ClassVar = {name: (WRITERS[name].label, WRITERS[name].suffix) for name in FILMS}
    default = "mp4"
    format_above = False

    def __init__(self, backend: Backend, scene: Callable[[], Scene], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._backend, self._scene = backend, scene
        self._methods: dict[str, Any] = {name: METHODS[name]() for name in BRIDGES}
        self._own_method = self._own_pixels = False
        self._seed = fresh_seed()
        self.stops = WalkStops(backend, scene)
        self.method = ChoiceBox([(name, METHODS[name].label) for name in BRIDGES], fill=True)
        self.method.setToolTip("How the walk gets from stop to stop")
        self.take = IconButton("duplicate", "Take method and parameters of the selected path", 28)
        self.form = ParameterForm(self._methods[BRIDGES[0]], FIELD_LABEL_WIDTH)
        self.course = ParameterForm(Walk("", None, ()), FIELD_LABEL_WIDTH)
        self.seed = QLabel()
        self.resample = IconButton("resample", "Another seed: other paths between the same stops", 28)
        self.settings = ParameterForm(ExportSettings(), FIELD_LABEL_WIDTH, ("frame_rate", "size", "scaling"))
        self.preview = PictureGrid(GLIMPSE_COLUMNS, GLIMPSE_ROWS, GLIMPSE_SIDE)
        self.preview.setToolTip("Frames of the film, evenly along it, row by row")
        self.message = MessageLine(dismissible=False)
        self._lay_out()
        self._settled = QTimer(self, singleShot=True, interval=SETTLING_MS)
        self._settled.timeout.connect(self._draw)

        self.stops.changed.connect(self._change)
        self.stops.changed.connect(self.altered)
        self.method.chosen.connect(self._choose_method)
        self.take.clicked.connect(self._take_method)
        self.form.changed.connect(self._keep_method)
        self.course.changed.connect(self._keep_course)
        self.settings.changed.connect(lambda *_: self._tell())
        self.resample.clicked.connect(self._resample)
        self._tell()

    @property
    def name(self) -> str:
        """What is added to the name of the file."""
        return "-walk"

    def walk(self) -> Walk:
        """The walk as it is asked for now."""
        scene = self._scene()
        latents = tuple(stop.end.latent for stop in self.stops.stops)
        course = self.course.instance()
        return replace(
            course, model=scene.model, method=self.form.instance(), stops=latents, seed=self._seed,
            pixels=course.pixels if self._has_likelihood() else "mean",
        )  # fmt: skip

    def format_of(self, path: str | Path) -> str:
        """The film that a file's ending asks for."""
        name = format_of(path)
        if name not in FILMS:
            raise ExplorerError(f"A walk is a film: {Path(path).name} must end in .mp4 or .gif.")
        return name

    def job(self, path: Path) -> Callable[[ModelShelf, Progress], None]:
        """What computes and writes the walk as it is asked for now. Raises ExplorerError for one that cannot be."""
        for form in (self.form, self.course, self.settings):
            form.flush()
        walk = self.walk()
        check_walk(walk)
        check_film(path)
        settings = replace(self.settings.instance(), playback="loop" if walk.loop else "once")
        return partial(_write, walk, path, settings)

    def refresh(self) -> None:
        """Follow the scene: its model, and its selected path and its pixels until others are chosen here."""
        self.stops.refresh()
        self.take.setEnabled(self._selected_bridge() is not None)
        if not self._own_method and self._selected_bridge() is not None:
            self._take_method()
            self._own_method = False
        course, pixels = self.course.instance(), self._scene().pixels
        if not self._own_pixels and course.pixels != pixels:
            self.course.set_instance(replace(course, pixels=pixels))
        self.course.set_only(None if self._has_likelihood() else ("points", "loop"))
        self._change()

    def _lay_out(self) -> None:
        way, film, glimpse = Section("From stop to stop"), Section("Film"), Section("Preview")
        row = QHBoxLayout()
        row.setSpacing(4)
        label = FieldLabel("Method", FIELD_LABEL_WIDTH)
        label.setBuddy(self.method)
        self.method.setAccessibleName("Method")
        for part in (label, self.method, self.take):
            row.addWidget(part, 1 if part is self.method else 0)
        way.body.addLayout(row)
        way.body.addWidget(self.form)
        way.body.addWidget(self.course)
        row = QHBoxLayout()
        row.setSpacing(4)
        for part in (FieldLabel("Seed", FIELD_LABEL_WIDTH), self.seed, self.resample):
            row.addWidget(part, 1 if part is self.seed else 0)
        way.body.addLayout(row)
        way.body.addStretch(1)
        film.body.addWidget(self.settings)
        film.body.addStretch(1)
        self._glimpse = glimpse
        glimpse.body.addWidget(self.preview)
        glimpse.body.addWidget(self.message)
        glimpse.body.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GUTTER)
        grid.setVerticalSpacing(16)
        grid.setColumnMinimumWidth(0, LEFT_WIDTH)
        grid.setColumnMinimumWidth(1, RIGHT_WIDTH)
        grid.addWidget(self.stops, 0, 0)
        grid.addWidget(way, 0, 1)
        grid.addWidget(glimpse, 1, 0)
        grid.addWidget(film, 1, 1)

    def _selected_bridge(self) -> Any | None:
        """The method of the scene's selected path, where it is a bridge."""
        scene = self._scene()
        method = None if scene.selected_layer is None else scene.selected_layer.method
        return method if method is not None and METHODS.name_of(method) in BRIDGES else None

    def _take_method(self) -> None:
        method = self._selected_bridge()
        if method is not None:
            self._methods[METHODS.name_of(method)] = method
            self.method.set_current(METHODS.name_of(method))
            self._choose_method(METHODS.name_of(method))

    def _choose_method(self, name: str) -> None:
        self._own_method = True
        self.form.set_instance(self._methods[name])
        self._change()

    def _keep_method(self, method: Any, final: bool) -> None:
        self._own_method = True
        self._methods[METHODS.name_of(method)] = method
        self._change()

    def _keep_course(self, course: Walk, final: bool) -> None:
        self._own_pixels = self._own_pixels or course.pixels != self._scene().pixels
        self._change()

    def _has_likelihood(self) -> bool:
        """Whether frames of the scene's model can be drawn."""
        header = self.stops.header
        return header is not None and bool(likelihood(header))

    def _resample(self) -> None:
        self._seed = fresh_seed()
        self._change()

    def _change(self) -> None:
        """Another walk is asked for: its preview is drawn soon, if it is seen."""
        self._tell()
        if self.isVisible():
            self.preview.set_stale(True)
            self._settled.start()

    def _tell(self) -> None:
        self.seed.setText(str(self._seed))
        walk = self.walk()
        possible = len(walk.stops) > 1
        seconds = walk.frames / self.settings.instance().frame_rate if possible else 0.0
        self._glimpse.set_title(f"Preview of {walk.frames} frames, {seconds:.1f} s" if possible else "Preview")

    def _draw(self) -> None:
        walk = self.walk()
        if len(walk.stops) < 2:
            self._backend.cancel("exports", self)
            self.preview.set_images(None)
            self.message.clear()
            return
        self._backend.submit("exports", self, partial(_glimpse, walk, self.preview.count), self._show, self._fail)

    def _show(self, images: np.ndarray) -> None:
        self.preview.set_images(images)
        self.message.clear()

    def _fail(self, failure: Failure) -> None:
        self.message.show_message(failure.message, failure.details)


def _glimpse(walk: Walk, count: int, shelf: ModelShelf, progress: Progress) -> np.ndarray:
    model = shelf.get(walk.model)
    from ..engine.walk import walk_glimpse

    return walk_glimpse(walk, model, count, progress)


def _write(walk: Walk, path: Path, settings: ExportSettings, shelf: ModelShelf, progress: Progress) -> None:
    model = shelf.get(walk.model)
    from ..engine.walk import write_walk

    write_walk(walk, model, path, settings, progress)
