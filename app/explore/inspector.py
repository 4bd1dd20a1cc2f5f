"""The right pane: parameters of the selected path, and what all of them are like."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...widgets.theme import Theme
from .arrival_section import ArrivalSection
from .controller import ExploreController
from .measures_section import MeasuresSection
from .measures_table import MeasuresTable
from .now_section import NowSection
from .parameters_section import ParametersSection


class Inspector(QWidget):
    """What the selected layer is made with, and what all layers are like along the way."""

    def __init__(self, controller: ExploreController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.parameters = ParametersSection(controller, self)
        self.measures = MeasuresSection(controller, self)
        self.arrival = ArrivalSection(controller, self)
        self.now = NowSection(controller, self)
        self.table = MeasuresTable(controller, self)
        for part in (self.parameters, self.arrival, self.measures, self.now, self.table):
            column.addWidget(part)
        column.addStretch(1)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.arrival.refresh()
        self.measures.set_theme(theme)
        self.now.refresh()
        self.table.refresh()
