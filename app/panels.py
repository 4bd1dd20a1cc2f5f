"""The windows beside the window, in which films and figures are made."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ..engine.model_library import model_name
from .backend import Backend
from .explore.controller import ExploreController
from .export_dialog import ExportDialog
from .export_panel import ExportPanel
from .settings import Preferences
from .walk_panel import WalkPanel


class Panels:
    """Each is made when it is first asked for, and comes to the front when it is asked for again."""

    def __init__(
        self, backend: Backend, controller: ExploreController, preferences: Preferences, window: QWidget
    ) -> None:
        self._backend = backend
        self._controller = controller
        self._preferences = preferences
        self._window = window
        self.export: ExportPanel | None = None
        self.walk: WalkPanel | None = None

    def show_export(self) -> None:
        """Films, figures and numbers of the paths."""
        controller = self._controller
        if self.export is None:
            self.export = ExportPanel(
                self._backend, controller.answers, lambda: controller.scene, self._preferences.folder, self._stem(),
                self._window,
            )  # fmt: skip
            self.export.exported.connect(self._preferences.remember_folder)
        if controller.scene.view.grid:
            self.export.show_kind("grid")
        self._bring(self.export)

    def show_walk(self) -> None:
        """Endless walks through images."""
        controller = self._controller
        if self.walk is None:
            self.walk = WalkPanel(
                self._backend, lambda: controller.scene, self._preferences.folder, self._stem(), self._window
            )
            self.walk.exported.connect(self._preferences.remember_folder)
            controller.journal.scene_changed.connect(self.walk.refresh)
        self._bring(self.walk)

    def close(self) -> None:
        """Close what is open."""
        for panel in (self.export, self.walk):
            if panel is not None:
                panel.close()

    def _bring(self, panel: ExportDialog) -> None:
        panel.set_name(self._stem())
        panel.show()
        panel.raise_()
        panel.refresh()

    def _stem(self) -> str:
        """What files are named after."""
        return model_name(self._controller.scene.model)
