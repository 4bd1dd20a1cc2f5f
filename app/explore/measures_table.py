"""One number a measure for the selected path, beside those of the other paths that are shown."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ...engine.measures import MEASURES, Measure
from ...engine.request import PathResult
from ...engine.scene import Layer
from ...widgets.number_table import Column, NumberTable, Row
from ...widgets.sections import Section
from ...widgets.style import current_theme
from .controller import ExploreController
from .throttle import Throttle

MOST_COLUMNS = 3


class MeasuresTable(Section):
    """Length, energy, Q and admissibility; of a random layer those of the chosen draw."""

    def __init__(self, controller: ExploreController, parent: QWidget | None = None) -> None:
        super().__init__("Measures", foldable=True, parent=parent)
        self._controller = controller
        self.table = NumberTable(self)
        self.body.addWidget(self.table)
        controller.journal.scene_changed.connect(self.refresh)
        controller.solving.changed.connect(Throttle(self.refresh, self).ask)

    def refresh(self) -> None:
        """Show the results as they are: of the selected layer, and of the first visible ones beside it."""
        layers = self._layers()
        self.setVisible(bool(layers))
        theme, selected = current_theme(), self._controller.scene.selected
        columns = [
            Column(self._controller.scene.label(layer), theme.path_style(layer.style), layer.id == selected)
            for layer in layers
        ]
        results = [self._controller.solving.shown(layer) for layer in layers]
        rows = [
            Row(one.label, one.definition, tuple(_value(one, name, result) for result in results))
            for name, one in MEASURES.items()
        ]
        self.table.set_table(columns, rows)

    def _layers(self) -> list[Layer]:
        """In the order of the scene, so that a column stays where it is when another is selected."""
        scene = self._controller.scene
        shown = [layer for layer in scene.layers if layer.visible]
        wanted = sorted(shown, key=lambda layer: layer.id != scene.selected)[:MOST_COLUMNS]
        return [layer for layer in shown if layer in wanted]


def _value(measure: Measure, name: str, result: PathResult | None) -> str:
    value = None if result is None else result.measures.get(name)
    return measure.written(float("nan") if value is None else float(value))
