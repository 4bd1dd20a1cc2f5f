"""The curves of a run: one group at a time, with a legend that tells the values at a step."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ...widgets.legend import Legend
from ...widgets.line_plot import LinePlot, number
from ...widgets.segmented import UnderlineTabs
from ...widgets.style import current_theme
from ...widgets.theme import Theme
from .curves import LOSSES, Curves

PLOT_HEIGHT, LEGEND_WIDTH = 204, 232
HINTS = {
    LOSSES: "What is minimised, and what else is measured on each batch",
    "Gradients": "Norms of gradients: how hard each loss pulls",
    "Logits": "What the discriminator says of images",
    "Latents": "How far codes are apart",
    "Schedule": "What changes by plan: weights, and how many grids have grown",
}


NOTHING = "The losses appear here with the first steps that are logged."


class Plots(QWidget):
    """`looked_at` carries the step under the playhead, or None at the end, where it stays as the run goes on."""

    looked_at = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves = Curves()
        self._step: float | None = None
        self.tabs = UnderlineTabs(((LOSSES, LOSSES, HINTS[LOSSES]),), self)
        self.plot = LinePlot("", self)
        self.plot.setFixedHeight(PLOT_HEIGHT)
        self.plot.set_time_text(lambda time: f"step {self._step_at(time):,.0f}")
        self.plot.set_limits_width(56.0)
        self.legend = Legend(self)
        self.legend.setFixedWidth(LEGEND_WIDTH)
        self.plot.set_empty_text(NOTHING)
        tabs = QHBoxLayout()
        tabs.addWidget(self.tabs)
        tabs.addStretch(1)
        right = QVBoxLayout()
        right.setContentsMargins(0, 22, 0, 0)
        right.addWidget(self.legend)
        right.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.plot, 1)
        row.addLayout(right)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(tabs)
        column.addLayout(row)
        self.tabs.chosen.connect(lambda _: self._show())
        self.plot.scrubbed.connect(self._look)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.plot.set_theme(theme)
        self._show()

    def show_curves(self, curves: Curves) -> None:
        """Draw what was logged; the step that is looked at stays."""
        if curves is not self._curves:
            self._step = None
        self._curves = curves
        groups = curves.groups or [LOSSES]
        if groups != self.tabs._names:
            self.tabs.set_choices([(group, group, HINTS[group]) for group in groups])
        self._show()

    def _show(self) -> None:
        series, positive = self._curves.series(self.tabs.current(), current_theme())
        self.legend.setVisible(bool(series))
        first, last = self._curves.span
        at = 1.0 if self._step is None else (self._step - first) / max(last - first, 1.0)
        at = min(max(at, 0.0), 1.0)
        self.plot.set_log(positive)
        self.plot.set_caption(f"{self.tabs.current()} by step" + (", logarithmic" if positive and series else ""))
        self.plot.set_series(series)
        self.plot.set_playhead(at)
        values = [np.interp(at, each.x, each.y, left=np.nan) for each in series]
        written = ["\u2013" if np.isnan(value) else number(float(value), abs(value) or 1.0) for value in values]
        self.legend.set_entries([(each.style, each.id, text) for each, text in zip(series, written)])

    def _step_at(self, time: float) -> float:
        first, last = self._curves.span
        return first + time * (last - first)

    def _look(self, time: float) -> None:
        self._step = None if time >= 1.0 else self._step_at(time)
        self._show()
        self.looked_at.emit(self._step)
