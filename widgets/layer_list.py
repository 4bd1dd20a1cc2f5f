"""The path layers of a scene."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget

from .layer_row import LayerRow, LayerRowWidget
from .sections import Section
from .style import set_role

__all__ = ["LayerList", "LayerRow"]


class LayerList(QWidget):
    """A titled list of layers with '+ Add' at the right of the title; it only asks, it changes nothing itself."""

    selected = Signal(str)
    visibility_toggled = Signal(str, bool)
    remove_requested = Signal(str)
    duplicate_requested = Signal(str)
    resample_requested = Signal(str)
    resample_draw_requested = Signal(str)
    draws_requested = Signal(str, int)
    rename_requested = Signal(str, str)
    target_kept = Signal(str, bool)
    add_requested = Signal(str)  #: name of a method

    def __init__(self, title: str = "Paths", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widgets: dict[str, LayerRowWidget] = {}
        self._order: list[str] = []
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._section = Section(title, "+ Add", parent=self)
        self.add_button = self._section.action
        self.add_button.setToolTip("Add a path made by another method")
        self.add_button.setAccessibleName("Add a path")
        self._section.action_triggered.connect(self._open_menu)
        self._empty = QLabel("Add a path to see a way from the source to the target.", self)
        set_role(self._empty, "caption")
        self._empty.setWordWrap(True)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._section.body.addLayout(self._rows)
        self._section.body.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._section)
        self.setAccessibleName(title)

    def set_methods(self, methods: Sequence[tuple[str, str, str]]) -> None:
        """The (name, label, summary) of the methods that '+ Add' offers."""
        self._menu.clear()
        for name, label, summary in methods:
            action = self._menu.addAction(label)
            action.setData(name)
            action.setToolTip(summary)
            action.triggered.connect(lambda _=False, name=name: self.add_requested.emit(name))

    def set_offered(self, names: Collection[str]) -> None:
        """Of the methods, those that can be added as things are; the others are dim."""
        for action in self._menu.actions():
            action.setEnabled(action.data() in names)

    def add_menu(self) -> QMenu:
        """The menu of methods."""
        return self._menu

    def set_layers(self, rows: Sequence[LayerRow]) -> None:
        """Show these layers; a row that is there already is changed in place, so nothing flickers."""
        order = [row.id for row in rows]
        for gone in set(self._widgets) - set(order):
            self._remove(gone)
        for row in rows:
            if row.id not in self._widgets:
                self._widgets[row.id] = self._make(row)
            elif self._widgets[row.id].row != row:
                self._widgets[row.id].show_row(row)
        if order != self._order:
            for index, layer_id in enumerate(order):
                self._rows.insertWidget(index, self._widgets[layer_id])
            self._order = order
        self._empty.setVisible(not rows)

    def rename(self, layer_id: str) -> None:
        """Let the user change a layer's name in its row."""
        self._widgets[layer_id].name.edit()

    def row_widget(self, layer_id: str) -> LayerRowWidget:
        """The widget of a layer. Raises KeyError."""
        return self._widgets[layer_id]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go from row to row, and select."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        focused = [index for index, layer_id in enumerate(self._order) if self._widgets[layer_id].hasFocus()]
        if step is None or not focused:
            super().keyPressEvent(event)
            return
        index = focused[0] + step
        if 0 <= index < len(self._order):
            self._widgets[self._order[index]].setFocus(Qt.FocusReason.OtherFocusReason)
            self.selected.emit(self._order[index])

    def _open_menu(self) -> None:
        below = self.add_button.mapToGlobal(self.add_button.rect().bottomLeft())
        self._menu.popup(below)

    def _remove(self, layer_id: str) -> None:
        widget = self._widgets.pop(layer_id)
        if widget.hasFocus() and len(self._order) > 1:
            index = self._order.index(layer_id)
            neighbour = self._order[index - 1] if index else self._order[1]
            if neighbour in self._widgets:
                self._widgets[neighbour].setFocus(Qt.FocusReason.OtherFocusReason)
        self._rows.removeWidget(widget)
        widget.hide()
        widget.deleteLater()

    def _make(self, row: LayerRow) -> LayerRowWidget:
        widget = LayerRowWidget(row, self)
        widget.pressed.connect(lambda: self.selected.emit(row.id))
        widget.visibility_toggled.connect(lambda visible: self.visibility_toggled.emit(row.id, visible))
        widget.remove_requested.connect(lambda: self.remove_requested.emit(row.id))
        widget.duplicate_requested.connect(lambda: self.duplicate_requested.emit(row.id))
        widget.resample_requested.connect(lambda: self.resample_requested.emit(row.id))
        widget.resample_draw_requested.connect(lambda: self.resample_draw_requested.emit(row.id))
        widget.draws_requested.connect(lambda number: self.draws_requested.emit(row.id, number))
        widget.rename_requested.connect(lambda name: self.rename_requested.emit(row.id, name))
        widget.target_kept.connect(lambda kept: self.target_kept.emit(row.id, kept))
        return widget
