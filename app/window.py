"""The window: header, tabs, status bar, shortcuts, and what belongs to no tab."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QActionGroup, QCloseEvent, QKeyEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from ..engine.errors import ExplorerError
from ..engine.model_library import available_models
from ..engine.progress import Progress
from ..engine.request import PathRequest, PathResult
from ..engine.scene import Scene, save_scene
from ..widgets.message_line import MessageLine
from ..widgets.playback import Playback
from ..widgets.sections import Hairline
from ..widgets.style import apply_theme, set_role
from ..widgets.theme import THEMES, Theme
from .backend import Backend, Failure, ModelShelf
from .commands.demos import demo_files
from .demos import Demo, first_demo, load_demo
from .explore.controller import ExploreController
from .explore.page import ExplorePage
from .explore.solving import question
from .explore.strips_pane import duration
from .export_dialog import ExportDialog
from .export_panel import ExportPanel
from .header import Header
from .lessons_page import LessonsPage
from .manifolds.page import ManifoldsPage
from .scenes import check_with_model, default_scene, with_model
from .settings import Settings, load_settings, save_settings
from .status_bar import StatusBar
from .train.page import TrainPage
from .walk_panel import WalkPanel

TABS = (
    ("explore", "Explore", "Paths between two images of a model"),
    ("manifolds", "Manifolds", "Toy scenes whose exact answer is known"),
    ("train", "Train", "Models made from your own images"),
    ("lessons", "Lessons", "Scenes with a story"),
)
MINIMUM_SIZE = (1080, 680)
TITLE_BAR = 32
"""Room for what the desktop puts above the window, which nobody tells before it is there."""
LAYER_KEYS = 9


class Window(QWidget):
    """The program's one window; everything it knows is in its controller's scene and its settings."""

    def __init__(self, demo: Demo, settings: Settings | None = None) -> None:
        super().__init__()
        self._settings = settings or Settings()
        # Parts that are made before the sheet keep the desktop's font instead of the program's.
        _dress(self._settings.theme)
        self._scene_file: Path | None = None
        self._export_panel: ExportPanel | None = None
        self._walk_panel: WalkPanel | None = None
        self.backend = Backend(self)
        self.controller = ExploreController(demo.scene, self.backend, self)
        self.playback = Playback(mode="ping-pong", parent=self)
        self.header = Header(TABS, self)
        self.message = MessageLine(parent=self)
        self.page = ExplorePage(self.controller, self)
        self.status = StatusBar(self)
        self._pages = QStackedWidget(self)
        self._lessons: LessonsPage | None = None
        self.manifolds: ManifoldsPage | None = None
        self.train: TrainPage | None = None
        self._lay_out()
        self._connect()
        self._fill_menu()
        self._add_shortcuts()
        self._keys = self._plain_keys()
        self.set_theme(self._settings.theme)
        self.setMinimumSize(*MINIMUM_SIZE)
        self.resize(self._settings.width, self._settings.height)
        self.header.set_models(available_models())
        self.page.plane.view.setFocus()
        self.controller.start(demo.results, demo.samples)
        self._show_scene()
        self._ask_for_device()

    def set_theme(self, name: str) -> None:
        """Dress everything in a theme."""
        self._settings = replace(self._settings, theme=name)
        theme = _dress(name)
        self.page.set_theme(theme)
        for page in (self.manifolds, self.train):
            if page is not None:
                page.set_theme(theme)

    def open_file(self, path: str | Path) -> None:
        """Open a scene file or a demo; a bad one leaves everything as it is."""
        try:
            demo = load_demo(path)
            check_with_model(demo.scene)
            self.controller.open(demo.scene, f"open {Path(path).stem}", demo.results, demo.samples)
        except ExplorerError as error:
            self.message.show_message(str(error), error.details)
            return
        self.message.clear()
        # A demo is no file of the user's: saving it asks where to.
        self._scene_file = None if Path(path) in demo_files().values() else Path(path)
        self._choose_tab("explore")

    def save_file(self, path: str | Path) -> None:
        """Save the scene."""
        try:
            save_scene(self.controller.scene, path)
        except ExplorerError as error:
            self.message.show_message(str(error), error.details)
            return
        self.message.clear()
        self._scene_file = Path(path)
        self._remember_folder(path)
        self.status.set_text("message", f"saved {Path(path).name}")

    def results(self, all_paths: bool) -> Sequence[PathResult]:
        """The finished results to export, of all visible layers or of the selected one; none while one is missing."""
        scene = self.controller.scene
        layers = [layer for layer in scene.layers if (layer.visible if all_paths else layer.id == scene.selected)]
        found = [(layer, self.controller.solving.state(layer.id).result) for layer in layers]
        answers = [result for layer, result in found if result is not None and _is_answer(result, scene.request(layer))]
        return answers if len(answers) == len(layers) else []

    def shown_paths(self) -> tuple[Scene, Mapping[str, PathResult]]:
        """The scene, and the finished results of its visible layers by their ids; none while one is missing."""
        scene = self.controller.scene
        # A layer may show what was solved for its twin: a result does not say whose it is.
        return scene, dict(zip([layer.id for layer in scene.layers if layer.visible], self.results(True)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first picture comes before the first job, which loads torch."""
        super().paintEvent(event)
        QTimer.singleShot(0, self.backend.begin)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop everything that runs, and remember what is to be remembered. Runs may go on without the window."""
        if self.train is not None:
            if self.train.asks_before_closing():
                event.ignore()
                return
            self.train.stop()
        size = self.size()
        # A computation may take a moment to stop; nobody should have to watch that.
        self.hide()
        self.playback.pause()
        if self.manifolds is not None:
            self.manifolds.stop()
        for panel in (self._export_panel, self._walk_panel):
            if panel is not None:
                panel.close()
        self.backend.close()
        if not self.isMaximized():
            self._settings = replace(self._settings, width=size.width(), height=size.height())
        try:
            save_settings(self._settings)
        except (ExplorerError, OSError) as error:
            print(f"interp-explorer: settings were not saved: {error}", file=sys.stderr)
        super().closeEvent(event)

    def _lay_out(self) -> None:
        self._pages.addWidget(self.page)
        message_row = QWidget(self)
        set_role(message_row, "pane")
        inner = QVBoxLayout(message_row)
        inner.setContentsMargins(16, 0, 16, 0)
        inner.addWidget(self.message)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.header, Hairline(), message_row, self._pages, Hairline(), self.status):
            column.addWidget(part, 1 if part is self._pages else 0)

    def _connect(self) -> None:
        controller, header = self.controller, self.header
        controller.journal.scene_changed.connect(self._show_scene)
        controller.journal.history_changed.connect(self._show_history)
        controller.journal.history_changed.connect(self.message.clear)
        controller.solving.changed.connect(self._show_times)
        controller.view.playhead_changed.connect(self.playback.seek)
        self.playback.tick.connect(controller.view.set_playhead)
        self.playback.playing_changed.connect(header.set_playing)
        header.model_chosen.connect(self._choose_model)
        header.tab_chosen.connect(self._choose_tab)
        header.undo.clicked.connect(self.undo)
        header.redo.clicked.connect(self.redo)
        header.play.clicked.connect(lambda: (self._toys or self).toggle_film())
        header.resample.clicked.connect(lambda: (self._toys or self).controller.resample())
        header.export.clicked.connect(self.show_export)

    def _fill_menu(self) -> None:
        menu = self.header.menu
        # The shortcuts of a menu work while it is closed if the window knows it.
        self.addAction(menu.menuAction())
        menu.addAction("Open scene\u2026", QKeySequence.StandardKey.Open, self._open_dialog)
        menu.addAction("Save scene", QKeySequence.StandardKey.Save, self._save)
        menu.addAction("Save scene as\u2026", QKeySequence("Ctrl+Shift+S"), self._save_dialog)
        menu.addSeparator()
        menu.addAction("Walk through images\u2026", QKeySequence("Ctrl+Shift+E"), self.show_walk)
        menu.addSeparator()
        self._devices = menu.addMenu("Compute on")
        self._devices.setEnabled(False)
        playback = menu.addMenu("Play")
        _choices(
            playback, (("ping-pong", "There and back"), ("loop", "In a loop")), self._settings.playback, self._set_mode
        )
        themes = menu.addMenu("Theme")
        _choices(themes, (("light", "Light"), ("dark", "Dark")), self._settings.theme, self.set_theme)
        self._set_mode(self._settings.playback)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plain keys that nothing under the focus wants: a button keeps its space bar, a field its letters."""
        shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        here = self._pages.currentWidget() is self.page
        action = self._keys.get((event.key(), shift)) if here and (plain or shift) else None
        if action is None:
            super().keyPressEvent(event)
        else:
            action()

    def _plain_keys(self) -> dict[tuple[int, bool], Callable[[], None]]:
        """(key, with shift) -> action."""
        controller, key = self.controller, Qt.Key
        keys: dict[tuple[int, bool], Callable[[], None]] = {
            (key.Key_Space, False): self.playback.toggle,
            (key.Key_R, False): controller.resample,
            (key.Key_R, True): lambda: controller.resample(everything=True),
            (key.Key_C, False): controller.layers.continue_chain,
            (key.Key_Up, False): lambda: controller.layers.step_draw(-1),
            (key.Key_Down, False): lambda: controller.layers.step_draw(1),
            (key.Key_F, False): self.page.plane.fit,
            (key.Key_Left, False): lambda: controller.view.step(-1),
            (key.Key_Right, False): lambda: controller.view.step(1),
            (key.Key_Escape, False): controller.cancel,
            (key.Key_F2, False): self._rename_selected,
            (key.Key_F5, False): controller.forget,
        }
        for index in range(LAYER_KEYS):
            keys[key.Key_1 + index, False] = lambda index=index: self._toggle_layer(index)
        return keys

    def _rename_selected(self) -> None:
        if self.controller.scene.selected:
            self.page.paths.list.rename(self.controller.scene.selected)

    def _add_shortcuts(self) -> None:
        keys = {
            "Ctrl+Z": self.undo,
            "Ctrl+Shift+Z": self.redo,
            "Ctrl+Y": self.redo,
            "Ctrl+E": self.show_export,
        }
        for key, action in keys.items():
            QShortcut(QKeySequence(key), self, activated=action)  # pyright: ignore[reportCallIssue]

    def undo(self) -> None:
        """Take back the last step of the tab shown."""
        if self._toys is not None:
            self._toys.undo()
        if self._toys is not None or self._training:
            return
        self.page.finish_fields()
        self.controller.journal.undo()

    def redo(self) -> None:
        """Bring back what was undone in the tab shown."""
        if self._toys is not None:
            self._toys.redo()
        if self._toys is not None or self._training:
            return
        self.page.finish_fields()
        self.controller.journal.redo()

    def toggle_film(self) -> None:
        """Play the paths, or pause."""
        self.playback.toggle()

    def show_export(self) -> None:
        """Open the export panel, or bring it to the front."""
        if self._export_panel is None:
            self._export_panel = ExportPanel(
                self.backend, self.results, self.shown_paths, lambda: self.controller.scene, self._folder(),
                self._stem(), self,
            )  # fmt: skip
            self._export_panel.exported.connect(self._remember_folder)
        if self.controller.scene.view.grid:
            self._export_panel.show_kind("grid")
        self._bring(self._export_panel)

    def show_walk(self) -> None:
        """Open the panel of endless walks, or bring it to the front."""
        if self._walk_panel is None:
            self._walk_panel = WalkPanel(
                self.backend, lambda: self.controller.scene, self._folder(), self._stem(), self
            )
            self._walk_panel.exported.connect(self._remember_folder)
            self.controller.journal.scene_changed.connect(self._walk_panel.refresh)
        self._bring(self._walk_panel)

    def _bring(self, panel: ExportDialog) -> None:
        panel.set_name(self._stem())
        panel.show()
        panel.raise_()
        panel.refresh()

    def _folder(self) -> Path:
        """Where files are written unless another place is chosen."""
        return Path(self._settings.folder or Path.home())

    def _stem(self) -> str:
        """What files are named after."""
        return Path(self.controller.scene.model).stem

    def _show_scene(self) -> None:
        scene = self.controller.scene
        if not self.playback.is_playing():
            self.playback.seek(scene.view.playhead)
        self.header.set_model(scene.model)
        self.setWindowTitle(f"Interp Explorer - {Path(scene.model).stem}")
        self.status.set_text("seed", _seed_text(scene))
        self._show_history()

    @property
    def _toys(self) -> ManifoldsPage | None:
        """The Manifolds tab while it is shown."""
        return self.manifolds if self._pages.currentWidget() is self.manifolds else None

    @property
    def _training(self) -> bool:
        """Whether the Train tab is shown, where there is nothing to undo."""
        return self.train is not None and self._pages.currentWidget() is self.train

    def _show_history(self) -> None:
        history = self._toys.controller if self._toys is not None else self.controller.journal
        undo, redo = ("", "") if self._training else (history.undo_label, history.redo_label)
        self.header.set_history(undo, redo)
        self.status.set_text("undo", f"Undo: {undo}" if undo else "")
        self.status.set_text("message", "")

    def _show_times(self, layer_id: str) -> None:
        scene = self.controller.scene
        if layer_id != scene.selected and scene.selected:
            return
        result = self.controller.solving.state(layer_id).result
        if result is not None and result.stage == "final":
            self.status.set_text("solve", f"solve {duration(result.solve_seconds)}")
            self.status.set_text("frames", f"frames {duration(result.frames_seconds)}")

    def _ask_for_device(self) -> None:
        self.backend.submit("looks", "device", _device_facts, self._show_device, self._no_device)

    def _show_device(self, facts: tuple[str, tuple[str, ...]]) -> None:
        text, names = facts
        self.status.set_text("device", text)
        if not self._devices.isEnabled():
            labels = (("auto", "Automatic"), *((name, name.upper()) for name in names))
            _choices(self._devices, labels, self.backend.shelf.device, self._set_device)
            self._devices.setEnabled(True)

    def _no_device(self, failure: Failure) -> None:
        self.status.set_text("device", "no device")
        self.message.show_message(failure.message, failure.details)

    def _set_device(self, name: str) -> None:
        self.controller.set_device(name)
        self._ask_for_device()

    def _set_mode(self, mode: str) -> None:
        self._settings = replace(self._settings, playback=mode)
        self.playback.set_mode("loop" if mode == "loop" else "ping-pong")

    def _choose_model(self, name: str) -> None:
        try:
            self.controller.open(with_model(self.controller.scene, name), f"model {name}")
        except ExplorerError as error:
            self.message.show_message(str(error), error.details)
            self.header.set_model(self.controller.scene.model)

    def _choose_tab(self, name: str) -> None:
        pages = {"manifolds": self._manifolds_page, "train": self._train_page, "lessons": self._lessons_page}
        page = pages.get(name, lambda: self.page)()
        if self.manifolds is not None and page is not self.manifolds:
            self.manifolds.stop()
        self.playback.pause()
        self.header.tabs.set_current(name)
        self._pages.setCurrentWidget(page)
        self._show_uses()
        self._show_history()

    def _show_uses(self) -> None:
        """What the header does for a model's paths means nothing to toy scenes, and to runs."""
        toys, training = self._toys, self._training
        for part in (self.header.models, self.header.export):
            part.setEnabled(toys is None and not training)
        self.header.play.setEnabled(not training)
        self.header.resample.setEnabled(toys.controller.can_resample if toys is not None else not training)
        for name in ("solve", "frames", "seed"):
            self.status.set_text(name, "")
        if toys is None:
            self.status.set_text("seed", _seed_text(self.controller.scene))
            self._show_times(self.controller.scene.selected)

    def _lessons_page(self) -> QWidget:
        if self._lessons is None:
            self._lessons = LessonsPage(self)
            self._lessons.opened.connect(self.open_file)
            self._pages.addWidget(self._lessons)
        return self._lessons

    def _train_page(self) -> QWidget:
        if self.train is None:
            self.train = TrainPage(self.backend, self)
            self.train.set_theme(THEMES[self._settings.theme])
            self.train.explore_requested.connect(self._explore)
            self.train.may_close.connect(self.close)
            self._pages.addWidget(self.train)
        return self.train

    def _explore(self, model: str) -> None:
        """Open a model that was just made."""
        try:
            self.controller.open(default_scene(model), f"open {Path(model).stem}")
        except ExplorerError as error:
            self.message.show_message(str(error), error.details)
            return
        self._choose_tab("explore")

    def _manifolds_page(self) -> QWidget:
        if self.manifolds is None:
            self.manifolds = ManifoldsPage(self.backend, self)
            self.manifolds.set_theme(THEMES[self._settings.theme])
            self.manifolds.controller.history_changed.connect(self._show_history)
            self.manifolds.controller.state_changed.connect(self._show_uses)
            self.manifolds.stage.player.playback.playing_changed.connect(self.header.set_playing)
            self._pages.addWidget(self.manifolds)
        return self.manifolds

    def _toggle_layer(self, index: int) -> None:
        layers = self.controller.scene.layers
        if index < len(layers):
            self.controller.layers.set_visible(layers[index].id, not layers[index].visible)

    def _open_dialog(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Open scene", self._settings.folder, "Scenes (*.json)")
        if path:
            self._remember_folder(path)
            self.open_file(path)

    def _save(self) -> None:
        if self._scene_file is None:
            self._save_dialog()
        else:
            self.save_file(self._scene_file)

    def _save_dialog(self) -> None:
        start = str(self._folder() / "scene.json")
        path, _ = QFileDialog.getSaveFileName(self, "Save scene", start, "Scenes (*.json)")
        if path:
            self.save_file(path if Path(path).suffix else f"{path}.json")

    def _remember_folder(self, path: str | Path) -> None:
        self._settings = replace(self._settings, folder=str(Path(path).parent))


def _dress(name: str) -> Theme:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, THEMES[name])
    return THEMES[name]


def run_window(scene_path: str | None = None, model: str | None = None) -> int:
    """Show the window on a scene file, on a model, or on the first demo; returns the exit code.

    Raises ExplorerError if the scene or the model cannot be read, or if there is nothing to show.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Interp Explorer")
    app.setDesktopFileName("interp-explorer")
    # The engine's threads hand the interpreter over sooner, so that the window stays smooth.
    sys.setswitchinterval(0.001)
    window = Window(opening(scene_path, model), load_settings())
    window.resize(window.size().boundedTo(window.screen().availableSize() - QSize(0, TITLE_BAR)))
    window.show()
    code = app.exec()
    if not window.backend.ended:
        # A thread that is still loading a library would abort the interpreter's end.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


def opening(scene_path: str | None, model: str | None) -> Demo:
    """What to open on. Raises ExplorerError if there is nothing."""
    if scene_path is not None:
        demo = load_demo(scene_path)
        check_with_model(demo.scene if model is None else with_model(demo.scene, model))
        return demo if model is None else Demo(with_model(demo.scene, model))
    if model is not None:
        return Demo(default_scene(model))
    demo = first_demo()
    if demo is not None:
        return demo
    models = available_models()
    if not models:
        raise ExplorerError("There is no model to open: train one with 'interp-explorer train'.")
    return Demo(default_scene(models[0].name))


def _device_facts(shelf: ModelShelf, progress: Progress) -> tuple[str, tuple[str, ...]]:
    from ..engine.devices import available_devices, choose_device, limit_threads

    threads = limit_threads()
    device = choose_device(shelf.device)
    text = device.upper() + (f" \u00b7 {threads} thread{'s' if threads > 1 else ''}" if device == "cpu" else "")
    return text, available_devices()


def _is_answer(result: PathResult, asked: PathRequest) -> bool:
    """Whether a result is complete and about what is asked now."""
    return result.stage == "final" and not result.request.preview and question(result.request) == question(asked)


def _seed_text(scene: Scene) -> str:
    layer = scene.selected_layer
    if layer is not None and layer.method.random:
        return f"seed {layer.chosen_seed}"
    seeds = [end.origin.partition(":")[2] for end in (scene.source, scene.target) if end.origin.startswith("random:")]
    return f"seed {', '.join(seeds)}" if seeds else ""


def _choices(menu, choices, current, choose) -> None:
    """Fill a menu with exclusive choices, (name, label) each."""
    group = QActionGroup(menu)
    for name, label in choices:
        action = menu.addAction(label)
        action.setCheckable(True)
        action.setChecked(name == current)
        action.triggered.connect(lambda _=False, name=name: choose(name))
        group.addAction(action)
