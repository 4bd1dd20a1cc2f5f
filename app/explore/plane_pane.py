"""The plane: every layer's curve, what surrounds it, and the hand that pulls it; or the grid in its place."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ...engine.methods import is_steered
from ...engine.projection import Projection
from ...engine.request import ControlPoint
from ...engine.scene import PROJECTIONS, Layer
from ...engine.spread import tube, view_moments
from ...widgets.elided_label import ElidedLabel
from ...widgets.ends_panel import ENDS
from ...widgets.message_line import MessageLine
from ...widgets.pictures import picture
from ...widgets.plane.curve import no_draws, no_marks, no_points, no_times
from ...widgets.plane_view import ARROW, END, Curve, PlaneView
from ...widgets.segmented import UnderlineTabs
from ...widgets.style import current_theme, set_role
from ...widgets.theme import Theme
from .controller import ExploreController
from .grid_pane import GridPane
from .velocity_arrow import arrow

CARD_SIDE = 88
HANDLE_TIMES = (0.25, 0.5, 0.75)
FAINT_DRAWS = 63
TABS = {
    "plane": "Coordinates a, b of the nearest point a z0 + b z1 (RI eq. 4, FG eq. 15)",
    "isometric": "The plane of the ends and the origin, with true lengths",
    "pca-2": "The two main axes of paths and prior samples",
    "pca-3": "The three main axes of paths and prior samples; drag to turn",
}
LINE_COLORS = ("grey", "blue")
"""As the view draws the families of lines."""
GRID = "grid"
GRID_TAB = (GRID, "Four corners", "A grid of images between four (AE figs. 9-13)")
GRID_NOTE = "bilinear in latent space"


class PlanePane(QWidget):
    """Projects the controller's latents for a PlaneView, and turns what the hand does back into latents."""

    fitted = Signal()

    def __init__(self, controller: ExploreController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._drag: tuple[str, float | None] | None = None
        self._fit_wanted, self._fit_again = True, False
        choices = [*((name, label, TABS[name]) for name, label in PROJECTIONS.items()), GRID_TAB]
        self.tabs = UnderlineTabs(choices, self)
        self.note = ElidedLabel("", self)
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        set_role(self.note, "caption")
        self.view = PlaneView(self)
        self.grid = GridPane(controller, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.grid)
        self.message = MessageLine(parent=self)
        # Many results may arrive between two frames of the screen; they are drawn once.
        self._redraw = QTimer(self, singleShot=True, interval=0)
        self._redraw.timeout.connect(self._draw)

        header = QHBoxLayout()
        header.setSpacing(16)
        header.addWidget(self.tabs)
        header.addWidget(self.note, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(header)
        column.addWidget(self._stack, 1)
        column.addWidget(self.message)
        self._connect()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.view.set_theme(theme)
        self.grid.refresh()
        self._redraw.start()

    def fit(self) -> None:
        """Show everything."""
        self.view.fit()
        self.fitted.emit()

    def _connect(self) -> None:
        controller, view, surroundings = self._controller, self.view, self._controller.surroundings
        self.tabs.chosen.connect(self._choose)
        controller.journal.scene_changed.connect(self._show_tab)
        controller.journal.scene_changed.connect(self._redraw.start)
        controller.journal.draft_changed.connect(self._redraw.start)
        controller.solving.changed.connect(lambda _: self._redraw.start())
        controller.view.playhead_changed.connect(view.set_playhead)
        controller.curves.failed.connect(self.message.show_message)
        controller.journal.history_changed.connect(self.message.clear)
        surroundings.projection_changed.connect(self._reproject)
        surroundings.samples_changed.connect(self._show_samples)
        surroundings.encoded_changed.connect(self._show_samples)
        surroundings.encoded_changed.connect(self._redraw.start)
        surroundings.map_changed.connect(self._show_map)
        surroundings.looked.connect(self._show_look)
        view.hovered.connect(self._hover)
        view.hover_left.connect(lambda: view.set_hover_card(None))
        view.curve_clicked.connect(self._click)
        view.draw_clicked.connect(self._choose_draw)
        view.control_pulled_out.connect(self._pull_out)
        view.control_drag_started.connect(self._start_drag)
        view.control_dragged.connect(partial(self._drag_to, final=False))
        view.control_drag_finished.connect(partial(self._drag_to, final=True))
        view.control_added.connect(lambda layer, t, x, y: controller.curves.add_control(layer, t, None))
        view.control_removed.connect(self._remove)
        view.control_drag_cancelled.connect(self._give_up)
        controller.journal.stroke_dropped.connect(self._let_go)
        controller.solving.finished.connect(self._keep_in_sight)

    def _choose(self, name: str) -> None:
        if name == GRID:
            self._controller.ends.show_grid()
        else:
            self._controller.view.set_projection(name)

    def _show_tab(self) -> None:
        view = self._controller.scene.view
        self.tabs.set_current(GRID if view.grid else view.projection)
        self._stack.setCurrentWidget(self.grid if view.grid else self.view)
        if view.grid:
            self.note.setText(GRID_NOTE)

    def _draw(self) -> None:
        controller, scene = self._controller, self._controller.scene
        projection = controller.surroundings.projection
        if projection is None or scene.view.grid:
            return
        curves = [self._curve(layer, projection) for layer in scene.layers if layer.visible]
        ends = projection.to_view(np.array([scene.source.latent, scene.target.latent]))
        self.view.set_ends(ends[0], ends[1])
        # The other planes are laid through the ends, which cannot move in them.
        self.view.set_ends_movable(scene.view.projection == "pca-2")
        self.view.set_curves([curve for curve in curves if curve is not None])
        self.view.set_playhead(scene.view.playhead)
        self._show_note(projection)
        if self._fit_wanted and any(curve is not None for curve in curves):
            self._fit_wanted, self._fit_again = False, True
            self.fit()
        if self._fit_again and not any(self._is_awaited(layer) for layer in scene.layers if layer.visible):
            # A path that was still on its way may reach further than those that were here.
            self._fit_again = False
            self.fit()

    def _is_awaited(self, layer: Layer) -> bool:
        state = self._controller.solving.state(layer.id)
        return state.failure is None and (state.result is None or self._controller.solving.stale(layer.id))

    def _curve(self, layer: Layer, projection: Projection) -> Curve | None:
        controller = self._controller
        known = controller.solving.latents(controller.scene, layer)
        if known is None:
            return None
        times, latents = known
        draws = latents if latents.ndim == 3 else latents[None]
        chosen = min(layer.chosen, len(draws) - 1)
        points = projection.to_view(draws[chosen])
        selected = layer.id == controller.scene.selected
        control_times = np.array([p.time for p in layer.controls])
        controls = no_points()
        if layer.controls:
            controls = projection.to_view(np.array([p.latent for p in layer.controls]))
        handles, handle_times = no_points(), no_times()
        if selected and not layer.controls and latents.ndim == 2 and not is_steered(layer.method):
            handle_times = np.array(HANDLE_TIMES)
            handles = np.stack([np.interp(handle_times, times, axis) for axis in points.T], axis=1)
        mean, tube = self._spread(layer, projection)
        result = controller.solving.shown(layer) if selected else None
        ends = None if result is None else arrow(controller.scene, layer, result.flight)
        return Curve(
            layer.id,
            points,
            times,
            current_theme().path_style(layer.style),
            selected,
            controller.solving.stale(layer.id),
            controls,
            control_times,
            handles,
            handle_times,
            projection.to_view(np.delete(draws, chosen, axis=0)[:FAINT_DRAWS]),
            mean,
            tube,
            no_points() if ends is None else projection.to_view(ends),
            layer.chosen_velocity is not None,
            no_points() if layer.target is None else projection.to_view(np.array([layer.target.latent])),
            self._off(draws[chosen]),
            layer.method.random and not is_steered(layer.method),
        )

    def _off(self, latents: np.ndarray) -> np.ndarray:
        """Which points of a path (n, D) are off the manifold of the encoded data, while these are shown."""
        encoded = self._controller.surroundings.encoded
        if encoded is None or encoded.latents.shape[-1] != latents.shape[-1]:
            return no_marks()
        return encoded.off(latents)

    def _spread(self, layer: Layer, projection: Projection) -> tuple[np.ndarray, np.ndarray]:
        """The mean of a layer's random paths and the tube around it, as far as they are known and wanted."""
        result = self._controller.solving.state(layer.id).result
        known = None
        if result is not None and layer.method.random and self._controller.scene.view.band:
            known = view_moments(result.law, result.latents, projection)
        if known is None:
            return no_points(), no_draws()
        mean, covariance = known
        return mean, tube(mean, covariance) if mean.shape[-1] == 2 else no_draws()

    def _show_note(self, projection: Projection) -> None:
        """What the picture leaves out, and how much of the selected path is off the manifold."""
        controller, parts = self._controller, []
        path = (
            controller.solving.path(controller.scene, controller.scene.selected) if controller.scene.selected else None
        )
        off = no_marks() if path is None else self._off(path[1])
        if len(off):
            parts.append(f"{int(off.sum())} of {len(off)} off manifold")
        if projection.note:
            parts.append(projection.note)
        elif projection.explained:
            shares = " + ".join(f"{share:.0%}" for share in projection.explained)
            parts.append(f"explains {shares} of the variance")
        elif path is not None:
            parts.append(f"residual off plane {projection.residual(path[1]):.1%}")
        self.note.setText(" · ".join(parts))

    def _reproject(self) -> None:
        projection = self._controller.surroundings.projection
        if projection is None:
            return
        self.view.set_aspect_locked(projection.aspect_locked)
        self._fit_wanted = True
        self._show_samples()
        self._show_map()
        self._redraw.start()

    def _show_samples(self) -> None:
        """The cloud behind the paths: samples of the prior, or the encoded data with lines along their factors."""
        surroundings = self._controller.surroundings
        encoded, projection = surroundings.encoded, surroundings.projection
        cloud = surroundings.samples if encoded is None else encoded.latents
        if cloud is None or projection is None or cloud.shape[-1] != len(projection.origin) or not len(cloud):
            self.view.set_samples(None)
            self.view.set_grid_lines(())
            self.view.set_note("")
            return
        places = projection.to_view(cloud)
        self.view.set_samples(places)
        lines = () if encoded is None else encoded.lines
        families = list(dict.fromkeys(name for name, _ in lines))
        self.view.set_grid_lines([(families.index(name), places[index]) for name, index in lines])
        words = [f"{name} {color}" for name, color in zip(families, LINE_COLORS)]
        self.view.set_note("" if encoded is None else f"{encoded.name}: {len(cloud)} images{_list_of(words)}")

    def _show_map(self) -> None:
        surroundings = self._controller.surroundings
        self.view.set_heat_map(surroundings.quality_map, surroundings.map_rectangle)

    def _hover(self, x: float, y: float) -> None:
        projection = self._controller.surroundings.projection
        if projection is not None and projection.down.shape[1] == 2 and self._drag is None:
            self._controller.surroundings.look(self._controller.scene, projection.to_latent(np.array([x, y])))

    def _show_look(self, latent: np.ndarray, image: np.ndarray, quality: float) -> None:
        pixmap = picture(image, CARD_SIDE, CARD_SIDE, self.devicePixelRatioF())
        encoded, text = self._controller.surroundings.encoded, f"Q {quality:.2f}"
        if encoded is not None and len(encoded.reaches):
            text += f" · off {encoded.distance(latent[None])[0]:.1f}"
        self.view.set_hover_card(pixmap, text)

    def _click(self, layer_id: str, time: float) -> None:
        self._controller.layers.select(layer_id)
        self._controller.view.set_playhead(time)

    def _choose_draw(self, layer_id: str, index: int, time: float) -> None:
        """Of the faint draws, which leave out the chosen one."""
        chosen = self._controller.scene.layer(layer_id).chosen
        self._controller.layers.choose_draw(layer_id, index + (index >= chosen))
        self._click(layer_id, time)

    def _pull_out(self, layer_id: str, time: float, x: float, y: float) -> None:
        index = self._controller.curves.add_control(layer_id, time, np.array([x, y]))
        if index is None:
            self.view.release_hold()
            return
        self._drag = (layer_id, self._controls(layer_id)[index].time)
        # The view goes on with this drag as soon as it sees the new control point.
        self._draw()

    def _start_drag(self, layer_id: str, index: int) -> None:
        if layer_id == END:
            self._drag = (END, None)
            return
        controls = self._controls(layer_id)
        if index == ARROW:
            self._drag = (layer_id, None)
        elif index < len(controls):
            self._drag = (layer_id, controls[index].time)

    def _drag_to(self, layer_id: str, index: int, x: float, y: float, final: bool) -> None:
        if self._drag is None:
            return
        time = self._drag[1]
        if final:
            self._drag = None
        if layer_id == END:
            self._controller.curves.move_end(ENDS[index], np.array([x, y]), final)
            return
        times = [p.time for p in self._controls(layer_id)]
        if time is None:
            self._controller.curves.set_velocity(layer_id, np.array([x, y]), final)
        elif time in times:
            self._controller.curves.move_control(layer_id, times.index(time), np.array([x, y]), final)

    def _give_up(self, layer_id: str, index: int) -> None:
        self._drag = None
        self._controller.journal.cancel_stroke()

    def _let_go(self) -> None:
        """Whatever the hand holds is no longer being moved."""
        self._drag = None
        self.view.release_hold()

    def _keep_in_sight(self, layer_id: str) -> None:
        """Fit again where the selected path, solved in full, has left a view that nobody has moved since."""
        projection, path = self._controller.surroundings.projection, None
        if layer_id == self._controller.scene.selected and projection is not None and projection.down.shape[1] == 2:
            path = self._controller.solving.path(self._controller.scene, layer_id)
        if path is None or projection is None or not self.view.fitted:
            return
        x0, y0, x1, y1 = self.view.view_rect()
        low, high = projection.to_view(path[1]).min(0), projection.to_view(path[1]).max(0)
        if low[0] < x0 or low[1] < y0 or high[0] > x1 or high[1] > y1:
            self._fit_again = True
            self._redraw.start()

    def _remove(self, layer_id: str, index: int) -> None:
        if index == ARROW:
            self._controller.curves.use_drawn_velocity(layer_id)
        elif index < len(self._controls(layer_id)):
            self._controller.curves.remove_control(layer_id, index)

    def _controls(self, layer_id: str) -> tuple[ControlPoint, ...]:
        return self._controller.scene.layer(layer_id).controls


def _list_of(words: list[str]) -> str:
    """', lines of azimuth grey, of elevation blue'."""
    return f", lines of {', of '.join(words)}" if words else ""
