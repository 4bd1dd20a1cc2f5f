"""Where on an arc an interpolated image seems to be: its nearest true view tells (AE figs. 7 and 15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ...engine.figures import Curve, Panel, Picture
from ...engine.parameters import parameter, to_dict
from ...engine.progress import Progress
from .compared import MODELS_HELP
from .comparison import DATA_HELP, MAIN, QUIET, Comparison, by_ends, numbered
from .nearest import Nearest
from .protocol import PROTOCOLS
from .report import Report, Row
from .ways import METHODS_HELP, in_parts, labels


@PROTOCOLS.register("alpha")
@dataclass(frozen=True)
class AlphaProtocol:
    """AE figs. 7 and 15: the angle from the source to the nearest view, as a share of the arc.

    The nearest is looked for among all views of the object, and the angle is the shorter way round, with its sign, so
    that a share below 0 or above 1 is possible.
    """

    models: str = parameter("", "Models", MODELS_HELP)
    data: str = parameter("", "Data", DATA_HELP)
    methods: str = parameter("linear", "Methods", METHODS_HELP)
    interval: float = parameter(70.0, "Interval", "Length of an arc.", low=0.0, high=360.0, unit="°")
    seed: int = parameter(0, "Seed", "Of what is drawn on the way.", low=0, high=2**31 - 1)

    summary: ClassVar[str] = "Position that an interpolated view's nearest true view stands for (AE figs. 7, 15)."
    figure: ClassVar[str] = "median and quartiles of the predicted position for each model"

    def run(self, device: str, progress: Progress) -> Report:
        """Measure every model, the cross-dissolve and the truth."""
        comparison = Comparison.open(self.models, self.data, device)
        rings, views = comparison.rings(), comparison.views
        index = rings.arcs(rings.steps_in(self.interval))
        compared = comparison.ways(self.methods, self.seed, progress.within(0.0, 0.2))
        nearest = Nearest(views)
        times = np.arange(index.shape[1]) * rings.step / self.interval
        angle, factor = views.factors[:, rings.column], views.described[rings.column]
        rows: list[Row] = []
        details: list[Row] = []
        quartiles: list[np.ndarray] = []
        for way, stage in comparison.stages(compared, progress.within(0.2, 1.0)):
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
        settings = {**to_dict(self), **comparison.settings(), "arcs": len(index)}
        panels = tuple(
            Panel(
                name, "true alpha", "predicted alpha",
                (Curve("median and quartiles", times, quartiles[k][1], MAIN, band=(quartiles[k][0], quartiles[k][2])),
                 Curve("perfect", times, times, QUIET)),
                y_range=(min(map(np.min, quartiles)), max(map(np.max, quartiles))), legend=place == 0,
            )
            for place, (k, name) in enumerate(numbered(compared, labels(compared)))
        )  # fmt: skip
        picture = Picture(panels, aspect=0.42 * -(-len(panels) // 3), columns=3)
        return Report(
            "alpha", settings, tuple(rows), "spread", layout="measures", details=tuple(details), picture=picture
        )
