"""The parts of a pane: a titled section that folds, and hairlines."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from .buttons import IconButton
from .elided_label import ElidedLabel
from .style import set_role


class Section(QWidget):
    """A spaced capital title, an action at the right ('+ Add') and a body.

    A foldable section folds by a click on its title, or by the chevron for the keyboard.
    """

    action_triggered = Signal()
    folded_changed = Signal(bool)

    def __init__(
        self, title: str, action_text: str = "", foldable: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = _Title(self)
        self.action = QPushButton(action_text, self)
        set_role(self.action, "link")
        self.action.setCursor(Qt.CursorShape.PointingHandCursor)
        self.action.clicked.connect(self.action_triggered)
        self._chevron = IconButton("chevron-down", "", 18, self)
        self.body = QVBoxLayout()
        self._body_widget = QWidget(self)
        self._body_widget.setLayout(self.body)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(8)

        header = QHBoxLayout()
        header.setContentsMargins(0, 0, 0, 0)
        header.setSpacing(4)
        header.addWidget(self._title)
        header.addWidget(self._chevron)
        header.addStretch(1)
        header.addWidget(self.action)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(header)
        column.addWidget(self._body_widget)

        self._chevron.setVisible(foldable)
        self.action.setVisible(bool(action_text))
        self.action.setToolTip(action_text)
        if foldable:
            self._title.clicked.connect(self._toggle)
            self._chevron.clicked.connect(self._toggle)
        self.set_title(title)

    def set_title(self, title: str) -> None:
        """Change the title, written as it would be in a sentence."""
        self._title.setText(title.upper())
        self.setAccessibleName(title)
        self._chevron.set_tool_tip(f"Show or hide {title}")

    def set_folded(self, folded: bool) -> None:
        """Show the title only, or everything; without a signal."""
        self._body_widget.setVisible(not folded)
        self._chevron.set_icon_name("chevron-right" if folded else "chevron-down")

    def is_folded(self) -> bool:
        """Whether only the title shows."""
        return self._body_widget.isHidden()

    def _toggle(self) -> None:
        self.set_folded(not self.is_folded())
        self.folded_changed.emit(self.is_folded())


class Hairline(QFrame):
    """A line of one pixel between panes."""

    def __init__(self, orientation: Qt.Orientation = Qt.Orientation.Horizontal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "hairline")
        if orientation == Qt.Orientation.Horizontal:
            self.setFixedHeight(1)
        else:
            self.setFixedWidth(1)


class Disclosure(QPushButton):
    """'More' with a chevron that shows or hides something below; `toggled` says which."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        set_role(self, "disclosure")
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(f"{text} parameters, rarely needed")
        self.setAccessibleName(text)
        self.toggled.connect(self._show)
        self._words = text
        self._show(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Right opens, left closes, as in a tree."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.setChecked(event.key() == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def _show(self, opened: bool) -> None:
        self.setText(f"{'▾' if opened else '▸'} {self._words}")


class _Title(ElidedLabel):
    clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        set_role(self, "section")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A title is a target."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()
