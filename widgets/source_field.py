"""A file, a folder or a name: typed, dropped, or chosen from a menu."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QMenu, QWidget

from .buttons import IconButton


class SourceField(QWidget):
    """`changed` carries the text whenever it is another one."""

    changed = Signal(str)

    def __init__(self, name: str, help: str, file_filter: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filter = file_filter
        self._known: list[tuple[str, str]] = []
        self.edit = QLineEdit(self)
        self.edit.setAcceptDrops(False)
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText("file, folder or name")
        self.edit.textChanged.connect(self._tell)
        self._help = help
        self._tell("")
        self.open = IconButton("open", f"Choose: {name}", 28, self)
        self.open.clicked.connect(self._open_menu)
        self.menu = QMenu(self)
        self.setAcceptDrops(True)
        self.setFocusProxy(self.edit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.edit, 1)
        row.addWidget(self.open)

    def text(self) -> str:
        """What is chosen."""
        return self.edit.text().strip()

    def set_text(self, text: str) -> None:
        """Choose; the end of a long path is seen."""
        self.edit.setText(text)
        self.edit.setCursorPosition(len(text))

    def set_known(self, known: Sequence[tuple[str, str]]) -> None:
        """What the menu offers: (text, how it is called)."""
        self._known = list(known)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file or a folder may be dropped."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the first."""
        event.acceptProposedAction()
        self.set_text(next(url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()))

    def fill_menu(self) -> None:
        """Make the menu of what may be chosen."""
        self.menu.clear()
        for text, label in self._known:
            self.menu.addAction(label, lambda text=text: self.set_text(text)).setToolTip(text)
        self.menu.setToolTipsVisible(True)
        if self._known:
            self.menu.addSeparator()
        self.menu.addAction("Choose a file\u2026", self._choose_file)
        self.menu.addAction("Choose a folder\u2026", self._choose_folder)

    def _tell(self, text: str) -> None:
        self.edit.setToolTip(f"{text}\n{self._help}" if text else self._help)
        self.changed.emit(text)

    def _open_menu(self) -> None:
        self.fill_menu()
        self.menu.popup(self.open.mapToGlobal(self.open.rect().bottomLeft()))

    def _folder(self) -> str:
        path = Path(self.text())
        return str(path.parent if path.is_file() else path) if self.text() else str(Path.home())

    def _choose_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Choose a file", self._folder(), self._filter)
        if path:
            self.set_text(path)

    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "Choose a folder", self._folder())
        if path:
            self.set_text(path)
