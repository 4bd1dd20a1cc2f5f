"""Exporting the solved paths, figures of them, or the grid between four corners."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ..engine.request import PathResult
from ..engine.scene import Scene
from .backend import Backend
from .export_dialog import MARGIN, ExportDialog
from .figure_exports import FigureExports, Source
from .grid_exports import GridExports
from .path_exports import PathExports

WIDTH = 432


class ExportPanel(ExportDialog):
    """Exports what `results(all_paths)` or `scene()` gives at that moment."""

    def __init__(
        self,
        backend: Backend,
        results: Callable[[bool], Sequence[PathResult]],
        figure_source: Source,
        scene: Callable[[], Scene],
        folder: Path,
        name: str,
        parent: QWidget,
    ) -> None:
        self.of_paths = PathExports(results)
        self.of_figures = FigureExports(backend, figure_source, WIDTH - 2 * MARGIN)
        self.of_grid = GridExports(scene)
        parts = {
            "paths": ("Paths", "Films, strips, frames and numbers of the paths", self.of_paths),
            "figures": ("Figures", "Drawings and tables as the papers print them", self.of_figures),
            "grid": ("Grid", "The images between four corners", self.of_grid),
        }
        super().__init__(backend, "Export", parts, WIDTH, folder, name, parent)
