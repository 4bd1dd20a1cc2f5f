"""What all visible paths are like along the way: quality, and one more measure that is chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from ...engine.attribute_share import attribute_share
from ...engine.measures import series
from ...engine.projection import common_axis, principal_axes
from ...engine.request import PathResult
from ...engine.scene import PLOTS, Layer
from ...engine.spread import Band, Law, component_band, norm_band
from ...widgets.line_plot import LIMITS, NO_VALUES, LinePlot, Series
from ...widgets.sections import Section
from ...widgets.style import current_theme, set_role
from ...widgets.theme import Theme
from .controller import ExploreController
from .throttle import Throttle

MOST_LINES = 32
"""Of the draws of a layer in one plot."""
PLOT_HEIGHT = 84
ACTION = "{} \N{BLACK DOWN-POINTING SMALL TRIANGLE}"


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
        self.other.set_empty_text(controller.truth.lack if name == "truth" and controller.truth.lack else NO_VALUES)
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
        plots = (self.quality, self.other)
        room = max(LIMITS, *(plot.limits_needed() for plot in plots))
        for plot in plots:
            # One time stands at one place in both.
            plot.set_limits_width(room)
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
