"""A window that writes a file: what, how, where, and how far it is."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

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
from ..engine.progress import Progress
from ..widgets.choice_box import ChoiceBox
from ..widgets.message_line import MessageLine
from ..widgets.segmented import UnderlineTabs
from ..widgets.style import set_role
from .backend import Backend, Failure, ModelShelf
from .export_rows import labelled

MARGIN = 16


class ExportPart(QWidget):
    """What is written: the choices of one kind of file."""

    formats: ClassVar[Mapping[str, tuple[str, str]]] = {}
    """Name of a format -> its label and the ending of its files."""

    default: ClassVar[str] = ""
    """The format at first."""

    format_above: ClassVar[bool] = True
    """Whether the format comes first, since the choices depend on it."""

    renamed = Signal()
    """The name of the file is another one."""

    altered = Signal()
    """Something else would be written: what was said before is over."""

    @property
    def name(self) -> str:
        """What is added to the name of the file."""
        return ""

    def format_of(self, path: str | Path) -> str:
        """The format that a file's ending asks for. Raises ExplorerError."""
        raise NotImplementedError

    def show_format(self, name: str) -> None:
        """Show what concerns the format."""

    def job(self, path: Path) -> Callable[[ModelShelf, Progress], Any]:
        """What writes the file, as everything is now. Raises ExplorerError where nothing can be written."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Show the scene as it is now."""


class ExportDialog(QDialog):
    """A window of its own, never in the way. `parts`: name -> (label, tool tip, part), on tabs if there are several."""

    exported = Signal(str)

    def __init__(
        self,
        backend: Backend,
        title: str,
        parts: Mapping[str, tuple[str, str, ExportPart]],
        width: int,
        folder: Path,
        name: str,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._backend = backend
        self._parts = {name: part for name, (_, _, part) in parts.items()}
        self._formats = {name: part.default for name, part in self._parts.items()}
        self._folder, self._name = folder, name
        self._own_name = False
        self._to_replace: Path | None = None
        self.setWindowTitle(title)
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        set_role(self, "pane")
        self.kind = UnderlineTabs([(name, label, tip) for name, (label, tip, _) in parts.items()], self)
        self.format = ChoiceBox(fill=True)
        self.format.setToolTip("What is written; the ending of the file follows")
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
        self._lay_out(width)
        self._take_kind(self.kind.current())
        self._rest()

        self.kind.chosen.connect(self._take_kind)
        self.format.chosen.connect(self._take_format)
        for part in self._parts.values():
            part.renamed.connect(lambda: self.set_name(self._name))
            part.altered.connect(self._begin_anew)
        self.file.textEdited.connect(self._follow_file)
        self.browse.clicked.connect(self._browse)
        self.start.clicked.connect(self.run)
        self.cancel.clicked.connect(self.reject)

    @property
    def running(self) -> bool:
        """Whether a file is being written."""
        return not self.start.isEnabled()

    @property
    def part(self) -> ExportPart:
        """What is exported: the part of the panel that is shown."""
        return self._parts[self.kind.current()]

    def show_kind(self, name: str) -> None:
        """Show another part."""
        if name != self.kind.current():
            self.kind.set_current(name)
            self._take_kind(name)

    def set_name(self, name: str) -> None:
        """Name the file after something else, unless the user has named it."""
        self._name = name
        if not self._own_name:
            _, suffix = self.part.formats[self.format.current()]
            self.file.setText(str(self._folder / f"{name}{self.part.name}{suffix}"))
            self._show_format()

    def refresh(self) -> None:
        """Show the paths as they are now."""
        self.part.refresh()

    def run(self) -> None:
        """Export in the background; an existing file is replaced only when asked twice."""
        if self.running:
            return
        text = self.file.text().strip()
        if not text:
            self.message.show_message("Name the file to write: the field is empty.")
            self.file.setFocus()
            return
        path = Path(os.path.abspath(os.path.expanduser(text)))
        try:
            self.part.format_of(path)
            job = self.part.job(path)
        except ExplorerError as error:
            self.message.show_message(str(error), error.details)
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
            self,
            job,
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

    def _lay_out(self, width: int) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(10)
        # Always as high as its contents: they change with the format, and messages come and go.
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        column.addStrut(width - 2 * MARGIN)
        if len(self._parts) > 1:
            tabs = QHBoxLayout()
            tabs.addWidget(self.kind)
            tabs.addStretch(1)
            column.addLayout(tabs)
        self.kind.setVisible(len(self._parts) > 1)
        above = all(part.format_above for part in self._parts.values())
        if above:
            column.addLayout(labelled("Format", self.format))
        for part in self._parts.values():
            column.addWidget(part)
        if not above:
            column.addLayout(labelled("Format", self.format))
        column.addLayout(labelled("File", self.file, self.browse))
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
        self.message.show_message(f"{path.name} exists: press Replace to write over it.", kind="note")

    def _done(self, path: Path) -> None:
        self._rest()
        self.message.show_message(f"Saved {path}.", kind="note")
        self.exported.emit(str(path))

    def _fail(self, failure: Failure) -> None:
        self._rest()
        self.message.show_message(failure.message, failure.details)

    def _stop(self) -> None:
        self._backend.cancel("exports", self)
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

    def _take_kind(self, kind: str) -> None:
        """Show one part; each keeps its format."""
        for name, part in self._parts.items():
            part.setVisible(name == kind)
        wanted = self._formats[kind]
        self.format.set_choices([(name, label) for name, (label, _) in self.part.formats.items()])
        self.format.set_current(wanted)
        self._take_format(wanted)
        self.set_name(self._name)
        self.refresh()

    def _take_format(self, name: str) -> None:
        path, (_, suffix) = Path(self.file.text()), self.part.formats[name]
        known = path.suffix in {ending for part in self._parts.values() for _, ending in part.formats.values()}
        self.file.setText(f"{path.with_suffix('') if known and path.suffix else path}{suffix}")
        self._show_format()

    def _browse(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Export to", self.file.text())
        if chosen:
            self.file.setText(chosen)
            self._follow_file(chosen)

    def _follow_file(self, text: str) -> None:
        """Show the format that the file's ending asks for, once it asks for one."""
        self._own_name = True
        with contextlib.suppress(ExplorerError):
            self.format.set_current(self.part.format_of(text))
        self._show_format()

    def _show_format(self) -> None:
        """Show what concerns the format; what was said of another file is over."""
        self._formats[self.kind.current()] = name = self.format.current()
        self.part.show_format(name)
        self._begin_anew()

    def _begin_anew(self) -> None:
        if not self.running:
            self.message.clear()
            self._rest()
