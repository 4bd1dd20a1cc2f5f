"""The window: header, tabs, status bar, shortcuts, and what belongs to no tab."""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from ..engine.errors import ExplorerError
from ..engine.model_library import available_models, model_name
from ..widgets.menus import add_choices
from ..widgets.message_line import MessageLine
from ..widgets.sections import Hairline
from ..widgets.style import apply_theme, set_role
from ..widgets.theme import THEMES, Theme
from .backend import Backend
from .demos import Demo
from .device_menu import DeviceMenu
from .explore.controller import ExploreController
from .explore.page import ExplorePage
from .header import Header
from .lessons_page import LessonsPage
from .manifolds.page import ManifoldsPage
from .panels import Panels
from .scene_facts import SceneFacts
from .scene_files import SceneFiles
from .settings import Preferences, Settings, save_settings
from .status_bar import StatusBar
from .train.page import TrainPage

TABS = (
    ("explore", "Explore", "Paths between two images of a model"),
    ("manifolds", "Manifolds", "Toy scenes whose exact answer is known"),
    ("train", "Train", "Models made from your own images"),
    ("lessons", "Lessons", "Scenes with a story"),
)
MINIMUM_SIZE = (1080, 680)


class Window(QWidget):
    """The program's one window; everything it knows is in its controller's scene and its preferences."""

    def __init__(self, demo: Demo, settings: Settings | None = None) -> None:
        super().__init__()
        self.preferences = Preferences(settings or Settings())
        # Parts that are made before the sheet keep the desktop's font instead of the program's.
        _dress(self.preferences.settings.theme)
        self.backend = Backend(self)
        self.controller = ExploreController(demo.scene, self.backend, self)
        self.header = Header(TABS, self)
        self.message = MessageLine(parent=self)
        self.page = ExplorePage(self.controller, self)
        self.status = StatusBar(self)
        self.files = SceneFiles(self.controller, self.preferences, self.message, self)
        self.panels = Panels(self.backend, self.controller, self.preferences, self)
        self._facts = SceneFacts(self.controller, self.status)
        self._pages = QStackedWidget(self)
        self._lessons: LessonsPage | None = None
        self.manifolds: ManifoldsPage | None = None
        self.train: TrainPage | None = None
        self._lay_out()
        self._connect()
        self._fill_menu()
        self._add_shortcuts()
        self.set_theme(self.preferences.settings.theme)
        self.setMinimumSize(*MINIMUM_SIZE)
        self.resize(self.preferences.settings.width, self.preferences.settings.height)
        self.header.set_models(available_models())
        self.page.plane.view.setFocus()
        self.controller.start(demo.results, demo.samples)
        self._show_scene()
        self._devices.ask()

    def set_theme(self, name: str) -> None:
        """Dress everything in a theme."""
        self.preferences.change(theme=name)
        theme = _dress(name)
        self.page.set_theme(theme)
        for page in (self.manifolds, self.train):
            if page is not None:
                page.set_theme(theme)

    def show_tab(self, name: str) -> None:
        """Show one of `TABS`; its page is made the first time."""
        pages = {"manifolds": self._manifolds_page, "train": self._train_page, "lessons": self._lessons_page}
        page = pages.get(name, lambda: self.page)()
        if self.manifolds is not None and page is not self.manifolds:
            self.manifolds.stop()
        self.page.stop()
        self.header.tabs.set_current(name)
        self._pages.setCurrentWidget(page)
        self._show_uses()
        self._show_history()

    def undo(self) -> None:
        """Take back the last step of the tab shown."""
        if self._steered is not None:
            self._steered.undo()

    def redo(self) -> None:
        """Bring back what was undone in the tab shown."""
        if self._steered is not None:
            self._steered.redo()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first picture comes before the first job, which loads torch."""
        super().paintEvent(event)
        QTimer.singleShot(0, self.backend.begin)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plain keys that nothing under the focus wants: a button keeps its space bar, a field its letters."""
        if self._pages.currentWidget() is not self.page or not self.page.press(event):
            super().keyPressEvent(event)

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
        self.page.stop()
        if self.manifolds is not None:
            self.manifolds.stop()
        self.panels.close()
        self.backend.close()
        if not self.isMaximized():
            self.preferences.change(width=size.width(), height=size.height())
        try:
            save_settings(self.preferences.settings)
        except (ExplorerError, OSError) as error:
            print(f"interp-explorer: settings were not saved: {error}", file=sys.stderr)
        super().closeEvent(event)

    @property
    def _toys(self) -> ManifoldsPage | None:
        """The Manifolds tab while it is shown."""
        return self.manifolds if self._pages.currentWidget() is self.manifolds else None

    @property
    def _steered(self) -> ExplorePage | ManifoldsPage | None:
        """Whose steps and film the header has: those of toy scenes, none where a run is watched, else the paths'."""
        if self.train is not None and self._pages.currentWidget() is self.train:
            return None
        return self._toys or self.page

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
        journal, header = self.controller.journal, self.header
        journal.scene_changed.connect(self._show_scene)
        journal.history_changed.connect(self._show_history)
        journal.history_changed.connect(self.message.clear)
        self.page.playback.playing_changed.connect(header.set_playing)
        self.files.opened.connect(lambda: self.show_tab("explore"))
        self.files.saved.connect(lambda name: self.status.set_text("message", f"saved {name}"))
        header.model_chosen.connect(self._choose_model)
        header.tab_chosen.connect(self.show_tab)
        header.undo.clicked.connect(self.undo)
        header.redo.clicked.connect(self.redo)
        header.play.clicked.connect(self._toggle_film)
        header.resample.clicked.connect(self._resample)
        header.export.clicked.connect(self.panels.show_export)

    def _fill_menu(self) -> None:
        menu, files, settings = self.header.menu, self.files, self.preferences.settings
        # The shortcuts of a menu work while it is closed if the window knows it.
        self.addAction(menu.menuAction())
        menu.addAction("Open scene\u2026", QKeySequence.StandardKey.Open, files.ask_what_to_open)
        menu.addAction("Save scene", QKeySequence.StandardKey.Save, files.save_again)
        menu.addAction("Save scene as\u2026", QKeySequence("Ctrl+Shift+S"), files.ask_where_to_save)
        menu.addSeparator()
        menu.addAction("Walk through images\u2026", QKeySequence("Ctrl+Shift+E"), self.panels.show_walk)
        menu.addSeparator()
        devices = menu.addMenu("Compute on")
        self._devices = DeviceMenu(devices, self.backend, self.status, self.message, self.controller.set_device)
        modes = (("ping-pong", "There and back"), ("loop", "In a loop"))
        add_choices(menu.addMenu("Play"), modes, settings.playback, self._set_mode)
        add_choices(menu.addMenu("Theme"), (("light", "Light"), ("dark", "Dark")), settings.theme, self.set_theme)
        self._set_mode(settings.playback)

    def _add_shortcuts(self) -> None:
        keys = {
            "Ctrl+Z": self.undo,
            "Ctrl+Shift+Z": self.redo,
            "Ctrl+Y": self.redo,
            "Ctrl+E": self.panels.show_export,
        }
        for key, action in keys.items():
            QShortcut(QKeySequence(key), self, activated=action)  # pyright: ignore[reportCallIssue]

    def _toggle_film(self) -> None:
        if self._steered is not None:
            self._steered.toggle_film()

    def _resample(self) -> None:
        if self._steered is not None:
            self._steered.controller.resample()

    def _show_scene(self) -> None:
        scene = self.controller.scene
        self.header.set_model(scene.model)
        self.setWindowTitle(f"Interp Explorer - {model_name(scene.model)}")
        self._show_history()

    def _show_history(self) -> None:
        history = self._toys.controller if self._toys is not None else self.controller.journal
        undo, redo = ("", "") if self._steered is None else (history.undo_label, history.redo_label)
        self.header.set_history(undo, redo)
        self.status.set_text("undo", f"Undo: {undo}" if undo else "")
        self.status.set_text("message", "")

    def _show_uses(self) -> None:
        """What the header does for a model's paths means nothing to toy scenes, and to runs."""
        toys, steered = self._toys, self._steered
        for part in (self.header.models, self.header.export):
            part.setEnabled(steered is self.page)
        self.header.play.setEnabled(steered is not None)
        self.header.resample.setEnabled(toys.controller.can_resample if toys is not None else steered is not None)
        if toys is None:
            self._facts.show()
        else:
            self._facts.clear()

    def _choose_model(self, name: str) -> None:
        if not self.files.change_model(name):
            self.header.set_model(self.controller.scene.model)

    def _set_mode(self, mode: str) -> None:
        self.preferences.change(playback=mode)
        self.page.playback.set_mode("loop" if mode == "loop" else "ping-pong")

    def _lessons_page(self) -> QWidget:
        if self._lessons is None:
            self._lessons = LessonsPage(self)
            self._lessons.opened.connect(self.files.open)
            self._pages.addWidget(self._lessons)
        return self._lessons

    def _train_page(self) -> QWidget:
        if self.train is None:
            self.train = TrainPage(self.backend, self)
            self.train.set_theme(THEMES[self.preferences.settings.theme])
            self.train.explore_requested.connect(self.files.open_model)
            self.train.may_close.connect(self.close)
            self._pages.addWidget(self.train)
        return self.train

    def _manifolds_page(self) -> QWidget:
        if self.manifolds is None:
            self.manifolds = ManifoldsPage(self.backend, self)
            self.manifolds.set_theme(THEMES[self.preferences.settings.theme])
            self.manifolds.controller.history_changed.connect(self._show_history)
            self.manifolds.controller.state_changed.connect(self._show_uses)
            self.manifolds.stage.player.playback.playing_changed.connect(self.header.set_playing)
            self._pages.addWidget(self.manifolds)
        return self.manifolds


def _dress(name: str) -> Theme:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, THEMES[name])
    return THEMES[name]
