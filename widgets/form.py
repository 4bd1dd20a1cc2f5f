"""A form made only from the description of a dataclass of parameters."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ..engine.parameters import Parameter, describe, relevant
from .check_box import CheckBox
from .choice_box import ChoiceBox
from .class_field import ClassField
from .field_label import LABEL_WIDTH, FieldLabel
from .number_scale import NumberScale
from .sections import Disclosure
from .slider_field import NUMBER_WIDTH, SliderField


class ParameterForm(QWidget):
    """Shows and changes an instance of a frozen dataclass described by `engine.parameters`.

    `changed(instance, final)` carries a new instance. During a stroke `final` is False, and comes only
    for parameters that apply 'live'; the last change of a stroke has `final` True: one undo step. With
    `only`, the other parameters keep their values and are not shown.
    """

    changed = Signal(object, bool)

    def __init__(
        self,
        instance: Any = None,
        label_width: int = LABEL_WIDTH,
        only: Sequence[str] | None = None,
        number_width: int = NUMBER_WIDTH,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label_width, self._number_width = label_width, number_width
        self._only = only
        self._fillings = 0
        self._instance: Any = None
        self._classes: tuple[str, ...] = ()
        self._rows: dict[str, _Row] = {}
        self._contents: QWidget | None = None
        self._more: Disclosure | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        if instance is not None:
            self.set_instance(instance)

    def instance(self) -> Any:
        """The instance shown."""
        return self._instance

    def set_instance(self, instance: Any) -> None:
        """Show another instance, without a signal; one of the same class keeps every field and the focus.

        A stroke that is not finished belongs to the instance shown until now, and is finished first.
        """
        self._fillings = filling = self._fillings + 1
        if instance is not self._instance:
            self.flush()
            if self._fillings != filling:  # the answer to the stroke has brought a newer instance
                return
        rebuild = type(instance) is not type(self._instance)
        self._instance = instance
        if rebuild:
            self._build()
        for name, row in self._rows.items():
            row.set_value(getattr(instance, name))
        self._show_relevant()

    def set_only(self, only: Sequence[str] | None) -> None:
        """Show these parameters, or all for None."""
        self._only = only
        self._show_relevant()

    def set_classes(self, names: Sequence[str]) -> None:
        """Offer these classes wherever a parameter names some; without any it is a text."""
        self._classes = tuple(names)
        for row in self._rows.values():
            if isinstance(row.field, ClassField):
                row.field.set_classes(self._classes)

    def flush(self) -> None:
        """Finish what is being changed, at once."""
        for row in list(self._rows.values()):
            row.finish()

    def field(self, name: str) -> QWidget:
        """The control of one parameter. Raises KeyError."""
        return self._rows[name].field

    def _build(self) -> None:
        if self._contents is not None:
            self._contents.hide()
            self._contents.deleteLater()
        self._contents = QWidget(self)
        column = QVBoxLayout(self._contents)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        described = describe(self._instance)
        widths = self._label_width, self._number_width
        self._rows = {p.name: _Row(p, getattr(self._instance, p.name), *widths) for p in described}
        for p in described:
            if not p.advanced:
                column.addWidget(self._rows[p.name])
        self._more = Disclosure("More", self._contents)
        self._more.toggled.connect(self._show_relevant)
        column.addWidget(self._more)
        for p in described:
            if p.advanced:
                column.addWidget(self._rows[p.name])
        for row in self._rows.values():
            row.edited.connect(self._edit)
        self._column.addWidget(self._contents)
        self.set_classes(self._classes)

    def _edit(self, name: str, value: Any, final: bool) -> None:
        row = self._rows[name]
        if not final and row.parameter.apply == "release":
            return
        self._instance = dataclasses.replace(self._instance, **{name: value})
        self._show_relevant()
        self.changed.emit(self._instance, final)

    def _show_relevant(self) -> None:
        if self._more is None:
            return
        names = {p.name for p in relevant(self._instance) if self._only is None or p.name in self._only}
        advanced = {name for name in names if self._rows[name].parameter.advanced}
        shown = names if self._more.isChecked() else names - advanced
        for name, row in self._rows.items():
            row.setVisible(name in shown)
        self._more.setVisible(bool(advanced))


class _Row(QWidget):
    """A label and the control that fits the parameter."""

    edited = Signal(str, object, bool)

    def __init__(self, parameter: Parameter, value: Any, label_width: int, number_width: int) -> None:
        super().__init__()
        self.parameter = parameter
        self._number_width = number_width
        words = f"{parameter.label} ({parameter.unit})" if parameter.unit else parameter.label
        label = FieldLabel(words, label_width, self)
        label.setToolTip(f"{parameter.help}\nDouble-click for the default.")
        label.reset_requested.connect(self._reset)
        self.field = self._make_field(value)
        label.setBuddy(self.field)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(label)
        row.addWidget(self.field, 1)

    def set_value(self, value: Any) -> None:
        """Show a value without a signal."""
        match self.field:
            case SliderField():
                self.field.set_value(value)
            case ChoiceBox():
                self.field.set_current(value)
            case CheckBox():
                self.field.setChecked(value)
            case ClassField():
                self.field.set_value(value)
            case QLineEdit():
                if self.field.text() != str(value):
                    self.field.setText(str(value))

    def finish(self) -> None:
        """End a stroke that is waiting for its next step."""
        match self.field:
            case SliderField():
                self.field.finish_now()
            case ClassField():
                self.field.finish()
            case QLineEdit():
                self._finish_text(self.field)

    def _reset(self) -> None:
        if isinstance(self.field, SliderField):
            self.field.reset()
            return
        self.set_value(self.parameter.default)
        self._send(self.parameter.default, True)

    def _send(self, value: Any, final: bool) -> None:
        self.edited.emit(self.parameter.name, value, final)

    def _make_field(self, value: Any) -> QWidget:
        p = self.parameter
        if p.choices:
            field = ChoiceBox(list(zip(p.choices, p.choice_labels, strict=True)), fill=True, parent=self)
            field.set_current(value)
            field.chosen.connect(lambda name: self._send(name, True))
        elif p.type is bool:
            field = CheckBox(self)
            field.setChecked(value)
            field.clicked.connect(lambda on: self._send(on, True))
        elif p.type in (int, float):
            scale = NumberScale(p.low, p.high, p.scale == "log", p.type is int)
            field = SliderField(scale, value, p.label, p.help, p.default, number_width=self._number_width, parent=self)
            field.value_changed.connect(lambda number: self._send(number, False))
            field.stroke_finished.connect(lambda number: self._send(number, True))
            return field
        elif p.kind == "classes":
            field = ClassField(str(value), self)
            field.chosen.connect(lambda text: self._send(text, True))
        else:
            field = QLineEdit(str(value), self)
            field.editingFinished.connect(lambda: self._finish_text(field))
        field.setToolTip(p.help)
        field.setAccessibleName(p.label)
        field.setAccessibleDescription(p.help)
        if isinstance(field, ClassField):
            field.set_help(p.help)
        return field

    def _finish_text(self, field: QLineEdit) -> None:
        if field.isModified():
            field.setModified(False)
            self._send(field.text(), True)
