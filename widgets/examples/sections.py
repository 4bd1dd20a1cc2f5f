"""Sections, a message and both kinds of tabs."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ..message_line import MessageLine
from ..sections import Hairline, Section
from ..segmented import SegmentedControl, UnderlineTabs
from .run import run


def make() -> QWidget:
    """A pane's furniture."""
    pane = QWidget()
    column = QVBoxLayout(pane)
    column.setSpacing(16)
    names = [(name, name, f"Show {name}") for name in ("One", "Two", "Three")]
    section = Section("Along the path", "+ Add", foldable=True)
    section.body.addWidget(QLabel("The body of a section."))
    message = MessageLine()
    message.show_message("The file cannot be read.", "permission denied")
    for part in (SegmentedControl(names), UnderlineTabs(names), Hairline(), section, message):
        column.addWidget(part)
    return pane


if __name__ == "__main__":
    run(make, width=292)
