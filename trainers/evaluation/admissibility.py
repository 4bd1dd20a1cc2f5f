"""The four conditions that make an interpolation admissible, measured on arcs of views (AE sec. 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from ...engine.figures import Panel, Picture
from ...engine.measures import MEASURES, DecodedPath
from ...engine.metric import Metric
from ...engine.parameters import parameter, to_dict
from ...engine.progress import Progress
from ...engine.qualities.make import make_quality
from .compared import MODELS_HELP, floats
from .comparison import DATA_HELP, Comparison, curves, numbered
from .nearest import Nearest
from .protocol import PROTOCOLS
from .report import Report, Row
from .ways import METHODS_HELP, in_parts, labels

CONDITIONS = {
    "boundary-error": "1 boundary error",
    "monotonicity-violations": "2 steps back",
    "lipschitz-constant": "3 Lipschitz K",
}
NEAREST, CREDIBILITY = "4 gap to the nearest view", "4 least Q"


@PROTOCOLS.register("admissibility")
@dataclass(frozen=True)
class AdmissibilityProtocol:
    """AE sec. 2 on arcs of views: boundary, monotonicity, smoothness and credibility.

    The first three are the measures of a path by those names. P(x) is not known: the gap of the least likely frame to
    its nearest true view stands for it, as root mean squared difference of a pixel, and the least Q (the density rank
    under the model's prior) where there are latents.
    """

    models: str = parameter("", "Models", MODELS_HELP)
    data: str = parameter("", "Data", DATA_HELP)
    methods: str = parameter("linear", "Methods", METHODS_HELP)
    interval: float = parameter(80.0, "Interval", "Length of an arc.", low=0.0, high=360.0, unit="°")
    seed: int = parameter(0, "Seed", "Of what is drawn on the way.", low=0, high=2**31 - 1)

    summary: ClassVar[str] = "The four conditions of an admissible interpolation (AE sec. 2)."
    figure: ClassVar[str] = "gap to the nearest true view, and size of the steps, by position"

    def run(self, device: str, progress: Progress) -> Report:
        """Measure every model, the cross-dissolve and the truth."""
        comparison = Comparison.open(self.models, self.data, device)
        rings, views = comparison.rings(), comparison.views
        index = rings.arcs(rings.steps_in(self.interval))
        compared = comparison.ways(self.methods, self.seed, progress.within(0.0, 0.2))
        nearest = Nearest(views)
        qualities = {model.name: make_quality(model, Metric()) for model in comparison.models}
        times = np.linspace(0, 1, index.shape[1])
        rows: list[Row] = []
        details: list[Row] = []
        gaps: list[np.ndarray] = []
        speeds: list[np.ndarray] = []
        for way, stage in comparison.stages(compared, progress.within(0.2, 1.0)):
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
        settings = {**to_dict(self), **comparison.settings(), "arcs": len(index)}
        shown = numbered(compared, labels(compared))
        middles = (times[1:] + times[:-1]) / 2
        panels = (
            Panel("Gap to the nearest true view", "alpha", "RMS of a pixel", curves(shown, times, gaps)),
            Panel("Speed of the images", "alpha", "distance over time", curves(shown, middles, speeds), legend=False),
        )
        return Report(
            "admissibility", settings, tuple(rows), "spread", layout="measures", details=tuple(details),
            picture=Picture(panels, aspect=0.42),
        )  # fmt: skip
