"""How far interpolated images are from the true views between two views of an object (AE figs. 6 and 14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ...engine.figures import Panel, Picture
from ...engine.parameters import parameter
from ...engine.progress import Progress
from .compared import floats
from .comparison import BY_ENDS, Comparison, by_ends
from .protocol import PROTOCOLS
from .report import Report, Row
from .views_protocol import ArcsProtocol
from .ways import Way, in_parts


@PROTOCOLS.register("arc")
@dataclass(frozen=True)
class ArcProtocol(ArcsProtocol):
    """AE figs. 6 and 14: two views some 80 degrees apart, joined; squared error of a pixel against the true views.

    Arcs start at every view and wrap around; their inner positions are averaged. Ends that the models may have been
    trained on and others are told apart as well, and so are true views that they were not trained on.
    """

    shortest: float = parameter(
        15.0, "Shortest", "Of the lengths up to the interval that are compared; 0 for none.", low=0.0, high=360.0,
        unit="°",
    )  # fmt: skip
    as_printed: bool = parameter(
        False, "As printed", "Count 14 inner positions, as the paper's text does, in place of 15: one step less."
    )

    summary: ClassVar[str] = "Error of interpolated views against the true ones (AE figs. 6, 14)."
    legend: ClassVar[str] = (
        "MSE is the mean squared error of a pixel, which is from 0 to 1. inner: mean over all positions but both ends; "
        f"peak: at the worst of these; unseen views: where the true view is held out; {BY_ENDS}."
    )
    figure: ClassVar[str] = "mean and spread of the error by position, and its mean by the length of the arc"

    def run(self, device: str, progress: Progress) -> Report:
        """Measure every model, the cross-dissolve and the truth."""
        comparison = self.compare(device, progress.within(0.0, 0.2))
        rings, views = comparison.rings, comparison.views
        steps = rings.steps_in(self.interval) - self.as_printed
        lengths = [n for n in range(2, steps + 1) if 0 < self.shortest <= n * rings.step + 1e-6]
        rows: list[Row] = []
        details: list[Row] = []
        errors: list[np.ndarray] = []
        by_length: list[np.ndarray] = []
        index = rings.arcs(steps)
        inner = slice(1, -1)
        unseen = views.held[index[:, inner]]
        for way, stage in comparison.stages(progress.within(0.2, 1.0)):
            found = _errors(way, index, views.images, stage.within(0.0, 0.3))
            errors.append(found)
            of_arc = found[:, inner].mean(1)
            peak = 1 + int(found[:, inner].mean(0).argmax())
            rows.append(way.row("inner MSE", of_arc))
            rows.append(way.row("peak MSE", found[:, peak]))
            rows += [way.row(f"inner MSE, {name}", of_arc[chosen]) for name, chosen in by_ends(views, index)]
            if unseen.any():
                rows.append(way.row("inner MSE, unseen views", found[:, inner][unseen]))
            rows.append(way.row("MSE at the ends", found[:, [0, -1]]))
            details += [
                way.row(f"MSE at {position * rings.step:g}", found[:, position]) for position in range(steps + 1)
            ]
            means = []
            for place, length in enumerate(lengths):
                part = stage.within(0.3 + 0.7 * place / len(lengths), 0.3 + 0.7 * (place + 1) / len(lengths))
                values = _errors(way, rings.arcs(length), views.images, part)[:, inner].mean(1)
                details.append(way.row(f"inner MSE over {length * rings.step:g}", values))
                means.append(float(values.mean()))
            by_length.append(np.array(means))
        picture = _picture(comparison, errors, np.array(lengths) * rings.step, by_length)
        return comparison.report(self, {"positions": steps + 1, "arcs": len(index)}, rows, details, picture)


def _errors(way: Way, index: np.ndarray, images: np.ndarray, progress: Progress) -> np.ndarray:
    """Mean squared error of a pixel at every position, (A, P)."""
    found = np.empty(index.shape)
    for part, places in in_parts(index, progress, f"{way.model}: arcs of {index.shape[1]} views"):
        true = floats(images[places], "cpu")
        found[part] = (way.frames(places) - true).square().flatten(2).mean(2).numpy()
    return found


def _picture(
    comparison: Comparison, errors: list[np.ndarray], lengths: np.ndarray, by_length: list[np.ndarray]
) -> Picture:
    """AE fig. 6: mean and spread by position, mean by length."""
    times = np.linspace(0, 1, errors[0].shape[1])
    means, deviations = [found.mean(0) for found in errors], [found.std(0) for found in errors]
    panels = [
        Panel("Mean error", "alpha", "MSE", comparison.curves(times, means)),
        Panel("Spread over arcs", "alpha", "standard deviation", comparison.curves(times, deviations), legend=False),
    ]
    if len(lengths):
        lines = comparison.curves(lengths, by_length)
        panels.append(Panel("By length of the arc", "degrees", "mean of inner MSE", lines, legend=False))
    return Picture(tuple(panels), aspect=0.36, shared=True)
