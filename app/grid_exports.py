"""What is exported of the grid between four corners."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ..engine.corners import shown_corners
from ..engine.export import GRID_WRITERS, ExportSettings, grid_format_of
from ..engine.progress import Progress
from ..engine.scene import Scene
from ..widgets.form import ParameterForm
from ..widgets.style import set_role
from .backend import ModelShelf
from .export_dialog import ExportPart
from .export_rows import LABEL_WIDTH

PICTURES = ("size", "scaling", "gap")


class GridExports(ExportPart):
    """The grid of the scene, decoded anew for the file."""

    formats: ClassVar = {name: (writer.label, writer.suffix) for name, writer in GRID_WRITERS.items()}
    default = "png"

    def __init__(self, scene: Callable[[], Scene], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self.facts = QLabel(self)
        self.facts.setWordWrap(True)
        set_role(self.facts, "caption")
        self.form = ParameterForm(ExportSettings(size=96), LABEL_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.facts)
        column.addWidget(self.form)

    @property
    def name(self) -> str:
        """What is added to the name of the file."""
        return "-grid"

    def format_of(self, path: str | Path) -> str:
        """The format that a file's ending asks for."""
        return grid_format_of(path)

    def show_format(self, name: str) -> None:
        """Show what concerns the format: arrays have no size in pixels."""
        self.form.set_only(() if name == "npz" else PICTURES)
        self.form.setVisible(name != "npz")

    def refresh(self) -> None:
        """Say what is written."""
        size = self._scene().corners.size
        self.facts.setText(f"{size} by {size} images between the four corners, as the view 'Four corners' shows them.")

    def job(self, path: Path) -> Callable[[ModelShelf, Progress], None]:
        """What writes the grid as it is now."""
        self.form.flush()
        return partial(_write, self._scene(), path, self.form.instance())


def _write(scene: Scene, path: Path, settings: ExportSettings, shelf: ModelShelf, progress: Progress) -> None:
    model = shelf.get(scene.model)
    from ..engine.export import write_cells
    from ..engine.views import make_cells

    corners = shown_corners(scene, model.gallery)
    cells = make_cells(model, corners, scene.corners.size, progress.within(0.0, 0.8))
    write_cells(cells, path, settings, progress.within(0.8, 1.0))
