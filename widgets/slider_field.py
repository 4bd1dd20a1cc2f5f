"""A number that is dragged, scrolled, stepped by keys or typed."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSlider, QStyle, QStyleOptionSlider, QToolTip, QWidget

from .field_label import LABEL_WIDTH, FieldLabel
from .number_scale import NumberScale
from .style import set_role

STROKE_PAUSE_MS = 400
NUMBER_WIDTH = 66
_TICKS = 10_000
_UNDO, _REDO = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
_KEY_STEPS = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -10, Qt.Key.Key_PageUp: 10,
}  # fmt: skip
_TYPED_STEPS = {key: step for key, step in _KEY_STEPS.items() if key not in (Qt.Key.Key_Left, Qt.Key.Key_Right)}


class SliderField(QWidget):
    """A slider and a number field showing one value.

    `value_changed` follows every change of a stroke, `stroke_finished` comes once at its end, and only if
    the value is another one than at its start: when the mouse is released, 400 ms after the last key or
    wheel step, or when typing is finished. Without both bounds there is no slider. With a `label` the
    field carries its own at the left; a double click on it brings the default back.
    """

    value_changed = Signal(object)
    stroke_finished = Signal(object)

    def __init__(
        self,
        scale: NumberScale,
        value: float,
        name: str = "",
        tool_tip: str = "",
        default: float | None = None,
        label: str = "",
        label_width: int = LABEL_WIDTH,
        number_width: int = NUMBER_WIDTH,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._scale = scale
        self._value = value
        self._stroke_start = value
        self._error = ""
        self._default = value if default is None else default
        self._help = tool_tip or label or name
        self._slider = _Slider(self)
        self._number = _Number(self)
        self._pause = QTimer(self, singleShot=True, interval=STROKE_PAUSE_MS)

        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        if label:
            self.label = FieldLabel(label, label_width, self)
            self.label.reset_requested.connect(self.reset)
            row.addWidget(self.label)
            row.addSpacing(-4)  # labels stand as close to their field as in a form
        row.addWidget(self._slider, 1)
        row.addWidget(self._number, 0 if scale.bounded else 1)
        self._slider.setVisible(scale.bounded)
        if scale.bounded:
            self._number.setFixedWidth(number_width)
        self.setFocusProxy(self._slider if scale.bounded else self._number)
        for part in (self._slider, self._number):
            part.setAccessibleName(name or label)
            part.setAccessibleDescription(tool_tip)
            part.setToolTip(self._tool_tip())

        self._slider.dragged.connect(lambda position: self._change(self._scale.value(position)))
        self._slider.released.connect(self.finish_now)
        self._slider.stepped.connect(self._step)
        self._number.stepped.connect(self._step)
        self._number.textEdited.connect(self._read)
        self._number.editingFinished.connect(self._finish_typing)
        self._number.left.connect(self._restore)
        self._pause.timeout.connect(self.finish_now)
        self._show()

    def value(self) -> float:
        """The value shown: an int where the scale is whole."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show another value, without a signal.

        The same value leaves what is being typed alone, and the value from before a stroke leaves the stroke alone.
        """
        if value in (self._value, self._stroke_start):
            return
        self._pause.stop()
        self._value = value
        self._stroke_start = value
        self._show()

    def reset(self) -> None:
        """Bring the default back, as one stroke."""
        self._change(self._default)
        self.finish_now()

    def finish_now(self) -> None:
        """End a stroke that is waiting for its next step."""
        self._pause.stop()
        if self._value != self._stroke_start:
            self._stroke_start = self._value
            self.stroke_finished.emit(self._value)

    def hideEvent(self, event: QEvent) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """A stroke does not outlive its field."""
        self.finish_now()
        super().hideEvent(event)  # pyright: ignore[reportArgumentType]

    def _tool_tip(self) -> str:
        return "\n".join(part for part in (self._help, self._scale.range_text()) if part)

    def _show(self) -> None:
        self._show_slider()
        self._number.setText(self._scale.text(self._value))
        self._number.setCursorPosition(0)
        self._mark_error("")

    def _show_slider(self) -> None:
        if self._scale.bounded:
            with QSignalBlocker(self._slider):
                self._slider.setValue(round(self._scale.position(self._value) * _TICKS))

    def _change(self, value: float) -> None:
        changed = value != self._value
        self._value = value
        self._show()
        if changed:
            self.value_changed.emit(value)

    def _step(self, count: float) -> None:
        self._change(self._scale.step(self._value, count))
        self._pause.start()

    def _read(self, text: str) -> None:
        """Take what is typed as soon as it is a value; until then the last good one stays."""
        try:
            value = self._scale.parse(text)
        except ValueError as error:
            self._mark_error(str(error))
            return
        self._mark_error("")
        if value != self._value:
            self._value = value
            self._show_slider()
            self.value_changed.emit(value)

    def _finish_typing(self) -> None:
        try:
            self._scale.parse(self._number.text())
        except ValueError as error:
            # The wrong text stays to be mended; the value is still the last good one.
            self._mark_error(str(error))
            self._tell(str(error))
        else:
            self._show()
        self.finish_now()

    def _restore(self) -> None:
        """Wrong text does not stay behind: the last good value comes back."""
        if self._error:
            self._show()

    def _tell(self, sentence: str) -> None:
        below = self._number.mapToGlobal(self._number.rect().bottomLeft())
        # A moment later: a change of the focus hides all tool tips.
        QTimer.singleShot(0, self._number, lambda: QToolTip.showText(below, sentence, self._number))

    def _mark_error(self, sentence: str) -> None:
        self._error = sentence
        set_role(self._number, "number-error" if sentence else "number")
        self._number.setToolTip(sentence or self._tool_tip())


class _Slider(QSlider):
    """Jumps to where it is pressed and reports positions from 0 to 1; keys and wheel report steps."""

    dragged = Signal(float)
    released = Signal()
    stepped = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, _TICKS)
        self.setMinimumWidth(48)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start a stroke under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.dragged.emit(self._position(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self.isSliderDown():
            self.dragged.emit(self._position(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the stroke."""
        if event.button() == Qt.MouseButton.LeftButton and self.isSliderDown():
            self.setSliderDown(False)
            self.released.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and page keys step, home and end go to the bounds."""
        key = Qt.Key(event.key())
        if key in _KEY_STEPS:
            self.stepped.emit(_KEY_STEPS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.dragged.emit(0.0 if key == Qt.Key.Key_Home else 1.0)
            self.released.emit()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step while in use; otherwise the wheel belongs to the pane."""
        _wheel(self, event)

    def _position(self, event: QMouseEvent) -> float:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        style, control = self.style(), QStyle.ComplexControl.CC_Slider
        groove = style.subControlRect(control, option, QStyle.SubControl.SC_SliderGroove, self)
        handle = style.subControlRect(control, option, QStyle.SubControl.SC_SliderHandle, self)
        travel = max(1, groove.width() - handle.width())
        return min(1.0, max(0.0, (event.position().x() - groove.left() - handle.width() / 2) / travel))


class _Number(QLineEdit):
    """The typed form; up, down and the wheel step."""

    stepped = Signal(float)
    left = Signal()  #: the focus went to another widget

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "number")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window while nothing has been typed that could be undone here."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and not self.isModified()
            and (event.matches(_UNDO) or event.matches(_REDO))
        ):
            event.ignore()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell a change of the focus from a change of the window."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down step; the rest is typing."""
        key = Qt.Key(event.key())
        if key in _TYPED_STEPS:
            self.stepped.emit(_TYPED_STEPS[key])
            return
        super().keyPressEvent(event)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # It ends the typing, and is no press of a dialog's button.
            event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step while in use; otherwise the wheel belongs to the pane."""
        _wheel(self, event)


def _wheel(part: _Slider | _Number, event: QWheelEvent) -> None:
    turned = event.angleDelta().y() / 120.0
    if not part.hasFocus() or turned == 0.0:
        event.ignore()
        return
    part.stepped.emit(math.copysign(max(1.0, round(abs(turned))), turned))
    event.accept()
