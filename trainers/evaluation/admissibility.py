"""The four conditions that make an interpolation admissible, measured on arcs of views (AE sec. 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from ...engine.figures import Panel, Picture
from ...engine.measures import MEASURES, DecodedPath
from ...engine.metric import Metric
from ...engine.progress import Progress
from ...engine.qualities.make import make_quality
from .compared import floats
from .nearest import Nearest
from .protocol import PROTOCOLS
from .report import Report, Row
from .views_protocol import ArcsProtocol
from .ways import in_parts

CONDITIONS = {
    "boundary-error": "1 boundary error",
    "monotonicity-violations": "2 steps back",
    "lipschitz-constant": "3 Lipschitz K",
}
NEAREST, CREDIBILITY = "4 gap to the nearest view", "4 least Q"


@PROTOCOLS.register("admissibility")
@dataclass(frozen=True)
class AdmissibilityProtocol(ArcsProtocol):
    """AE sec. 2 on arcs of views: boundary, monotonicity, smoothness and credibility.

    The first three are the measures of a path by those names. P(x) is not known: the gap of the least likely frame to
    its nearest true view stands for it, as root mean squared difference of a pixel, and the least Q (the density rank
    under the model's prior) where there are latents.
    """

    summary: ClassVar[str] = "The four conditions of an admissible interpolation (AE sec. 2)."
    figure: ClassVar[str] = "gap to the nearest true view, and size of the steps, by position"

    def run(self, device: str, progress: Progress) -> Report:
        """Measure every model, the cross-dissolve and the truth."""
        comparison = self.compare(device, progress.within(0.0, 0.2))
        views, index = comparison.views, self.arcs(comparison)
        nearest = Nearest(views)
        qualities = {model.name: make_quality(model, Metric()) for model in comparison.models}
        times = np.linspace(0, 1, index.shape[1])
        rows: list[Row] = []
        details: list[Row] = []
        gaps: list[np.ndarray] = []
        speeds: list[np.ndarray] = []
        for way, stage in comparison.stages(progress.within(0.2, 1.0)):
            found: dict[str, list[float]] = {name: [] for name in CONDITIONS}
            gap, step, least = np.empty(index.shape), np.empty((len(index), len(times) - 1)), []
            for part, places in in_parts(index, stage, f"{way.model}: conditions"):
                frames, ends = way.frames(places), floats(views.images[places[:, [0, -1]]], "cpu").flatten(2)
                gap[part] = nearest.gap(frames, places)
                flat = frames.flatten(2)
                step[part] = flat.diff(dim=1).square().sum(2).numpy()
                for arc, (images, (source, target)) in enumerate(zip(flat.numpy(), ends.numpy())):
                    path = DecodedPath(times, images, step[part][arc], np.ones(len(times)), source, target, epsilon=0.0)
                    for name, values in found.items():
                        values.append(MEASURES[name].compute(path))
                if way.latents is not None:
                    with torch.no_grad():
                        quality = qualities[way.model].log_quality(way.latents(places)).exp()
                    least += quality.amin(1).tolist()
            rows += [way.row(CONDITIONS[name], values) for name, values in found.items()]
            rows.append(way.row(NEAREST, gap.max(1)))
            if least:
                rows.append(way.row(CREDIBILITY, least))
            details += [way.row(f"gap at {time:.3g}", column) for time, column in zip(times, gap.T)]
            gaps.append(gap.mean(0))
            speeds.append((np.sqrt(step) / np.diff(times)).mean(0))
        middles = (times[1:] + times[:-1]) / 2
        panels = (
            Panel("Gap to the nearest true view", "alpha", "RMS of a pixel", comparison.curves(times, gaps)),
            Panel(
                "Speed of the images", "alpha", "distance over time", comparison.curves(middles, speeds), legend=False
            ),
        )
        return comparison.report(self, {"arcs": len(index)}, rows, details, Picture(panels, aspect=0.42, shared=True))
