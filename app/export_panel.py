"""Exporting the solved paths: what, how, where, and how far it is."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..engine.errors import ExplorerError
from ..engine.export import WRITERS, ExportSettings, export, format_of
from ..engine.progress import Progress
from ..engine.request import PathResult
from ..widgets.choice_box import ChoiceBox
from ..widgets.field_label import FieldLabel
from ..widgets.form import ParameterForm
from ..widgets.message_line import MessageLine
from ..widgets.style import set_role
from .backend import Backend, Failure, ModelShelf

LABEL_WIDTH = 72


class ExportPanel(QDialog):
    """A window of its own, never in the way; it exports what `results(all_paths)` gives at that moment."""

    exported = Signal(str)

    def __init__(
        self,
        backend: Backend,
        results: Callable[[bool], Sequence[PathResult]],
        folder: Path,
        name: str,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._backend, self._results = backend, results
        self._folder, self._name = folder, name
        self.setWindowTitle("Export paths")
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        set_role(self, "pane")
        self.setFixedWidth(380)
        self.format = ChoiceBox([(name, writer.label) for name, writer in WRITERS.items()], fill=True)
        self.paths = ChoiceBox([("all", "All visible paths"), ("one", "Selected path")], fill=True)
        self.form = ParameterForm(ExportSettings(), LABEL_WIDTH)
        self.file = QLineEdit(str(folder / f"{name}.gif"))
        self.file.setAccessibleName("File to write")
        self.format.set_current("gif")
        self.browse = QPushButton("Browse\u2026")
        self.message = MessageLine(parent=self)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(3)
        self.bar.hide()
        self.cancel = QPushButton("Close")
        self.start = QPushButton("Export")
        self.start.setDefault(True)
        set_role(self.start, "primary")

        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addLayout(_labelled("Format", self.format))
        column.addLayout(_labelled("Paths", self.paths))
        column.addWidget(self.form)
        column.addLayout(_labelled("File", self.file, self.browse))
        column.addWidget(self.message)
        column.addWidget(self.bar)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.start)
        column.addLayout(buttons)

        self.format.chosen.connect(self._take_format)
        self.form.changed.connect(lambda settings, final: self.form.set_instance(settings))
        self.file.textEdited.connect(self._follow_file)
        self.browse.clicked.connect(self._browse)
        self.start.clicked.connect(self.run)
        self.cancel.clicked.connect(self._cancel)

    def run(self) -> None:
        """Export in the background."""
        path = Path(self.file.text().strip()).expanduser()
        try:
            several = WRITERS[format_of(path)].several
        except ExplorerError as error:
            self.message.show_message(str(error), error.details)
            return
        results = self._results(self.paths.current() == "all" and several)
        if not results:
            self.message.show_message("There is no solved path to export yet: wait for one, or show a layer.")
            return
        self.message.clear()
        self.start.setEnabled(False)
        self.cancel.setText("Cancel")
        self.bar.setValue(0)
        self.bar.show()
        self._backend.submit(
            "exports",
            "export",
            partial(_export, list(results), path, self.form.instance()),
            lambda _: self._done(path),
            self._fail,
            lambda fraction, text: self.bar.setValue(round(1000 * fraction)),
        )

    def _done(self, path: Path) -> None:
        self._rest()
        self.message.show_message(f"Saved {path}.", kind="note")
        self.exported.emit(str(path))

    def _fail(self, failure: Failure) -> None:
        self._rest()
        self.message.show_message(failure.message, failure.details)

    def _rest(self) -> None:
        self.start.setEnabled(True)
        self.cancel.setText("Close")
        self.bar.hide()

    def _cancel(self) -> None:
        if self.start.isEnabled():
            self.hide()
            return
        self._backend.cancel("exports")
        self._rest()
        self.message.show_message("The export was cancelled; nothing was written.", kind="note")

    def _take_format(self, name: str) -> None:
        path = Path(self.file.text())
        known = any(path.suffix == writer.suffix for writer in WRITERS.values())
        self.file.setText(f"{path.with_suffix('') if known else path}{WRITERS[name].suffix}")
        self.paths.setEnabled(WRITERS[name].several)
        self.adjustSize()

    def _browse(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Export to", self.file.text())
        if chosen:
            self.file.setText(chosen)
            self._follow_file(chosen)

    def _follow_file(self, text: str) -> None:
        """Show the format that the file's ending asks for, once it asks for one."""
        with contextlib.suppress(ExplorerError):
            name = format_of(text)
            self.format.set_current(name)
            self.paths.setEnabled(WRITERS[name].several)

    def closeEvent(self, event: QCloseEvent) -> None:
        """An export in progress goes on only while its panel is open."""
        self._backend.cancel("exports")
        self._rest()
        super().closeEvent(event)


def _export(
    results: Sequence[PathResult], path: Path, settings: ExportSettings, shelf: ModelShelf, progress: Progress
) -> None:
    export(results, path, settings, progress)


def _labelled(text: str, *fields: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(4)
    label = FieldLabel(text, LABEL_WIDTH)
    label.setBuddy(fields[0])
    fields[0].setAccessibleName(fields[0].accessibleName() or text)
    row.addWidget(label)
    row.addWidget(fields[0], 1)
    for field in fields[1:]:
        row.addWidget(field)
    return row
