"""Figures of the solved paths: which one, what it looks like, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ..engine.figures import FIGURES, FORMS, FigureSettings, Picture, form_of, write_figure
from ..engine.progress import Progress
from ..engine.request import PathResult
from ..engine.scene import Scene
from ..widgets.choice_box import ChoiceBox
from ..widgets.form import ParameterForm
from ..widgets.style import current_theme, set_role
from .backend import Backend, Failure, ModelShelf
from .export_dialog import ExportPart
from .export_rows import LABEL_WIDTH, SETTLING_MS, labelled
from .figure_palette import figure_palette

Source = Callable[[], tuple[Scene, Mapping[str, PathResult]]]


class FigureExports(ExportPart):
    """A figure of all visible paths, with a preview drawn as the file will be."""

    formats: ClassVar = {name: (label, f".{name}") for name, label in FORMS.items()}
    default = "svg"

    def __init__(self, backend: Backend, source: Source, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._backend, self._source, self._width = backend, source, width
        self.figure = ChoiceBox([(name, figure.label) for name, figure in FIGURES.items()], fill=True)
        self.form = ParameterForm(FigureSettings(theme=current_theme().name), LABEL_WIDTH)
        self.preview = QLabel(self)
        self.preview.setFixedWidth(width)
        # A label that has wrapped words once keeps their height for the pictures after them.
        self.complaint = QLabel(self)
        self.complaint.setWordWrap(True)
        self.complaint.hide()
        set_role(self.complaint, "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(labelled("Figure", self.figure))
        column.addWidget(self.preview)
        column.addWidget(self.complaint)
        column.addWidget(self.form)
        self._settled = QTimer(self, singleShot=True, interval=SETTLING_MS)
        self._settled.timeout.connect(self._draw)
        self.figure.chosen.connect(self._choose)
        self.form.changed.connect(lambda *_: self.refresh())
        self._tell_figure()

    @property
    def name(self) -> str:
        """What is added to the name of the file."""
        return f"-{self.figure.current()}"

    def format_of(self, path: str | Path) -> str:
        """The form that a file's ending asks for."""
        return form_of(path)

    def show_format(self, name: str) -> None:
        """Show what concerns the format: numbers have no colours."""
        self.form.set_only(() if name == "csv" else ("theme", "width") if name == "svg" else None)
        self.form.setVisible(name != "csv")

    def job(self, path: Path) -> Callable[[ModelShelf, Progress], None]:
        """What draws the paths as they are now."""
        self.form.flush()
        return partial(_write, self.figure.current(), *self._source(), path, self.form.instance())

    def refresh(self) -> None:
        """Draw the preview soon, if it is seen."""
        if self.isVisible():
            self._settled.start()

    def _choose(self, name: str) -> None:
        self._tell_figure()
        self.renamed.emit()
        self.refresh()

    def _tell_figure(self) -> None:
        self.figure.setToolTip(FIGURES[self.figure.current()].summary)

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        job = partial(_preview, self.figure.current(), *self._source(), self.form.instance(), self._width * ratio)
        self._backend.submit("exports", "preview", job, partial(self._show, ratio), self._fail)

    def _show(self, ratio: float, data: bytes) -> None:
        picture = QPixmap()
        picture.loadFromData(data)
        picture.setDevicePixelRatio(ratio)
        self.preview.setPixmap(picture)
        self.preview.show()
        self.complaint.hide()
        self.preview.setAccessibleName(f"Preview: {FIGURES[self.figure.current()].summary}")

    def _fail(self, failure: Failure) -> None:
        self.complaint.setText(failure.message)
        self.complaint.setAccessibleName(failure.message)
        self.complaint.show()
        self.preview.hide()


def _picture(name: str, scene: Scene, results: Mapping[str, PathResult], shelf: ModelShelf) -> Picture:
    model = shelf.get(scene.model)
    from ..engine.views import prior_samples

    return FIGURES[name].make(scene, results, prior_samples(model, scene.view.samples, scene.view.sample_seed))


def _write(
    name: str, scene: Scene, results: Mapping[str, PathResult], path: Path, settings: FigureSettings,
    shelf: ModelShelf, progress: Progress,
) -> None:  # fmt: skip
    picture = _picture(name, scene, results, shelf)
    write_figure(picture, path, settings, figure_palette(settings.theme), progress)


def _preview(
    name: str, scene: Scene, results: Mapping[str, PathResult], settings: FigureSettings, width: float,
    shelf: ModelShelf, progress: Progress,
) -> bytes:  # fmt: skip
    """A PNG of the figure, `width` pixels wide."""
    from ..engine.figures.drawing import draw

    picture = _picture(name, scene, results, shelf)
    progress.check()
    return draw(picture, "png", settings, figure_palette(settings.theme), width / settings.width)
