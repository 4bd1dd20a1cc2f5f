"""Figures by Matplotlib, the same bytes for the same numbers."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from .base import Panel, Picture
from .palette import Palette
from .settings import FigureSettings

if TYPE_CHECKING:
    from matplotlib.axes import Axes

UNITS = 100
"""Units of width an inch."""
TEXT, CAPTION = 8.5, 7.5
PEN, DOT = 1.6, 3.0
LEGEND_LINE, LEGEND_HANDLE, LEGEND_LETTER = 17, 50, 6.2
"""Units of a legend below the panels: height of a line, width of a pen's sample with its gaps, and of a letter."""
NO_ENTRY = "_"
"""A label that Matplotlib leaves out of the legend."""


def draw(
    picture: Picture, form: str, settings: FigureSettings, palette: Palette, resolution: float | None = None
) -> bytes:
    """The picture as 'svg' or 'png', at the settings' resolution or another one.

    No font, date or random name makes two drawings differ.
    """
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(_style(palette)):
        entries = _entries(picture) if picture.shared else []
        across = _legend_columns(entries, settings.width)
        height = settings.width * picture.aspect + LEGEND_LINE * -(-len(entries) // across)
        figure = Figure(figsize=(settings.width / UNITS, height / UNITS), dpi=UNITS, layout="constrained")
        columns = min(picture.columns or len(picture.panels), len(picture.panels))
        places = list(figure.subplots(-(-len(picture.panels) // columns), columns, squeeze=False).flat)
        for axes, panel in zip(places, picture.panels):
            _draw_panel(axes, panel, palette, legend=panel.legend and not picture.shared)
        for axes in places[len(picture.panels) :]:
            axes.remove()
        if entries:
            handles = {label: handle for axes in places for handle, label in zip(*axes.get_legend_handles_labels())}
            figure.legend(
                [handles[entry] for entry in entries], entries, loc="outside lower left", ncols=across,
                columnspacing=1.5,
            )  # fmt: skip
        stream = io.BytesIO()
        nothing = {"Date": None} if form == "svg" else {"Software": None}
        figure.savefig(stream, format=form, dpi=UNITS * (resolution or settings.resolution), metadata=nothing)
    return stream.getvalue()


def _entries(picture: Picture) -> list[str]:
    """What the legends of the panels say, each thing once."""
    curves = [curve for panel in picture.panels if panel.legend for curve in panel.curves]
    said = [curve.label if curve.entry is None else curve.entry for curve in curves]
    return list(dict.fromkeys(filter(None, said)))


def _legend_columns(entries: list[str], width: float) -> int:
    """How many entries stand beside each other below the panels."""
    longest = max(map(len, entries), default=0)
    return max(1, min(len(entries), int(width / (LEGEND_HANDLE + LEGEND_LETTER * longest))))


def _draw_panel(axes: Axes, panel: Panel, palette: Palette, legend: bool) -> None:
    if panel.dots is not None:
        label, places = panel.dots
        axes.plot(*places.T, "o", color=palette.dim, alpha=0.3, markersize=DOT, markeredgewidth=0, label=label)
    for index, curve in enumerate(panel.curves):
        color, dash = palette.path(curve.style)
        entry = curve.label if curve.entry is None else curve.entry
        finite = np.isfinite(curve.x) & np.isfinite(curve.y)
        if curve.band is not None:
            axes.fill_between(curve.x, *curve.band, color=color, alpha=0.2, linewidth=0)
        axes.plot(
            np.where(finite, curve.x, np.nan), curve.y, color=color, label=entry or NO_ENTRY, gid=f"curve-{index}",
            linestyle=(0, dash) if dash else "-",
        )  # fmt: skip
    for label, place in panel.marks:
        axes.plot(*place[:, None], "o", color=palette.text, markersize=2 * DOT, markeredgewidth=0)
        axes.annotate(
            label, (place[0], place[1]), xytext=(7, 5), textcoords="offset points", color=palette.text, fontsize=TEXT
        )
    axes.set_title(panel.title, loc="left", color=palette.text)
    axes.set_xlabel(panel.x_label)
    axes.set_ylabel(panel.y_label)
    if panel.y_range is not None:
        axes.set_ylim(panel.y_range[0] - 0.02, panel.y_range[1] + 0.02)
    if panel.equal:
        axes.set_aspect("equal", adjustable="datalim")
    if legend and (len(panel.curves) > 1 or panel.dots is not None):
        axes.legend()


def _style(palette: Palette) -> dict[Any, Any]:
    """Matplotlib's settings for the look of the program."""
    return {
        "figure.facecolor": palette.ground, "axes.facecolor": palette.ground, "savefig.facecolor": palette.ground,
        "text.color": palette.text, "axes.labelcolor": palette.dim, "axes.edgecolor": palette.line,
        "xtick.color": palette.line, "ytick.color": palette.line,
        "xtick.labelcolor": palette.dim, "ytick.labelcolor": palette.dim,
        "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "axes.axisbelow": True,
        "grid.color": palette.line, "grid.linewidth": 0.6, "axes.linewidth": 0.8,
        "lines.linewidth": PEN, "lines.dash_capstyle": "butt", "lines.solid_joinstyle": "round",
        "font.family": "DejaVu Sans", "font.size": CAPTION, "axes.titlesize": TEXT, "axes.labelsize": CAPTION,
        "axes.titleweight": "bold", "legend.frameon": False, "legend.fontsize": CAPTION, "legend.handlelength": 2.6,
        "svg.hashsalt": "interp-explorer", "svg.fonttype": "path", "path.simplify": False,
    }  # fmt: skip
