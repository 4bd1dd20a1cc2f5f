"""What is exported of paths: films, strips, frames and numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ..engine.errors import ExplorerError
from ..engine.export import WRITERS, ExportSettings, export, format_of
from ..engine.progress import Progress
from ..engine.request import PathResult
from ..widgets.choice_box import ChoiceBox
from ..widgets.form import ParameterForm
from .backend import ModelShelf
from .export_dialog import ExportPart
from .export_rows import LABEL_WIDTH, labelled


class PathExports(ExportPart):
    """Which paths, and how they become pictures."""

    formats: ClassVar = {name: (writer.label, writer.suffix) for name, writer in WRITERS.items()}
    default = "gif"

    def __init__(self, results: Callable[[bool], Sequence[PathResult]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._results = results
        self._wanted = "all"
        self.paths = ChoiceBox([("all", "All visible paths"), ("one", "Selected path")], fill=True)
        self.form = ParameterForm(ExportSettings(), LABEL_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(labelled("Paths", self.paths))
        column.addWidget(self.form)
        self.paths.chosen.connect(self._take_paths)

    def format_of(self, path: str | Path) -> str:
        """The format that a file's ending asks for; without one it is a folder of frames."""
        return format_of(path)

    def show_format(self, name: str) -> None:
        """Show what concerns the format."""
        several, settings = WRITERS[name].several, WRITERS[name].settings
        self.paths.setEnabled(several)
        self.paths.set_current(self._wanted if several else "one")
        self.paths.setToolTip("Which paths are written" if several else "This format holds the selected path only")
        self.form.set_only(settings)
        self.form.setVisible(bool(settings))

    def job(self, path: Path) -> Callable[[ModelShelf, Progress], None]:
        """What writes the paths as they are now. Raises ExplorerError where there are none."""
        self.form.flush()
        results = self._results(self.paths.current() == "all")
        if not results:
            raise ExplorerError("There is no solved path to export yet: wait for one, or show a layer.")
        return partial(_export, list(results), path, self.form.instance())

    def _take_paths(self, name: str) -> None:
        self._wanted = name


def _export(
    results: Sequence[PathResult], path: Path, settings: ExportSettings, shelf: ModelShelf, progress: Progress
) -> None:
    export(results, path, settings, progress)
