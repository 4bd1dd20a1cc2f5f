"""The Train tab: runs at the left, the run or the recipes in the middle, what it is made with at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ...engine.errors import ExplorerError
from ...engine.parameters import describe
from ...engine.progress import Progress
from ...trainers.presets import USUAL
from ...trainers.run_directory import RunDirectory
from ...trainers.run_library import read_run, recent_runs, runs_folder
from ...widgets.columns import LEFT_WIDTH, MARGIN, RIGHT_WIDTH, SidePane, side_pane, three_columns
from ...widgets.figures import Figures
from ...widgets.sections import Section
from ...widgets.story_list import StoryList
from ...widgets.style import set_role
from ...widgets.theme import Theme
from ..backend import Backend, Failure, ModelShelf
from .child import Child, Order, order_to_resume
from .run_view import RunView
from .setup_pane import SetupPane
from .watcher import INTERVAL_MS, Watcher
from .words import in_list, setting

NEW = ""
FIRST_RECIPE = "neurint"
PURPOSE = (
    "Choose what to train, then images and a preset at the right. The window stays free: watch the run here, pause it, "
    "and explore what it has learned at any time."
)


class TrainPage(QWidget):
    """Begins runs, watches one, and keeps the processes that this window has started."""

    explore_requested = Signal(str)
    """A model file to open in Explore."""
    may_close = Signal()
    """All that was to be saved before the window closes is saved."""

    def __init__(self, backend: Backend, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._backend = backend
        self._children: dict[Path, Child] = {}
        self._opened: list[Path] = []
        self._recipes: Mapping[str, Mapping[str, Any]] = {}
        self._asked_for_recipes = False
        self._closing = False
        self._listed_state = ""
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._look_after_children)
        self.watcher = Watcher(self)
        self.runs = StoryList([(NEW, "New run", "Choose what to train, and on which images")])
        self.open = QPushButton("Open run\u2026")
        self.open.setAccessibleName("Open run")
        self.open.setToolTip("Watch a run that was begun in a terminal: choose its directory")
        self.recipes = StoryList([])
        self.setup = SetupPane()
        self.view = RunView(self.watcher, backend)
        self.facts = Figures()
        self._lay_out()
        self._connect()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.view.set_theme(theme)

    def open_run(self, path: Path) -> None:
        """Watch the run in a directory; one that holds none is refused with a sentence."""
        try:
            read_run(path)
        except (ExplorerError, OSError) as error:
            self.show_new()
            self.setup.show_error(str(error))
            return
        if path.parent != runs_folder():
            self._opened.append(path)
        self.watch(path)

    def watch(self, path: Path) -> None:
        """Show a run."""
        self.watcher.watch(path, self._children.get(path))
        self.view.begin(path)
        self._middle.setCurrentWidget(self.view)
        self._right.setCurrentIndex(1)
        self._show_facts()
        self.refresh_runs()

    def show_new(self) -> None:
        """Show what a new run can be."""
        self.watcher.watch(None)
        self._middle.setCurrentIndex(0)
        self._right.setCurrentIndex(0)
        self.refresh_runs()

    def refresh_runs(self) -> None:
        """Look which runs there are."""
        self._listed_state = self.watcher.state
        runs = recent_runs([*self._opened, *self._children])
        entries = [(str(facts.path), facts.path.name, in_list(facts)) for facts in runs]
        watched = self.watcher.path
        if watched is not None and str(watched) not in {name for name, _, _ in entries}:
            entries.insert(0, (str(watched), watched.name, "starting"))
        self.runs.set_entries([(NEW, "New run", "Choose what to train, and on which images"), *entries])
        self.runs.set_current(NEW if watched is None else str(watched))
        self.setup.set_runs(runs)

    def start(self, order: Order) -> None:
        """Train in a process of its own, and watch it."""
        try:
            child = Child(order, self._backend.shelf.device)
        except ExplorerError as error:
            self.setup.show_error(str(error))
            return
        self._children[order.out] = child
        self._timer.start()
        self.watch(order.out)

    def pause(self) -> None:
        """Let the run that is watched save its state and end."""
        if self.watcher.path is not None:
            self._pause(self.watcher.path)
            self.watcher.look()

    def resume(self) -> None:
        """Go on with the run that is watched."""
        assert self.watcher.path is not None
        try:
            self.start(order_to_resume(read_run(self.watcher.path)))
        except ExplorerError as error:
            self.view.message.show_message(str(error))

    def finish(self) -> None:
        """Let the run that is watched make its model of what it has."""
        path = self.watcher.path
        if path is not None and RunDirectory(path).held:
            RunDirectory(path).ask("finish")
            self.watcher.look()

    def explore(self) -> None:
        """Make a model of the run that is watched, and have it opened."""
        path = self.watcher.path
        if path is None:
            return
        self.view.show_making("Making a model of what it has learned so far\u2026")
        self._backend.submit("exports", ("snapshot", path), _snapshot(path), self._made, self._not_made)

    def asks_before_closing(self) -> bool:
        """Ask what is to become of the runs of this window, if any are going on; whether the window must stay open,
        until `may_close` or for good."""
        alive = {path: child for path, child in self._children.items() if child.alive}
        if not alive:
            return False
        names = ", ".join(path.name for path in alive)
        box = QMessageBox(self.window())
        box.setWindowTitle("Training goes on")
        box.setText(f"{names} {'is' if len(alive) == 1 else 'are'} still being trained.")
        box.setInformativeText("Training can go on without the window, and be watched again when it is opened.")
        keep = box.addButton("Keep training", QMessageBox.ButtonRole.AcceptRole)
        stop = box.addButton("Save and stop", QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(cancel)
        box.exec()
        if box.clickedButton() is keep:
            for child in alive.values():
                child.release()
            self._children.clear()
            return False
        if box.clickedButton() is stop:
            self._closing = True
            self.watch(next(iter(alive)))
            for path in alive:
                self._pause(path)
            self.watcher.look()
        return True

    def stop(self) -> None:
        """Look no more: the window is closing."""
        self._timer.stop()
        self.watcher.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Look again, and load the recipes the first time, which loads torch."""
        super().showEvent(event)
        self.refresh_runs()
        self.watcher.resume()
        if not self._asked_for_recipes:
            self._asked_for_recipes = True
            self._backend.submit("exports", "recipes", _read_recipes, self._show_recipes, self._no_recipes)

    def hideEvent(self, event: QHideEvent) -> None:
        """What is not seen need not be looked at."""
        super().hideEvent(event)
        self.watcher.stop()

    def _show_recipes(self, recipes: Mapping[str, Mapping[str, Any]]) -> None:
        self._recipes = recipes
        self._loading.hide()
        self.recipes.set_entries([(name, name, presets[USUAL].summary) for name, presets in recipes.items()])
        self.recipes.set_current(FIRST_RECIPE)
        self._choose_recipe(FIRST_RECIPE)
        self._show_facts()

    def _no_recipes(self, failure: Failure) -> None:
        self._loading.setText(failure.message)

    def _choose_recipe(self, name: str) -> None:
        self.setup.set_recipe(name, self._recipes[name])

    def _choose_run(self, name: str) -> None:
        if name == NEW:
            self.show_new()
        else:
            self.watch(Path(name))

    def _open_dialog(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "Open run", str(runs_folder()))
        if path:
            self.open_run(Path(path))

    def _follow(self) -> None:
        self._show_facts()
        if self.watcher.state != self._listed_state:
            self.refresh_runs()

    def _show_facts(self) -> None:
        facts = self.watcher.facts
        if facts is None:
            self.facts.show_rows([])
            return
        presets = self._recipes.get(facts.recipe, {})
        known = {p.name: p for preset in list(presets.values())[:1] for p in describe(preset)}
        self.facts.show_rows([setting(name, value, known.get(name)) for name, value in facts.config.items()])

    def _pause(self, path: Path) -> None:
        run = RunDirectory(path)
        if run.held:
            run.ask("pause")
        elif path in self._children:  # it has nothing to save yet
            self._children[path].interrupt()

    def _look_after_children(self) -> None:
        for path, child in list(self._children.items()):
            if not child.alive:
                del self._children[path]
                self._child_ended(path, child)
        if not self._children:
            self._timer.stop()
            if self._closing:
                self.may_close.emit()

    def _child_ended(self, path: Path, child: Child) -> None:
        watched = self.watcher.path == path
        if RunDirectory(path).config.exists():
            self.setup.begun()
            if watched:
                self.watcher.look()
            self.refresh_runs()
        elif watched:
            # Nothing was begun: back to the fields, which say what was asked.
            self.show_new()
            if child.failed:
                self.setup.show_error(*child.error)

    def _made(self, path: str) -> None:
        self.view.show_making("")
        self.explore_requested.emit(path)

    def _not_made(self, failure: Failure) -> None:
        self.view.show_making("")
        self.view.message.show_message(failure.message, failure.details)

    def _connect(self) -> None:
        self.runs.chosen.connect(self._choose_run)
        self.open.clicked.connect(self._open_dialog)
        self.recipes.chosen.connect(self._choose_recipe)
        self.setup.start_requested.connect(self.start)
        self.watcher.changed.connect(self._follow)
        view = self.view
        view.pause_requested.connect(self.pause)
        view.resume_requested.connect(self.resume)
        view.stop_requested.connect(self.finish)
        view.explore_requested.connect(self.explore)

    def _lay_out(self) -> None:
        title, purpose, self._loading = QLabel("Train a model"), QLabel(PURPOSE), QLabel("Loading the recipes\u2026")
        set_role(title, "title")
        set_role(purpose, "dim")
        set_role(self._loading, "caption")
        purpose.setWordWrap(True)
        new = QWidget()
        column = QVBoxLayout(new)
        column.setContentsMargins(MARGIN, 12, MARGIN, 12)
        column.setSpacing(8)
        for part in (title, purpose, self._loading, self.recipes):
            column.addWidget(part)
        column.addStretch(1)
        scroll = SidePane(new, RIGHT_WIDTH)
        for part in (scroll, new):
            set_role(part, "clear")
        self._middle = QStackedWidget()
        self._middle.addWidget(scroll)
        self._middle.addWidget(self.view)
        config = Section("Made with")
        config.body.addWidget(self.facts)
        self._right = QStackedWidget()
        self._right.addWidget(self.setup)
        self._right.addWidget(side_pane(config, width=RIGHT_WIDTH))
        runs = Section("Runs")
        runs.body.addWidget(self.runs)
        runs.body.addWidget(self.open)
        self.splitter = three_columns(self, side_pane(runs, width=LEFT_WIDTH), self._middle, self._right)


def _read_recipes(shelf: ModelShelf, progress: Progress) -> dict[str, dict[str, Any]]:
    """An instance of every recipe for every preset; loads torch."""
    from ...trainers.recipes import RECIPES
    from ...trainers.run import make_recipe

    return {name: {preset: make_recipe(name, preset, {}) for preset in RECIPES[name].presets} for name in RECIPES}


def _snapshot(path: Path) -> Callable[[ModelShelf, Progress], str]:
    def job(shelf: ModelShelf, progress: Progress) -> str:
        from ...engine.devices import limit_threads
        from ...trainers.run import snapshot

        limit_threads()
        return str(snapshot(path, progress))

    return job
