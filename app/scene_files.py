"""Scenes that are opened and saved, from files and for models; what goes wrong is said in the window's message."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ..engine.errors import ExplorerError
from ..engine.model_library import model_name
from ..engine.scene_file import save_scene
from ..widgets.message_line import MessageLine
from .commands.demos import demo_files
from .demos import load_demo
from .explore.controller import ExploreController
from .scenes import check_with_model, default_scene, with_model
from .settings import Preferences

KIND = "Scenes (*.json)"


class SceneFiles(QObject):
    """A bad file, or a place where none can be written, leaves everything as it is."""

    opened = Signal()
    """There is a scene to look at."""

    saved = Signal(str)
    """The name of the file."""

    def __init__(
        self, controller: ExploreController, preferences: Preferences, message: MessageLine, window: QWidget
    ) -> None:
        super().__init__(window)
        self._controller = controller
        self._preferences = preferences
        self._message = message
        self._window = window
        self._file: Path | None = None

    def open(self, path: str | Path) -> None:
        """Open a scene file or a demo."""

        def read() -> None:
            demo = load_demo(path)
            check_with_model(demo.scene)
            self._controller.open(demo.scene, f"open {Path(path).stem}", demo.results, demo.samples)

        if self._done(read):
            self._message.clear()
            # A demo is no file of the user's: saving it asks where to.
            self._file = None if Path(path) in demo_files().values() else Path(path)
            self.opened.emit()

    def open_model(self, model: str) -> None:
        """Open the scene that a model starts with."""
        if self._done(lambda: self._controller.open(default_scene(model), f"open {model_name(model)}")):
            self.opened.emit()

    def change_model(self, model: str) -> bool:
        """The same paths on another model; whether that was possible."""
        scene = self._controller.scene
        return self._done(lambda: self._controller.open(with_model(scene, model), f"model {model_name(model)}"))

    def save(self, path: str | Path) -> None:
        """Save the scene."""
        if self._done(lambda: save_scene(self._controller.scene, path)):
            self._message.clear()
            self._file = Path(path)
            self._preferences.remember_folder(path)
            self.saved.emit(Path(path).name)

    def save_again(self) -> None:
        """Save the scene where it came from, or ask where to."""
        if self._file is None:
            self.ask_where_to_save()
        else:
            self.save(self._file)

    def ask_what_to_open(self) -> None:
        """Let the user choose a scene file."""
        folder = self._preferences.settings.folder
        path, _ = QFileDialog.getOpenFileName(self._window, "Open scene", folder, KIND)
        if path:
            self._preferences.remember_folder(path)
            self.open(path)

    def ask_where_to_save(self) -> None:
        """Let the user choose a file to save to."""
        start = str(self._preferences.folder / "scene.json")
        path, _ = QFileDialog.getSaveFileName(self._window, "Save scene", start, KIND)
        if path:
            self.save(path if Path(path).suffix else f"{path}.json")

    def _done(self, action: Callable[[], None]) -> bool:
        try:
            action()
        except ExplorerError as error:
            self._message.show_message(str(error), error.details)
            return False
        return True
