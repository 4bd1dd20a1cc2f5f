"""The right pane of the Manifolds tab: how near the answer is, the energy's fall, and all parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...engine.manifolds.measures.task import MeasureResult
from ...engine.manifolds.task import SurfaceGeodesic, SurfaceResult, SurfaceTask
from ...engine.parameters import describe
from ...widgets.figures import Figures
from ...widgets.form import ParameterForm
from ...widgets.line_plot import LinePlot, Series
from ...widgets.sections import Section
from ...widgets.style import current_theme
from ...widgets.theme import Theme
from .controller import ManifoldsController
from .scenes import DrawnSets
from .stage import line_styles

PLOT_HEIGHT = 104
HIDDEN = ("quality", "level", "alpha", "space", "kernel", "gamma", "offset")
"""Parameters of a geodesic that mean nothing on a toy surface."""
SHOWN = tuple(p.name for p in describe(SurfaceGeodesic) if p.name not in HIDDEN)
LABEL_WIDTH = 84
MINUS = "\N{MINUS SIGN}"


class Inspector(QWidget):
    """Figures and plot follow the step shown; forms change the scene."""

    def __init__(self, controller: ManifoldsController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self.figures = Figures(self)
        self.plot = LinePlot("Energy by iteration", self)
        self.plot.set_log(True)
        self.plot.setFixedHeight(PLOT_HEIGHT)
        compared = Section("Compared", parent=self)
        compared.body.addWidget(self.figures)
        compared.body.addWidget(self.plot)
        self.scene_section = Section("Scene", "Reset", parent=self)
        self.scene_section.action.setToolTip("Bring the scene back as the paper has it")
        self.solver_section = Section("Optimisation", parent=self)
        self.surface = ParameterForm(label_width=LABEL_WIDTH)
        self.draws = ParameterForm(label_width=LABEL_WIDTH)
        self.recording = ParameterForm(label_width=LABEL_WIDTH)
        self.method = ParameterForm(label_width=LABEL_WIDTH, only=SHOWN)
        self.sets = ParameterForm(label_width=LABEL_WIDTH)
        self.forms = (self.surface, self.draws, self.recording, self.method, self.sets)
        for form in (self.surface, self.draws):
            self.scene_section.body.addWidget(form)
        for form in (self.sets, self.method, self.recording):
            self.solver_section.body.addWidget(form)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        for part in (compared, self.scene_section, self.solver_section):
            column.addWidget(part)
        column.addStretch(1)
        self._connect()

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.plot.set_theme(theme)
        self._show_result()

    def finish_fields(self) -> None:
        """Take what is being set in any field as set."""
        for form in self.forms:
            form.flush()

    def _connect(self) -> None:
        controller = self._controller
        controller.state_changed.connect(self._show_scene)
        controller.result_changed.connect(self._show_result)
        controller.position_changed.connect(self._show_step)
        self.plot.scrubbed.connect(controller.seek)
        self.scene_section.action_triggered.connect(controller.reset)
        for form, field in (
            (self.surface, "surface"), (self.recording, "recording"), (self.method, "method"), (self.sets, "method"),
            (self.draws, "draws"),
        ):  # fmt: skip
            form.changed.connect(self._changer(field))

    def _changer(self, field: str) -> Callable[[Any, bool], None]:
        """What takes a changed instance from a form into the scene."""

        def change(instance: Any, final: bool) -> None:
            controller = self._controller
            old = getattr(controller.state.scene, field, None)
            if type(old) is not type(instance):  # a stroke that ended after its scene had gone
                return
            names = [p.label for p in describe(instance) if getattr(instance, p.name) != getattr(old, p.name)]
            label = f"change {names[0]}" if names else f"change {field}"
            controller.change(replace(controller.scene, **{field: instance}), label, final)

        return change

    def _show_scene(self) -> None:
        scene = self._controller.scene
        on_surface = isinstance(scene, SurfaceTask)
        # In space there is no left and right to start from.
        self.recording.set_only(None if on_surface and scene.surface.flat else ("points", "every"))
        shown: dict[ParameterForm, Any] = {
            self.surface: scene.surface if on_surface else None,
            self.recording: scene.recording if on_surface else None,
            self.method: scene.method if on_surface else None,
            self.sets: None if on_surface else scene.method,
            self.draws: scene.draws if isinstance(scene, DrawnSets) else None,
        }
        for form, instance in shown.items():
            useful = instance is not None and bool(describe(instance))
            form.setVisible(useful)
            if useful:
                form.set_instance(instance)
        self._show_result()

    def _show_result(self) -> None:
        result, stale = self._controller.result, self._controller.stale
        style = line_styles(current_theme())["computed"]
        if result is None or len(result.steps) < 2:
            self.plot.set_series([])
        else:
            costs = np.array([step.cost for step in result.steps])
            at = np.linspace(0.0, 1.0, len(costs))
            self.plot.set_series([Series("energy", at, costs, style, selected=True, stale=stale)])
        self._show_step()

    def _show_step(self) -> None:
        self.plot.set_playhead(self._controller.position)
        result = self._controller.result
        index = self._controller.step
        if isinstance(result, SurfaceResult):
            self.figures.show_rows(_surface_rows(result, index))
        elif isinstance(result, MeasureResult):
            self.figures.show_rows(_measure_rows(result, index))
        else:
            empty = ("Length", "Exact") if isinstance(self._controller.scene, SurfaceTask) else ("Cost", "Bound")
            self.figures.show_rows([(name, "\u2013", "") for name in empty])


def _surface_rows(result: SurfaceResult, index: int) -> list[tuple[str, str, str]]:
    step = result.steps[min(index, len(result.steps) - 1)]
    length = float(np.linalg.norm(np.diff(step.embedded, axis=0), axis=1).sum())
    rows = [("Length", f"{length:.5f}", "The length of the curve shown, on the surface")]
    if result.exact is None:
        rows.append(("Exact", "not known", "No closed form is known for this scene"))
    else:
        limit = ", K \u2192 \u221e" if result.exact.limit else ""
        why = "What the length approaches as K grows without bound" if limit else "The length of the shortest way"
        rows.append((f"Exact{limit}", f"{result.exact.length:.5f}", why))
        if result.exact.length > 0:
            rows.append(("Difference", percent(length / result.exact.length - 1), "Length over the exact one, less 1"))
    rows.append(("Energy", f"{step.cost:.5g}", "The discrete energy that is minimised (FG eq. 5)"))
    return [*rows, *_effort(result)]


def _measure_rows(result: MeasureResult, index: int) -> list[tuple[str, str, str]]:
    step = result.steps[min(index, len(result.steps) - 1)]
    rows = [
        ("Cost", f"{step.cost:.5g}", "The sum of squared distances of neighbouring sets (FG eq. 13)"),
        ("Straight lines", f"{result.start_cost:.5g}", "The cost of the first guess"),
        ("Lower bound", f"{result.least:.5g}", "|phi(X) \u2212 phi(Y)|\u00b2 / K: no K steps cost less"),
    ]
    if result.least > 0:
        rows.append(("Over the bound", percent(step.cost / result.least - 1), "Cost over the lower bound, less 1"))
    return [*rows, *_effort(result)]


def _effort(result: SurfaceResult | MeasureResult) -> list[tuple[str, str, str]]:
    on_surface = isinstance(result, SurfaceResult)
    points = len(result.latents) if on_surface else len(result.task.source)
    whole = "Of all stages together" if on_surface and result.task.method.optimiser == "fast" else "Of the optimiser"
    text = f"{result.steps[-1].iteration} in {result.seconds:.2f} s"
    return [("Iterations", text, f"{whole}, with {points} points")]


def percent(share: float) -> str:
    """A share in percent with its sign: '+0.01 %'."""
    if abs(share) < 5e-5:
        return "0.00 %"
    digits = f"{abs(share) * 100:.2f}" if abs(share) < 10 else f"{abs(share) * 100:.0f}"
    return f"{MINUS if share < 0 else '+'}{digits} %"
