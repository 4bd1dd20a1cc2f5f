"""The bar at the top of the window: model, tabs, and the actions of the moment."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QWidget

from ..engine.model_file import ModelHeader
from ..engine.model_library import model_name
from ..widgets.buttons import CommandButton, IconButton
from ..widgets.choice_box import ChoiceBox
from ..widgets.segmented import SegmentedControl
from ..widgets.style import set_role

HEIGHT = 47


class Header(QWidget):
    """Shows and asks; the window decides."""

    model_chosen = Signal(str)
    tab_chosen = Signal(str)

    def __init__(self, tabs: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        title = QLabel("Interp Explorer", self)
        set_role(title, "title")
        self.models = ChoiceBox(parent=self)
        self.models.setAccessibleName("Model")
        self.models.setToolTip("The model whose latent space is explored")
        self.tabs = SegmentedControl(tabs, self)
        self.undo = IconButton("undo", "Undo (Ctrl Z)", 28, self)
        self.redo = IconButton("redo", "Redo (Ctrl Shift Z)", 28, self)
        self.more = IconButton("more", "Scenes, walks, device and theme", 28, self)
        self.menu = QMenu(self)
        self.more.clicked.connect(self._open_menu)
        self.resample = CommandButton("Resample", "resample", "R", parent=self)
        self.resample.setToolTip("A new draw of the selected random path (R); Shift R: all draws of all random paths")
        self.play = CommandButton("Play", "play", "Space", parent=self)
        self.export = CommandButton("Export", "export", "Ctrl E", primary=True, parent=self)

        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        row.addWidget(title)
        for part in (self.models, self.tabs):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        for part in (self.undo, self.redo, self.more):
            row.addWidget(part)
            row.addSpacing(-8)
        row.addSpacing(8)
        for part in (self.resample, self.play, self.export):
            row.addWidget(part)
            row.addSpacing(-4)
        self.models.chosen.connect(self.model_chosen)
        self.tabs.chosen.connect(self.tab_chosen)

    def set_models(self, headers: Sequence[ModelHeader]) -> None:
        """The models to choose from."""
        self.models.set_choices([(header.name, header.name) for header in headers])
        for index, header in enumerate(headers):
            self.models.setItemData(index, header.summary or header.title, Qt.ItemDataRole.ToolTipRole)

    def set_model(self, name: str) -> None:
        """Show which model is open; one that is not in the list is added to it."""
        if self.models.findData(name) < 0:
            self.models.addItem(model_name(name), name)
            self.models.setItemData(self.models.count() - 1, name, Qt.ItemDataRole.ToolTipRole)
        self.models.set_current(name)

    def set_history(self, undo_label: str, redo_label: str) -> None:
        """What undo and redo would do; empty for nothing."""
        self.undo.setEnabled(bool(undo_label))
        self.redo.setEnabled(bool(redo_label))
        self.undo.set_tool_tip(f"Undo: {undo_label} (Ctrl Z)" if undo_label else "Nothing to undo (Ctrl Z)")
        self.redo.set_tool_tip(f"Redo: {redo_label} (Ctrl Shift Z)" if redo_label else "Nothing to redo (Ctrl Shift Z)")

    def set_playing(self, playing: bool) -> None:
        """Play becomes pause and back."""
        self.play.set_icon_name("pause" if playing else "play")
        self.play.setText("Pause" if playing else "Play")
        self.play.setAccessibleName(self.play.text())

    def _open_menu(self) -> None:
        self.menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))
