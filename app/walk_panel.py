"""An endless walk through images, as a film."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ..engine.scene import Scene
from .backend import Backend
from .export_dialog import MARGIN, ExportDialog
from .walk_exports import WIDTH, WalkExports


class WalkPanel(ExportDialog):
    """Chains random paths of the scene's model through stops that the user puts in order."""

    def __init__(self, backend: Backend, scene: Callable[[], Scene], folder: Path, name: str, parent: QWidget) -> None:
        self.of_walk = WalkExports(backend, scene)
        parts = {"walk": ("Walk", "A walk through images", self.of_walk)}
        super().__init__(backend, "Walk through images", parts, WIDTH + 2 * MARGIN, folder, name, parent)
