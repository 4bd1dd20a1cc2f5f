"""Exporting the solved paths, or figures of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ..engine.request import PathResult
from .backend import Backend
from .export_dialog import MARGIN, ExportDialog
from .figure_exports import FigureExports, Source
from .path_exports import PathExports

WIDTH = 432


class ExportPanel(ExportDialog):
    """Exports what `results(all_paths)` gives at that moment."""

    def __init__(
        self,
        backend: Backend,
        results: Callable[[bool], Sequence[PathResult]],
        figure_source: Source,
        folder: Path,
        name: str,
        parent: QWidget,
    ) -> None:
        self.of_paths = PathExports(results)
        self.of_figures = FigureExports(backend, figure_source, WIDTH - 2 * MARGIN)
        parts = {
            "paths": ("Paths", "Films, strips, frames and numbers of the paths", self.of_paths),
            "figures": ("Figures", "Drawings and tables as the papers print them", self.of_figures),
        }
        super().__init__(backend, "Export", parts, WIDTH, folder, name, parent)
