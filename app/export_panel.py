"""Exporting the solved paths: what, how, where, and how far it is."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLayout,
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

WIDTH = 432
MARGIN = 16
LABEL_WIDTH = 120
DEFAULT_FORMAT = "gif"
FILM = ("frame_rate", "size", "scaling", "playback", "gap")
FIELDS: dict[str, Sequence[str]] = {
    "gif": FILM,
    "mp4": FILM,
    "strip": ("size", "scaling", "strip_frames", "gap"),
    "frames": ("size", "scaling", "gap"),
    "npz": (),
}
"""The parameters that concern a format; one that is not named here shows all."""


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
        self._folder = folder
        self._own_name = False
        self._wanted_paths = "all"
        self._to_replace: Path | None = None
        self.setWindowTitle("Export paths")
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        set_role(self, "pane")
        self.format = ChoiceBox([(name, writer.label) for name, writer in WRITERS.items()], fill=True)
        self.format.setToolTip("What is written; the ending of the file follows")
        self.paths = ChoiceBox([("all", "All visible paths"), ("one", "Selected path")], fill=True)
        self.form = ParameterForm(ExportSettings(), LABEL_WIDTH)
        self.file = QLineEdit()
        self.file.setToolTip("Where to write; its ending decides the format")
        self.browse = QPushButton("Browse\u2026")
        self.browse.setToolTip("Choose a file")
        self.message = MessageLine(parent=self)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(3)
        self.bar.setAccessibleName("Progress of the export")
        self.bar.hide()
        self.cancel = QPushButton()
        self.start = QPushButton()
        self.start.setDefault(True)
        set_role(self.start, "primary")
        self._lay_out()
        self.format.set_current(DEFAULT_FORMAT)
        self.set_name(name)
        self._rest()

        self.format.chosen.connect(self._take_format)
        self.paths.chosen.connect(self._take_paths)
        self.file.textEdited.connect(self._follow_file)
        self.browse.clicked.connect(self._browse)
        self.start.clicked.connect(self.run)
        self.cancel.clicked.connect(self.reject)

    @property
    def running(self) -> bool:
        """Whether a file is being written."""
        return not self.start.isEnabled()

    def set_name(self, name: str) -> None:
        """Name the file after something else, unless the user has named it."""
        if not self._own_name:
            self.file.setText(str(self._folder / f"{name}{WRITERS[self.format.current()].suffix}"))
            self._show_format()

    def run(self) -> None:
        """Export in the background; an existing file is replaced only when asked twice."""
        if self.running:
            return
        self.form.flush()
        text = self.file.text().strip()
        if not text:
            self.message.show_message("Name the file to write: the field is empty.")
            self.file.setFocus()
            return
        path = Path(os.path.abspath(os.path.expanduser(text)))
        try:
            format_of(path)
        except ExplorerError as error:
            self.message.show_message(str(error), error.details)
            return
        results = self._results(self.paths.current() == "all")
        if not results:
            self.message.show_message("There is no solved path to export yet: wait for one, or show a layer.")
            return
        if os.path.isfile(path) and path != self._to_replace:
            self._ask_to_replace(path)
            return
        self.message.clear()
        self._name_buttons("Export", "Cancel", "Stop writing; nothing is left behind")
        self.start.setEnabled(False)
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

    def reject(self) -> None:
        """Cancel what is being written; without that, close."""
        if self.running:
            self._stop()
            self.message.show_message("The export was cancelled; nothing was written.", kind="note")
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """An export in progress goes on only while its panel is open."""
        if self.running:
            self._stop()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(10)
        # Always as high as its contents: they change with the format, and messages come and go.
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        column.addStrut(WIDTH - 2 * MARGIN)
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

    def _ask_to_replace(self, path: Path) -> None:
        self._to_replace = path
        self._name_buttons("Replace", "Close", "Close this panel")
        self.message.show_message(f"{path.name} exists: press Export again to replace it.", kind="note")

    def _done(self, path: Path) -> None:
        self._rest()
        self.message.show_message(f"Saved {path}.", kind="note")
        self.exported.emit(str(path))

    def _fail(self, failure: Failure) -> None:
        self._rest()
        self.message.show_message(failure.message, failure.details)

    def _stop(self) -> None:
        self._backend.cancel("exports")
        self._rest()

    def _rest(self) -> None:
        self._to_replace = None
        self.start.setEnabled(True)
        self._name_buttons("Export", "Close", "Close this panel")
        self.bar.hide()

    def _name_buttons(self, start: str, cancel: str, cancel_tip: str) -> None:
        for button, text, tip in ((self.start, start, f"{start} the file"), (self.cancel, cancel, cancel_tip)):
            button.setText(text)
            button.setAccessibleName(text)
            button.setToolTip(tip)

    def _take_format(self, name: str) -> None:
        path = Path(self.file.text())
        known = any(path.suffix == writer.suffix for writer in WRITERS.values())
        self.file.setText(f"{path.with_suffix('') if known else path}{WRITERS[name].suffix}")
        self._show_format()

    def _take_paths(self, name: str) -> None:
        self._wanted_paths = name

    def _browse(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Export to", self.file.text())
        if chosen:
            self.file.setText(chosen)
            self._follow_file(chosen)

    def _follow_file(self, text: str) -> None:
        """Show the format that the file's ending asks for, once it asks for one."""
        self._own_name = True
        with contextlib.suppress(ExplorerError):
            self.format.set_current(format_of(text))
        self._show_format()

    def _show_format(self) -> None:
        """Show what concerns the format; what was said of another file is over."""
        name = self.format.current()
        several = WRITERS[name].several
        self.paths.setEnabled(several)
        self.paths.set_current(self._wanted_paths if several else "one")
        self.paths.setToolTip("Which paths are written" if several else "This format holds the selected path only")
        self.form.set_only(FIELDS.get(name))
        self.form.setVisible(FIELDS.get(name) != ())
        if not self.running:
            self.message.clear()
            self._rest()


def _export(
    results: Sequence[PathResult], path: Path, settings: ExportSettings, shelf: ModelShelf, progress: Progress
) -> None:
    export(results, path, settings, progress)


def _labelled(text: str, *fields: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(4)
    label = FieldLabel(text, LABEL_WIDTH)
    label.setBuddy(fields[0])
    fields[0].setAccessibleName(text)
    row.addWidget(label)
    row.addWidget(fields[0], 1)
    for field in fields[1:]:
        field.setAccessibleName(field.toolTip())
        row.addWidget(field)
    return row
