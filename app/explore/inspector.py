"""The right pane: parameters of the selected layer, measures along the paths, the frames under the playhead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial

import numpy as np
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QVBoxLayout, QWidget

from ...engine.attribute_share import attribute_share
from ...engine.errors import ExplorerError
from ...engine.measures import series
from ...engine.model_file import read_header
from ...engine.model_library import find_model
from ...engine.parameters import describe
from ...engine.projection import common_axis, principal_axes
from ...engine.request import PathResult
from ...engine.scene import PLOTS, Layer
from ...engine.spread import Band, Law, component_band, norm_band
from ...widgets.buttons import CommandButton
from ...widgets.draw_stepper import DrawStepper
from ...widgets.form import ParameterForm
from ...widgets.image_view import ImageView
from ...widgets.line_plot import LinePlot, Series
from ...widgets.number_scale import NumberScale
from ...widgets.sections import Section
from ...widgets.slider_field import SliderField
from ...widgets.style import current_theme, set_role
from ...widgets.theme import Theme
from .arrival_section import ArrivalSection
from .controller import ExploreController
from .measures_table import MeasuresTable
from .paths_pane import layer_label
from .solving import is_complete
from .throttle import Throttle

MOST_POINTS = 200
"""The slider's end; more can be asked for in a scene file or on the command line."""
MOST_LINES = 32
"""Of the draws of a layer in one plot."""
NO_CLASS = "Click a class of the attribute: the path waits for it."
NOW_WIDTH = 252
"""The pane beside its scroll bar: of what is wider, Qt would lay out the words for more room than there is."""
NOW_GAP = 8
PLOT_HEIGHT = 84
NOW_COLUMNS = (3, 4)
"""Up to three frames are large; more stand four a row."""

ACTION = "{} \N{BLACK DOWN-POINTING SMALL TRIANGLE}"


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
        self.set_title(layer_label(self._controller, layer))
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


class MeasuresSection(Section):
    """Two plots over time, a line a visible layer; the second one's measure can be chosen."""

    def __init__(self, controller: ExploreController, parent: QWidget | None = None) -> None:
        super().__init__("Along the path", ACTION.format(PLOTS[controller.scene.view.plot]), parent=parent)
        self._controller = controller
        self.quality = LinePlot("Quality Q", self)
        self.quality.set_range(0.0, 1.0)
        self.other = LinePlot("", self)
        self.menu = QMenu(self)
        for name, label in PLOTS.items():
            action = self.menu.addAction(label, lambda name=name: controller.view.show(plot=name))
            if name == "truth":
                self._of_truth = action
        self.action.setToolTip("What the second plot shows")
        self.action.setAccessibleName("Measure of the second plot")
        self.action.setMenu(self.menu)
        for part in (self.quality, self.other):
            part.setFixedHeight(PLOT_HEIGHT)
            self.body.addWidget(part)
        self.share = QLabel(self)
        self.share.setWordWrap(True)
        self.share.setToolTip("By the classifier that guides the path, and by one that was trained apart from it")
        set_role(self.share, "caption")
        self.body.addWidget(self.share)
        for plot in (self.quality, self.other):
            plot.scrubbed.connect(controller.view.set_playhead)
            controller.view.playhead_changed.connect(plot.set_playhead)
        controller.journal.scene_changed.connect(self.refresh)
        soon = Throttle(self.refresh, self)
        controller.solving.changed.connect(soon.ask)
        controller.truth.changed.connect(soon.ask)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.quality.set_theme(theme)
        self.other.set_theme(theme)
        self.refresh()

    def refresh(self) -> None:
        """Show the results as they are."""
        controller = self._controller
        shown = [
            (layer, result)
            for layer in controller.scene.layers
            if layer.visible
            and (result := controller.solving.shown(layer)) is not None
            and result.request.model == controller.scene.model
        ]
        known = [(layer, series(result)) for layer, result in shown]
        self.quality.set_series(
            [self._line(layer, *curves["quality"]) for layer, curves in known if "quality" in curves]
        )
        shares = [attribute_share(result) for layer, result in shown if layer.id == controller.scene.selected]
        share = next((share for share in shares if share is not None), None)
        self.share.setText("" if share is None else f"{share}.")
        self.share.setVisible(share is not None)
        name = controller.scene.view.plot
        self.action.setText(ACTION.format(PLOTS[name]))
        self._of_truth.setVisible(controller.truth.is_possible(controller.scene))
        self.other.set_caption(PLOTS[name])
        dimension = len(controller.scene.source.latent)
        self.other.set_reference(dimension**0.5 if name == "norm" else None, "\u221aD")
        if name == "component":
            self.other.set_series(self._components(shown))
        elif name == "latent component":
            self.other.set_series(self._latent_components(shown))
        elif name == "truth":
            self.other.set_series(self._errors(shown))
        elif name == "norm":
            self.other.set_series(
                [
                    replace(
                        self._line(layer, *curves[name], self._band(layer, norm_band)),
                        faint=self._draws(layer, lambda z: np.linalg.norm(z, axis=-1)),
                    )
                    for layer, curves in known
                ]
            )
        else:
            self.other.set_series([self._line(layer, *curves[name]) for layer, curves in known if name in curves])
        for plot in (self.quality, self.other):
            plot.set_playhead(controller.scene.view.playhead)

    def _components(self, shown: list[tuple[Layer, PathResult]]) -> list[Series]:
        """The first principal component of all visible frames together, so that lines can be compared (NI fig. 5)."""
        frames = [(layer, r.times, r.frames) for layer, r in shown if r.frames is not None]
        frames = [(layer, times, f.reshape(len(f), -1)) for layer, times, f in frames if len(f) == len(times)]
        if not frames:
            return []
        axis = principal_axes(np.concatenate([f for _, _, f in frames]), 1)
        return [self._line(layer, times, axis.to_view(f)[:, 0]) for layer, times, f in frames]

    def _errors(self, shown: list[tuple[Layer, PathResult]]) -> list[Series]:
        """How far the frames are from the true ones, where these are known (AE sec. 4.3)."""
        scene, truth = self._controller.scene, self._controller.truth
        known = [(layer, r.times, truth.errors(scene, r)) for layer, r in shown]
        return [self._line(layer, times, errors) for layer, times, errors in known if errors is not None]

    def _latent_components(self, shown: list[tuple[Layer, PathResult]]) -> list[Series]:
        """The same of latents, with the band of random paths."""
        if not shown:
            return []
        axis = common_axis([self._latents(layer) for layer, _ in shown])
        band = partial(component_band, axis=axis)
        lines = [
            self._line(layer, r.times, axis.to_view(r.latents)[:, 0], self._band(layer, band)) for layer, r in shown
        ]
        return [
            replace(line, faint=self._draws(layer, lambda z: axis.to_view(z)[..., 0]))
            for line, (layer, _) in zip(lines, shown)
        ]

    def _draws(self, layer: Layer, of: Callable[[np.ndarray], np.ndarray]) -> np.ndarray | None:
        """Of several paths along learned dynamics, each draw as a line (NI fig. 5): they are smooth enough to be told
        apart."""
        result = self._controller.solving.state(layer.id).result
        if result is None or result.flight is None or result.latents.ndim == 2:
            return None
        return of(self._latents(layer))

    def _latents(self, layer: Layer) -> np.ndarray:
        """Of a layer that is solved: (n, D), or (draws, n, D) of the first draws."""
        result = self._controller.solving.state(layer.id).result
        assert result is not None
        return result.latents if result.latents.ndim == 2 else result.latents[:MOST_LINES]

    def _band(self, layer: Layer, of: Callable[[Law | None, np.ndarray], Band | None]) -> Band | None:
        """Where most of a layer's random paths are, if that is known and wanted."""
        result = self._controller.solving.state(layer.id).result
        if result is None or not layer.method.random or not self._controller.scene.view.band:
            return None
        return of(result.law, result.latents)

    def _line(self, layer: Layer, x: np.ndarray, y: np.ndarray, band: Band | None = None) -> Series:
        selected = layer.id == self._controller.scene.selected
        style = current_theme().path_style(layer.style)
        count = min(len(x), len(y))
        stale = self._controller.solving.frames_stale(layer.id)
        return Series(layer.id, x[:count], y[:count], style, selected, stale, band)


class NowSection(Section):
    """The frame under the playhead of every visible layer, large."""

    def __init__(self, controller: ExploreController, parent: QWidget | None = None) -> None:
        super().__init__("Now", parent=parent)
        self._controller = controller
        self._views: list[ImageView] = []
        self._shown = 0
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(NOW_GAP)
        self._grid.setColumnStretch(NOW_COLUMNS[1], 1)
        self.body.addLayout(self._grid)
        controller.journal.scene_changed.connect(self.refresh)
        controller.solving.changed.connect(Throttle(self.refresh, self).ask)
        controller.view.playhead_changed.connect(lambda _: self.refresh())

    def refresh(self) -> None:
        """Show the frames as they are."""
        controller = self._controller
        time = controller.scene.view.playhead
        self.set_title(f"Now, t = {time:.2f}")
        layers = [layer for layer in controller.scene.layers if layer.visible]
        self._arrange(len(layers))
        for view, layer in zip(self._views, layers, strict=False):
            result = controller.solving.shown(layer)
            view.set_image(_frame_at(result, time))
            view.set_underline(current_theme().path_style(layer.style).color)
            view.set_stale(controller.solving.frames_stale(layer.id))
            word, sentence = self._awaited(layer)
            view.set_placeholder(word)
            view.setToolTip("\n".join(part for part in (layer_label(controller, layer), sentence) if part))
            view.setAccessibleName(f"{layer_label(controller, layer)} at t = {time:.2f}")

    def _awaited(self, layer: Layer) -> tuple[str, str]:
        """Why a layer has no frames: in a word for the tile, and in a sentence; both empty where it has."""
        state = self._controller.solving.state(layer.id)
        if state.result is not None and state.result.frames is not None:
            return "", ""
        if state.failure is not None:
            return "No path", state.failure.message
        if not is_complete(self._controller.scene.request(layer)):
            return "No class", NO_CLASS
        if state.result is not None:
            return "Frames\u2026", "The path is solved: its frames are being decoded."
        return "Solving\u2026", "The frame appears here when the path is solved."

    def _arrange(self, count: int) -> None:
        """Show `count` views in rows that fit the pane; nothing is touched while their number stays."""
        if count == self._shown:
            return
        self._shown = count
        columns = NOW_COLUMNS[0] if count <= NOW_COLUMNS[0] else NOW_COLUMNS[1]
        side = (NOW_WIDTH - (columns - 1) * NOW_GAP) // columns
        while len(self._views) < count:
            self._views.append(ImageView(side, parent=self))
        for index, view in enumerate(self._views):
            view.setVisible(index < count)
            view.set_size(side)
            self._grid.addWidget(view, index // columns, index % columns)


def _frame_at(result: PathResult | None, time: float) -> np.ndarray | None:
    if result is None or result.frames is None:
        return None
    return result.frames[min(int(np.abs(result.times - time).argmin()), len(result.frames) - 1)]
