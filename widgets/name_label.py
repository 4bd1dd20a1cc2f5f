"""A name that can be changed where it stands."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStackedLayout, QWidget

from .elided_label import ElidedLabel
from .style import set_role


class NameLabel(QWidget):
    """Shows a name; `edit` puts a field in its place. Return, or leaving the field, takes the text, Escape does not."""

    renamed = Signal(str)  #: what was typed, if it is another text; the caller shows what comes of it
    closed = Signal()  #: the field that had the focus is gone

    def __init__(self, longest: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = ElidedLabel(parent=self)
        self.field = _Field(self)
        set_role(self.field, "name")
        self.field.setMaxLength(longest)
        self.field.setAccessibleName("Name")
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.label)
        self._stack.addWidget(self.field)
        self.field.editingFinished.connect(self._take)
        self.field.given_up.connect(self._close)

    @property
    def editing(self) -> bool:
        """Whether the name is being changed."""
        return self._stack.currentWidget() is self.field

    def show_name(self, text: str, role: str = "") -> None:
        """Show a name, in the colour of a role; what is being typed stays."""
        self.label.setText(text)
        set_role(self.label, role)

    def edit(self) -> None:
        """Let the user type over the name."""
        self.field.setText(self.label.text())
        self._stack.setCurrentWidget(self.field)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        if self.editing:
            text = self.field.text()
            self._close()
            if text != self.label.text():
                self.renamed.emit(text)

    def _close(self) -> None:
        had_focus = self.field.hasFocus()
        self.field.blockSignals(True)  # to be hidden is to lose the focus, which would finish the change once more
        self._stack.setCurrentWidget(self.label)
        self.field.blockSignals(False)
        if had_focus:
            self.closed.emit()


class _Field(QLineEdit):
    """A field that Escape leaves."""

    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
            # Return ends the change, and means nothing to what is around the field.
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()
