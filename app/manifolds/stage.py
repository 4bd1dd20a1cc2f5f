"""The middle of the Manifolds tab: the plane, space, the row of sets and the player."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ...engine.manifolds.measures.pairs import PAIRS
from ...engine.manifolds.measures.task import MeasureResult
from ...engine.manifolds.surfaces import Obstacles
from ...engine.manifolds.surfaces.shapes import Stroke
from ...engine.manifolds.task import SurfaceResult, SurfaceTask
from ...widgets.message_line import MessageLine
from ...widgets.set_panels import SetPanels
from ...widgets.sketch_view import Dots, Region, SketchCurve, SketchView
from ...widgets.space.bodies import BODIES, Body
from ...widgets.space_view import SpaceCurve, SpacePoint, SpaceView
from ...widgets.style import current_theme, set_role
from ...widgets.swatch import Swatch
from ...widgets.theme import PathStyle, Theme
from ..explore.throttle import Throttle
from .controller import ManifoldsController
from .player import Player
from .scenes import PAINTED_LABEL, DrawnSets, PaintedSets
from .tools import Tools

HOMES = {
    "plane": (-0.5, -0.4, 1.7, 1.5),
    "half-sphere": (-0.5, -0.4, 1.7, 1.5),
    "without-disk": (-1.7, -1.5, 1.7, 1.7),
    "obstacles": (-2.0, -1.6, 2.0, 1.6),
    "painted": (-6.0, -5.0, 6.0, 6.0),
}
SETS_HOME = (-8.0, -8.0, 8.0, 8.0)
LABELS = ("z\u2080", "z\u2081")
KEPT_LINES = 24
FAINT, STALE = 0.28, 0.6
MARGIN = 16


class Stage(QWidget):
    """Draws the controller's scene and result, and tells it what the hand does."""

    def __init__(self, controller: ManifoldsController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._bodies: dict[str, Body] = {}
        self.title = QLabel(self)
        set_role(self.title, "title")
        self.legend = Legend(self)
        self.tools = Tools(self)
        self.sketch = SketchView(self)
        self.space = SpaceView(self)
        self.message = MessageLine(dismissible=False, parent=self)
        self.panels = SetPanels(self)
        self.player = Player(controller, self)

        header = QHBoxLayout()
        header.setSpacing(12)
        header.addWidget(self.title)
        header.addWidget(self.legend)
        header.addStretch(1)
        header.addWidget(self.tools)
        views = QHBoxLayout()
        views.setSpacing(12)
        views.addWidget(self.sketch, 1)
        views.addWidget(self.space, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 12, MARGIN, 12)
        column.setSpacing(8)
        column.addLayout(header)
        column.addLayout(views, 1)
        for part in (self.message, self.panels, self.player):
            column.addWidget(part)
        self._connect()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.sketch.set_theme(theme)
        self.space.set_theme(theme)
        self._draw()

    def _connect(self) -> None:
        controller, sketch = self._controller, self.sketch
        self._redraw = Throttle(self._draw, self, 16)
        self._remap = Throttle(lambda: controller.ask_for_map(sketch.view_rect()), self)
        controller.state_changed.connect(self._show_scene)
        controller.result_changed.connect(self._redraw.ask)
        controller.position_changed.connect(self._redraw.ask)
        controller.map_changed.connect(self.sketch.set_heat_map)
        controller.failed.connect(self.message.show_message)
        sketch.view_changed.connect(self._remap.ask)
        sketch.mark_dragged.connect(lambda index, x, y: controller.move_end(index, x, y, final=False))
        sketch.mark_released.connect(lambda index, x, y: controller.move_end(index, x, y, final=True))
        sketch.painted.connect(self._paint)
        sketch.erased.connect(lambda places: controller.erase(places, self.tools.radius))
        self.tools.changed.connect(lambda: sketch.set_tool(self.tools.tool, self.tools.radius))
        self.tools.cleared.connect(controller.clear)
        self.panels.chosen.connect(self._redraw.ask)

    def _paint(self, places: np.ndarray) -> None:
        tools = self.tools
        self._controller.paint(tools.chosen, places, tools.radius, tools.hand)

    def _show_scene(self) -> None:
        """What follows from the scene alone."""
        controller = self._controller
        scene, name = controller.scene, controller.state.current
        surface = scene.surface if isinstance(scene, SurfaceTask) else None
        self.tools.show_for(scene)
        self.sketch.setVisible(surface is None or surface.flat)
        self.space.setVisible(surface is not None and bool(surface.body))
        self.panels.setVisible(surface is None)
        if surface is not None and surface.body:
            self._bodies.setdefault(surface.body, BODIES[surface.body]())
            self.space.set_body(self._bodies[surface.body])
        self.sketch.set_home(HOMES.get(name, SETS_HOME))
        ends = np.array([scene.source, scene.target]) if isinstance(scene, SurfaceTask) and scene.surface.flat else ()
        self.sketch.set_marks(np.array(ends), LABELS)
        shapes = surface.shapes if isinstance(surface, Obstacles) else ()
        self.sketch.set_regions([
            Region(np.array(shape.places), shape.radius if isinstance(shape, Stroke) else None) for shape in shapes
        ])  # fmt: skip
        self.legend.show_for(scene)
        self._remap.ask()
        self._redraw.ask()

    def _draw(self) -> None:
        """What follows from the result and the step shown."""
        controller = self._controller
        result, scene = controller.result, controller.scene
        if isinstance(scene, SurfaceTask):
            self.title.setText(type(scene.surface).label)
            self.sketch.set_dots([])
            self._draw_surface(scene, result if isinstance(result, SurfaceResult) else None)
        else:
            self._draw_sets(scene, result if isinstance(result, MeasureResult) else None)

    def _draw_surface(self, scene: SurfaceTask, result: SurfaceResult | None) -> None:
        theme, opacity = current_theme(), STALE if self._controller.stale else 1.0
        styles = line_styles(theme)
        lines: list[tuple[np.ndarray, np.ndarray, PathStyle, float, float]] = []
        if result is not None:
            shown = result.steps[: self._controller.step + 1]
            every = max(1, -(-len(shown) // KEPT_LINES))
            quiet = PathStyle(styles["computed"].color)
            lines += [(step.latents, step.embedded, quiet, 1.1, FAINT * opacity) for step in shown[1:-1:every]]
            first, last = shown[0], shown[-1]
            lines.append((first.latents, first.embedded, styles["start"], 1.8, 0.9 * opacity))
            lines.append((last.latents, last.embedded, styles["computed"], 3.4, opacity))
            # On top and thinner: where both agree, both are seen.
            if result.exact is not None and result.exact_embedded is not None:
                lines.append((result.exact.latents, result.exact_embedded, styles["exact"], 1.7, opacity))
        if scene.surface.flat:
            self.sketch.set_curves([SketchCurve(*line[:1], *line[2:]) for line in lines])
        else:
            self.sketch.set_curves([])
        if scene.surface.body:
            self.space.set_curves([SpaceCurve(*line[1:]) for line in lines])
            ends = result.embedded[[0, -1]] if result is not None else np.zeros((0, 3))
            self.space.set_points([SpacePoint(place, label) for place, label in zip(ends, LABELS, strict=False)])

    def _draw_sets(self, scene: DrawnSets | PaintedSets, result: MeasureResult | None) -> None:
        theme, stale = current_theme(), self._controller.stale
        colors = {name: style.color for name, style in line_styles(theme).items()}
        self.title.setText(PAIRS[scene.pair].label if isinstance(scene, DrawnSets) else PAINTED_LABEL)
        self.sketch.set_curves([])
        sets = np.zeros((0, 0, 2))
        self.panels.set_colors(colors["start"], colors["computed"], colors["exact"])
        if result is not None:
            sets = result.steps[min(self._controller.step, len(result.steps) - 1)].sets
            if len(self.panels.sets()) != len(sets):
                self.panels.set_current(len(sets) // 2)
        self.panels.set_sets(sets, stale)
        dots: list[Dots] = []
        given = self._given(scene, result)
        sizes = 7.0 if isinstance(scene, PaintedSets) else 5.0
        dots.append(Dots(given[0], colors["start"], sizes, 0.65))
        dots.append(Dots(given[1], colors["exact"], sizes, 0.65))
        if len(sets):
            now = sets[min(self.panels.current(), len(sets) - 1)]
            opacity = STALE if stale else 1.0
            dots.append(Dots(now, colors["computed"], 5.0, 0.85 * opacity, sets))
        self.sketch.set_dots(dots)

    def _given(self, scene: DrawnSets | PaintedSets, result: MeasureResult | None) -> tuple[np.ndarray, np.ndarray]:
        """The two sets between which the path goes, as they are asked for now."""
        if isinstance(scene, PaintedSets):
            return np.array(scene.source).reshape(-1, 2), np.array(scene.target).reshape(-1, 2)
        task = scene.task() if result is None or self._controller.stale else result.task
        return np.array(task.source), np.array(task.target)


class Legend(QWidget):
    """What each line, or each colour, is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._parts: list[tuple[Swatch, QLabel]] = []
        for _ in range(3):
            swatch, words = Swatch(PathStyle("#000000"), self), QLabel(self)
            set_role(words, "caption")
            self._row.addWidget(swatch)
            self._row.addWidget(words)
            self._row.addSpacing(6)
            self._parts.append((swatch, words))

    def show_for(self, scene: object) -> None:
        """Name the lines of a surface, or the colours of sets."""
        styles = line_styles(current_theme())
        if isinstance(scene, SurfaceTask):
            named = [(styles["computed"], "computed"), (styles["exact"], "exact"), (styles["start"], "start")]
        else:
            solid = {name: replace(style, dash=()) for name, style in styles.items()}
            named = [(solid["start"], "first"), (solid["computed"], "between"), (solid["exact"], "last")]
        for (swatch, words), (style, text) in zip(self._parts, named, strict=True):
            swatch.set_style(style)
            words.setText(text)


def line_styles(theme: Theme) -> dict[str, PathStyle]:
    """The look of the computed curve, of the exact one and of the first one."""
    return {
        "computed": PathStyle(theme.path_style(2).color),
        "exact": PathStyle(theme.path_style(5).color, (4.0, 2.5)),
        "start": PathStyle(theme.path_style(3).color, (1.0, 1.6)),
    }
