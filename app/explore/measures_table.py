"""One number a measure for the selected path, beside those of the other paths that are shown."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ...engine.measures import MEASURES, Measure, written
from ...engine.request import PathResult
from ...engine.scene import Layer
from ...widgets.number_table import Column, NumberTable, Row
from ...widgets.sections import Section
from ...widgets.style import current_theme
from .controller import ExploreController
from .throttle import Throttle

MOST_COLUMNS = 3
BETTER = {"less": "\N{HAIR SPACE}\N{DOWNWARDS ARROW}", "more": "\N{HAIR SPACE}\N{UPWARDS ARROW}", "": ""}
BETTER_WORDS = {"less": " Less is better.", "more": " More is better.", "": ""}
TRUTH_DEFINITION = "Mean squared error of a pixel between the ends, against the true frames (AE sec. 4.3)."


class MeasuresTable(Section):
    """The error to the truth where it is known, length, energy, Q and admissibility; of a random layer those of the
    chosen draw."""

    def __init__(self, controller: ExploreController, parent: QWidget | None = None) -> None:
        super().__init__("Measures", foldable=True, parent=parent)
        self._controller = controller
        self.table = NumberTable(self)
        self.body.addWidget(self.table)
        controller.journal.scene_changed.connect(self.refresh)
        soon = Throttle(self.refresh, self)
        controller.solving.changed.connect(soon.ask)
        controller.truth.changed.connect(soon.ask)

    def refresh(self) -> None:
        """Show the results as they are: of the selected layer, and of the first visible ones beside it."""
        layers, truth, scene = self._layers(), self._controller.truth, self._controller.scene
        self.setVisible(bool(layers))
        theme, selected = current_theme(), scene.selected
        columns = [Column(scene.label(layer), theme.path_style(layer.style), layer.id == selected) for layer in layers]
        results = [self._controller.solving.shown(layer) for layer in layers]
        rows = [
            Row(
                one.label + BETTER[one.better],
                one.definition + BETTER_WORDS[one.better],
                tuple(_value(one, name, result) for result in results),
            )
            for name, one in MEASURES.items()
        ]
        if truth.frames_of(scene) is not None:
            errors = tuple(written(truth.inner_error(scene, result)) for result in results)
            rows.insert(0, Row("Error to truth" + BETTER["less"], TRUTH_DEFINITION + BETTER_WORDS["less"], errors))
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
