"""A combo box in the look of the fields."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QListView,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from .icons import SIZE, pixmap
from .style import current_theme, mixed

_PADDING = 9
_LEAST_WIDTH = 72


class ChoiceBox(QComboBox):
    """Picks one of named choices.

    The wheel changes it only while it has the focus, so that a pane scrolls past it. Letters and digits are
    the window's: they do not search among the choices. With `fill` it takes the width it is given and
    shortens its text; otherwise it is as wide as its longest choice.
    """

    chosen = Signal(str)  #: the user has picked another name

    def __init__(
        self, choices: Sequence[tuple[str, str]] = (), fill: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setView(QListView(self))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QComboBox.SizeAdjustPolicy
        # AdjustToContents resizes the box behind its layout's back, so a filling box must not have it.
        self.setSizeAdjustPolicy(policy.AdjustToMinimumContentsLengthWithIcon if fill else policy.AdjustToContents)
        if fill:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_choices(choices)
        self.activated.connect(self._choose)
        self._last = self.current()

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Replace the (name, label) pairs; the current name stays where it is still there."""
        if [(self.itemData(i), self.itemText(i)) for i in range(self.count())] == list(choices):
            return
        current = self.current()
        self.clear()
        for name, label in choices:
            self.addItem(label, name)
        self.set_current(current)

    def current(self) -> str:
        """The name chosen, empty where there are no choices."""
        return self.currentData() or ""

    def set_current(self, name: str) -> None:
        """Choose a name without a signal; an unknown one is ignored."""
        index = self.findData(name)
        if index >= 0:
            self.setCurrentIndex(index)
        self._last = self.current()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose and space opens; what would be typed is left to the window."""
        if event.text().isprintable() and event.text().strip():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the pane unless the box is being used."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def minimumSizeHint(self) -> QSize:
        """Room for a short word; the text is shortened to fit."""
        return QSize(min(_LEAST_WIDTH, super().minimumSizeHint().width()), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field from the sheet; text and chevron by hand, so that neither is ever cut."""
        theme = current_theme()
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        image = pixmap("chevron-down", theme.dim, SIZE, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - SIZE - 5, (self.height() - SIZE) // 2, image)
        area = QRect(_PADDING, 0, self.width() - _PADDING - SIZE - 7, self.height())
        text = QFontMetrics(self.font()).elidedText(self.currentText(), Qt.TextElideMode.ElideRight, area.width())
        painter.setPen(QColor(theme.text if self.isEnabled() else mixed(theme.dim, theme.pane, 0.35)))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _choose(self) -> None:
        if self.current() != self._last:
            self._last = self.current()
            self.chosen.emit(self._last)
