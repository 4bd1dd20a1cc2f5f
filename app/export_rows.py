"""The rows of the export panel: a label, a field, and what stands beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ..widgets.field_label import FieldLabel

LABEL_WIDTH = 120
SETTLING_MS = 150
"""A preview is drawn when the fields have been left alone for so long."""


def labelled(text: str, *fields: QWidget) -> QHBoxLayout:
    """A row; the first field takes its name from the label, the others from their tool tips."""
    row = QHBoxLayout()
    row.setSpacing(4)
    label = FieldLabel(text, LABEL_WIDTH)
    label.setBuddy(fields[0])
    fields[0].setAccessibleName(text)
    row.addWidget(label)
    row.addWidget(fields[0], 1)
    for field in fields[1:]:
        field.setAccessibleName(field.toolTip())
        row.addWidget(field)
    return row
