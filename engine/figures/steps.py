"""Step distances and Q over time: the start against the solved path (FG figs. 10 and 12, bottom)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..measures import step_times
from ..methods import Geodesic, Linear
from ..request import PathResult
from ..scene import Layer, Scene
from .base import Curve, Figure, Panel, Picture, shown_paths

STEP_DISTANCE = "Squared distance of neighbouring images"


def step_curve(label: str, layer: Layer, result: PathResult) -> Curve:
    """The squared decoder distances of a path's steps, at the middles of the steps."""
    assert result.step_distances is not None
    return Curve(label, step_times(result.times), result.step_distances, layer.style)


def _make(scene: Scene, results: Mapping[str, PathResult], samples: np.ndarray) -> Picture:
    paths = shown_paths(scene, results)
    steps = tuple(step_curve(scene.label(layer), layer, result) for layer, result in paths)
    quality = tuple(
        Curve(scene.label(layer), result.times, result.quality, layer.style)
        for layer, result in paths
        if result.quality is not None
    )
    return Picture(
        (Panel("Step distance", "t", STEP_DISTANCE, steps), Panel("Quality", "t", "Q", quality, y_range=(0.0, 1.0))),
        aspect=0.4,
    )


STEPS = Figure(
    "Steps and quality",
    "Step distances and Q over time, before and after: FG figs. 10 and 12.",
    (Layer("linear", Linear(), 0), Layer("geodesic", Geodesic(), 2)),
    _make,
)
