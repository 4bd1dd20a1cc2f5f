"""Two line plots alone: Q and step distance of three paths. Arguments: `--dark`.

Start it with `python -m interp_explorer.widgets.examples.line_plot`.
"""

from __future__ import annotations

import sys

import numpy as np
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ..line_plot import LinePlot, Series
from ..theme import DARK, LIGHT, Theme

TIMES = np.linspace(0.0, 1.0, 50)


def plots(theme: Theme) -> QWidget:
    """Two plots that share a playhead."""
    dip = np.exp(-(((TIMES - 0.5) / 0.2) ** 2))
    gap = np.where(np.abs(TIMES - 0.85) < 0.03, np.nan, 0.88 + 0.06 * np.sin(12.0 * TIMES))
    middle = (TIMES[1:] + TIMES[:-1]) / 2
    bump = np.exp(-(((middle - 0.5) / 0.14) ** 2))
    styles = [theme.path_style(i) for i in range(3)]
    quality = LinePlot("Quality Q")
    quality.set_series([
        Series("linear", TIMES, 0.95 - 0.7 * dip, styles[0]),
        Series("spherical", TIMES, 0.95 - 0.6 * np.roll(dip, -2), styles[1], stale=True),
        Series("geodesic", TIMES, gap, styles[2], selected=True),
    ])  # fmt: skip
    quality.set_range(0.0, 1.0)
    steps = LinePlot("Step distance")
    steps.set_series([
        Series("linear", middle, 4.0 + 38.0 * bump, styles[0]),
        Series("spherical", middle, 6.0 + 33.0 * np.roll(bump, -3), styles[1]),
        Series("geodesic", middle, 15.0 + 3.0 * np.sin(12.0 * middle), styles[2], selected=True),
    ])  # fmt: skip
    pane = QWidget()
    palette = pane.palette()
    palette.setColor(QPalette.ColorRole.Window, theme.pane)
    pane.setPalette(palette)
    layout = QVBoxLayout(pane)
    layout.setContentsMargins(16, 16, 16, 16)
    layout.setSpacing(8)
    for plot in (quality, steps):
        plot.set_theme(theme)
        layout.addWidget(plot)
        for other in (quality, steps):
            plot.scrubbed.connect(other.set_playhead)
        plot.set_playhead(0.62)
    return pane


def main() -> None:
    """Open the example."""
    application = QApplication(sys.argv)
    pane = plots(DARK if "--dark" in sys.argv else LIGHT)
    pane.resize(292, 270)
    pane.show()
    application.exec()


if __name__ == "__main__":
    main()
