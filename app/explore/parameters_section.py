"""What the selected path is made with: its method's form, its draw, the number of points."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtWidgets import QLabel, QWidget

from ...engine.errors import ExplorerError
from ...engine.model_file import read_header
from ...engine.model_library import find_model
from ...engine.parameters import describe
from ...widgets.buttons import CommandButton
from ...widgets.draw_stepper import DrawStepper
from ...widgets.form import ParameterForm
from ...widgets.number_scale import NumberScale
from ...widgets.sections import Section
from ...widgets.slider_field import SliderField
from ...widgets.style import set_role
from .controller import ExploreController
from .solving import is_complete
from .throttle import Throttle

MOST_POINTS = 200
"""The slider's end; more can be asked for in a scene file or on the command line."""
NO_CLASS = "Click a class of the attribute: the path waits for it."


class ParametersSection(Section):
    """The form of the selected layer's method, and the number of points of all paths."""

    def __init__(self, controller: ExploreController, parent: QWidget | None = None) -> None:
        super().__init__("Parameters", parent=parent)
        self._controller = controller
        self._layer_id = ""
        self._summary = QLabel(self)
        self._summary.setWordWrap(True)
        set_role(self._summary, "caption")
        self.form = ParameterForm(parent=self)
        self.points = SliderField(
            NumberScale(10, MOST_POINTS, whole=True),
            controller.scene.points,
            "Points",
            "Points on every path, with both ends.",
            default=50,
            label="Points",
        )
        self.draw = DrawStepper(self)
        self.go_on = CommandButton("Continue the chain", "play", "C", parent=self)
        self.go_on.setToolTip("As many moves again from where the chain is, without another burn-in (C)")
        self.drawn = CommandButton("Use the drawn velocity again", "undo", parent=self)
        self.drawn.setToolTip("This draw starts with a velocity that was set by hand: take it back")
        self._note = QLabel(self)
        self._note.setWordWrap(True)
        set_role(self._note, "caption")
        for part in (self._summary, self.draw, self.drawn, self.form, self.points, self.go_on, self._note):
            self.body.addWidget(part)
        self.go_on.clicked.connect(controller.layers.continue_chain)
        self.drawn.clicked.connect(lambda: controller.curves.use_drawn_velocity(self._layer_id))
        controller.journal.draft_changed.connect(self._show_drawn)
        controller.solving.changed.connect(Throttle(self._show_note, self).ask)
        self.draw.stepped.connect(controller.layers.step_draw)
        self.draw.count_chosen.connect(lambda count: controller.layers.set_draws(self._layer_id, count))
        self.draw.resample_requested.connect(lambda: controller.layers.resample_draw(self._layer_id))
        self.form.changed.connect(lambda method, final: controller.layers.set_method(self._layer_id, method, final))
        self.points.stroke_finished.connect(lambda value: controller.layers.set_points(int(value), True))
        controller.journal.scene_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show the selected layer; what was being changed in the form belongs to the one shown before."""
        if self._layer_id != self._controller.scene.selected:
            self.form.flush()
        scene = self._controller.scene
        layer = scene.selected_layer
        self.setVisible(layer is not None)
        if layer is None:
            return
        self.set_title(self._controller.scene.label(layer))
        self._summary.setText(layer.method.summary)
        self._summary.setVisible(not describe(layer.method))
        self.draw.setVisible(layer.method.random)
        self.draw.set_draw(layer.chosen, layer.draws or 1, layer.chosen_seed, layer.chosen in dict(layer.own_seeds))
        self.form.setVisible(bool(describe(layer.method)))
        self.form.set_classes(_classes(scene.model))
        self.form.set_instance(layer.method)
        self._layer_id = layer.id
        self._show_drawn()
        self.points.set_value(scene.points)
        self.go_on.setVisible(hasattr(layer.method, "continued"))
        self._show_note()

    def _show_drawn(self) -> None:
        """Offer the drawn velocity where another was set."""
        scene = self._controller.scene
        layer = next((layer for layer in scene.layers if layer.id == self._layer_id), None)
        self.drawn.setVisible(layer is not None and layer.chosen_velocity is not None)

    def _show_note(self) -> None:
        """What the result of the selected layer has to say."""
        result = self._controller.solving.state(self._layer_id).result if self._layer_id else None
        scene = self._controller.scene
        layer = next((layer for layer in scene.layers if layer.id == self._layer_id), None)
        waits = layer is not None and not is_complete(scene.request(layer))
        self._note.setText(NO_CLASS if waits else "" if result is None else result.note)
        self._note.setVisible(bool(self._note.text()))


@lru_cache(maxsize=16)
def _classes(model: str) -> tuple[str, ...]:
    """The names of the classes that a model's classifier tells apart; none without one."""
    try:
        header = read_header(find_model(model))
    except ExplorerError:
        return ()
    return header.classes if "classifier" in header.networks else ()
