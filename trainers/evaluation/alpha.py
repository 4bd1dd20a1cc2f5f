"""Where on an arc an interpolated image seems to be: its nearest true view tells (AE figs. 7 and 15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ...engine.figures import Curve, Panel
from ...engine.parameters import parameter
from ...engine.progress import Progress
from .comparison import BY_ENDS, MAIN, QUIET, by_ends, side_by_side
from .nearest import Nearest
from .protocol import PROTOCOLS
from .report import Report, Row
from .views_protocol import ArcsProtocol
from .ways import in_parts


@PROTOCOLS.register("alpha")
@dataclass(frozen=True)
class AlphaProtocol(ArcsProtocol):
    """AE figs. 7 and 15: the angle from the source to the nearest view, as a share of the arc.

    The nearest is looked for among all views of the object, and the angle is the shorter way round, with its sign, so
    that a share below 0 or above 1 is possible.
    """

    interval: float = parameter(70.0, "Interval", "Length of an arc.", low=0.0, high=360.0, unit="°")

    summary: ClassVar[str] = "Position that an interpolated view's nearest true view stands for (AE figs. 7, 15)."
    legend: ClassVar[str] = (
        "alpha is the share of the arc at which the nearest true view stands. error: how far off it is, mean over all "
        "positions but both ends; of its median: the same of the median over arcs; between quartiles: how far those "
        f"are apart; {BY_ENDS}."
    )
    figure: ClassVar[str] = "median and quartiles of the predicted position for each model"

    def run(self, device: str, progress: Progress) -> Report:
        """Measure every model, the cross-dissolve and the truth."""
        comparison = self.compare(device, progress.within(0.0, 0.2))
        rings, views, index = comparison.rings, comparison.views, self.arcs(comparison)
        nearest = Nearest(views)
        times = np.arange(index.shape[1]) * rings.step / self.interval
        angle, factor = views.factors[:, rings.column], views.described[rings.column]
        rows: list[Row] = []
        details: list[Row] = []
        quartiles: list[np.ndarray] = []
        for way, stage in comparison.stages(progress.within(0.2, 1.0)):
            found = np.empty(index.shape)
            for part, places in in_parts(index, stage, f"{way.model}: nearest views"):
                seen = nearest.find(way.frames(places), places)
                found[part] = factor.difference(angle[places[:, :1]], angle[seen]) / self.interval
            low, middle, high = np.quantile(found, [0.25, 0.5, 0.75], axis=0)
            quartiles.append(np.stack([low, middle, high]))
            wrong = np.abs(found - times)[:, 1:-1].mean(1)
            rows.append(way.row("error of alpha", wrong))
            rows.append(way.row("error of its median", np.abs(middle - times)[1:-1]))
            rows.append(way.row("between quartiles", (high - low)[1:-1]))
            rows += [way.row(f"error of alpha, {name}", wrong[chosen]) for name, chosen in by_ends(views, index)]
            for name, curve in (("lower quartile", low), ("median", middle), ("upper quartile", high)):
                details += [way.row(f"{name} at {time:.3g}", [value]) for time, value in zip(times, curve)]
        # Of several seeds, the means of their quartiles.
        shown = [(line.name, line.mean(quartiles)) for line in comparison.lines]
        reach = min(band.min() for _, band in shown), max(band.max() for _, band in shown)
        panels = tuple(
            Panel(
                name, "true alpha", "predicted alpha",
                (Curve("median and quartiles", times, middle, MAIN, band=(low, high)),
                 Curve("perfect", times, times, QUIET)),
                y_range=reach, legend=place == 0,
            )
            for place, (name, (low, middle, high)) in enumerate(shown)
        )  # fmt: skip
        return comparison.report(self, {"arcs": len(index)}, rows, details, side_by_side(panels))
