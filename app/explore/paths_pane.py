"""The list of path layers, and what is drawn behind them."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...engine.errors import ExplorerError
from ...engine.measures import mean_quality
from ...engine.methods import METHODS, is_steered
from ...engine.model_file import has_dynamics, read_header
from ...engine.model_library import find_model
from ...engine.request import PathResult
from ...engine.scene import CLOUDS, MAXIMUM_SAMPLES, Layer
from ...widgets.check_box import CheckBox
from ...widgets.choice_box import ChoiceBox
from ...widgets.layer_list import LayerList
from ...widgets.layer_row import LayerRow
from ...widgets.number_scale import NumberScale
from ...widgets.sections import Section
from ...widgets.slider_field import SliderField
from ...widgets.style import current_theme
from .controller import ExploreController
from .throttle import Throttle


class PathsPane(QWidget):
    """A row per layer with its style, mean quality, progress and error; then the prior's samples and the map of Q."""

    def __init__(self, controller: ExploreController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._model = ""
        self.list = LayerList(parent=self)
        self.list.set_methods([(name, method.label, method.summary) for name, method in METHODS.items()])
        self.samples = SliderField(
            NumberScale(0, MAXIMUM_SAMPLES, whole=True),
            controller.scene.view.samples,
            "Prior samples",
            "How many samples of the prior are drawn as dots.",
            label="Samples",
        )
        self.cloud = ChoiceBox(list(CLOUDS.items()), fill=True)
        self.cloud.setAccessibleName("Behind the paths")
        self.cloud.setToolTip(
            "What lies behind the paths: samples of the prior, or the model's encoded data with lines along their "
            "factors; points of a path that are far from all data are ringed."
        )
        self.truth = CheckBox("True frames")
        self.truth.setToolTip("Below the strips: what is really seen between the ends, where their factors are known.")
        self.heat_map = CheckBox("Map of Q")
        self.heat_map.setToolTip("Shade the plane by the quality Q of its latent points.")
        self.band = CheckBox("Mean and 90 % band")
        self.band.setToolTip("Of random paths: their mean, and where nine in ten of them are at each time.")
        surroundings = Section("Surroundings", parent=self)
        surroundings.body.addWidget(self.cloud)
        surroundings.body.addWidget(self.samples)
        surroundings.body.addWidget(self.heat_map)
        surroundings.body.addWidget(self.band)
        surroundings.body.addWidget(self.truth)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.list)
        column.addWidget(surroundings)

        self.list.selected.connect(controller.layers.select)
        self.list.visibility_toggled.connect(controller.layers.set_visible)
        self.list.remove_requested.connect(controller.layers.remove)
        self.list.duplicate_requested.connect(controller.layers.duplicate)
        self.list.add_requested.connect(controller.layers.add)
        self.list.rename_requested.connect(controller.layers.rename)
        self.list.target_kept.connect(controller.layers.keep_target)
        self.list.draws_requested.connect(controller.layers.set_draws)
        self.list.resample_requested.connect(controller.layers.resample_layer)
        self.list.resample_draw_requested.connect(controller.layers.resample_draw)
        self.samples.stroke_finished.connect(lambda count: controller.view.show(samples=int(count)))
        self.heat_map.toggled.connect(lambda shown: controller.view.show(heat_map=shown))
        self.band.toggled.connect(lambda shown: controller.view.show(band=shown))
        self.truth.toggled.connect(lambda shown: controller.view.show(truth=shown))
        self.cloud.chosen.connect(lambda name: controller.view.show(cloud=name))
        controller.journal.scene_changed.connect(self.refresh)
        controller.solving.changed.connect(Throttle(self.refresh, self).ask)

    def refresh(self) -> None:
        """Show the scene as it is."""
        scene = self._controller.scene
        if scene.model != self._model:
            self._model = scene.model
            self.list.set_offered(_fitting_methods(scene.model))
        self.list.set_layers([self._row(layer) for layer in scene.layers])
        self.cloud.set_current(scene.view.cloud)
        self.samples.set_value(scene.view.samples)
        self.samples.setVisible(scene.view.cloud == "prior")
        self.truth.setVisible(self._controller.truth.is_possible(scene))
        self.band.setVisible(any(layer.method.random for layer in scene.layers))
        view = scene.view
        for box, shown in ((self.heat_map, view.heat_map), (self.band, view.band), (self.truth, view.truth)):
            if box.isChecked() != shown:
                box.blockSignals(True)
                box.setChecked(shown)
                box.blockSignals(False)

    def _row(self, layer: Layer) -> LayerRow:
        state = self._controller.solving.state(layer.id)
        failure = state.failure
        return LayerRow(
            layer.id,
            self._controller.scene.label(layer),
            current_theme().path_style(layer.style),
            layer.visible,
            layer.id == self._controller.scene.selected,
            f"{state.stage} {state.progress:.0%}" if state.stage and state.progress else _score(state.result),
            state.progress if layer.visible else None,
            failure.message if failure else "",
            failure.details if failure else "",
            layer.draws,
            layer.method.summary + ("" if layer.target is None else " It keeps its own target."),
            layer.target is not None,
        )


def _fitting_methods(model: str) -> list[str]:
    """The methods whose paths the model has: learned ones only where it has learned some."""
    try:
        learned = has_dynamics(read_header(find_model(model)))
    except ExplorerError:
        learned = True
    return [name for name, method in METHODS.items() if learned or not is_steered(method)]


def _score(result: PathResult | None) -> str:
    if result is None or result.quality is None or result.quality.shape[-1] != len(result.times):
        return ""
    return f"Q\u0305 {mean_quality(result.quality, result.times):.2f}"
