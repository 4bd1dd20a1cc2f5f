"""One of a few: a segmented control, and tabs with an underline."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QWidget

from .style import set_role

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class _ChoiceStrip(QFrame):
    """A row of buttons of which one is down; the tab key reaches the row, arrows move within it."""

    chosen = Signal(str)  #: the user has picked another name

    def __init__(self, button_role: str, choices: Sequence[tuple[str, str, str]], parent: QWidget | None) -> None:
        super().__init__(parent)
        self._button_role = button_role
        self._group = QButtonGroup(self)
        self._names: list[str] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[str, str, str]]) -> None:
        """Replace the (name, label, tool tip) triples; the first is chosen unless the current name is still there."""
        current = self.current()
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._names = [name for name, _, _ in choices]
        for index, (_, label, tool_tip) in enumerate(choices):
            self._add(index, label, tool_tip)
        if self._names:
            self.set_current(current if current in self._names else self._names[0])

    def current(self) -> str:
        """The name chosen, empty where there are no choices."""
        index = self._group.checkedId()
        return self._names[index] if 0 <= index < len(self._names) else ""

    def set_current(self, name: str) -> None:
        """Choose a name without a signal. Raises ValueError for an unknown one."""
        self._press(self._names.index(name))

    def set_enabled(self, name: str, enabled: bool, tool_tip: str = "") -> None:
        """Allow or forbid one choice; the tool tip may say why."""
        button = self._group.button(self._names.index(name))
        button.setEnabled(enabled)
        if tool_tip:
            button.setToolTip(tool_tip)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose a neighbour, stopping at the ends."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        index = self._group.checkedId() + step
        while 0 <= index < len(self._names) and not self._group.button(index).isEnabled():
            index += step
        if 0 <= index < len(self._names):
            self._press(index)
            self._group.button(index).setFocus(Qt.FocusReason.OtherFocusReason)
            self.chosen.emit(self._names[index])

    def _press(self, index: int) -> None:
        self._group.button(index).setChecked(True)
        for other, button in enumerate(self._group.buttons()):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if other == index else Qt.FocusPolicy.ClickFocus)

    def _add(self, index: int, label: str, tool_tip: str) -> None:
        button = _Choice(label, self)
        button.setCheckable(True)
        set_role(button, self._button_role)
        button.setToolTip(tool_tip or label)
        button.setAccessibleName(label)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.pressed.connect(lambda: self._choose(index))
        self._group.addButton(button, index)
        self._row.addWidget(button)

    def _choose(self, index: int) -> None:
        if index != self._group.checkedId():
            self._press(index)
            self.chosen.emit(self._names[index])


class _Choice(QPushButton):
    """Leaves the arrow keys to its row."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Everything but arrows is a button's business."""
        if Qt.Key(event.key()) in _STEPS:
            event.ignore()
        else:
            super().keyPressEvent(event)


class SegmentedControl(_ChoiceStrip):
    """Choices on a soft ground, the chosen one raised: the tabs of the window's header."""

    def __init__(self, choices: Sequence[tuple[str, str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__("segment", choices, parent)
        set_role(self, "segments")
        self._row.setContentsMargins(2, 2, 2, 2)
        self._row.setSpacing(0)


class UnderlineTabs(_ChoiceStrip):
    """Plain words, the chosen one underlined: the views above the plane."""

    def __init__(self, choices: Sequence[tuple[str, str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__("tab", choices, parent)
        self._row.setSpacing(18)
