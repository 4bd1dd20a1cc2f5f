"""Exporting the solved paths, figures of them, or the grid between four corners."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ..engine.request import PathResult
from ..engine.scene import Scene
from .backend import Backend
from .export_dialog import MARGIN, ExportDialog
from .figure_exports import FigureExports
from .grid_exports import GridExports
from .path_exports import PathExports

WIDTH = 432


class ExportPanel(ExportDialog):
    """Exports what `answers(all_paths)`, results by the ids of their layers, or `scene()` gives at that moment."""

    def __init__(
        self,
        backend: Backend,
        answers: Callable[[bool], Mapping[str, PathResult]],
        scene: Callable[[], Scene],
        folder: Path,
        name: str,
        parent: QWidget,
    ) -> None:
        self.of_paths = PathExports(lambda all_paths: list(answers(all_paths).values()))
        self.of_figures = FigureExports(backend, lambda: (scene(), answers(True)), WIDTH - 2 * MARGIN)
        self.of_grid = GridExports(scene)
        parts = {
            "paths": ("Paths", "Films, strips, frames and numbers of the paths", self.of_paths),
            "figures": ("Figures", "Drawings and tables as the papers print them", self.of_figures),
            "grid": ("Grid", "The images between four corners", self.of_grid),
        }
        super().__init__(backend, "Export", parts, WIDTH, folder, name, parent)
