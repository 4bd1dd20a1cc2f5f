"""Step distances of geodesics that differ in epsilon (FG fig. 4)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..errors import ExplorerError
from ..methods import Geodesic
from ..metric import Metric
from ..request import PathResult
from ..scene import Layer, Scene
from .base import Figure, Panel, Picture, shown_paths
from .steps import STEP_DISTANCE, step_curve

EPSILONS = (0.001, 0.01, 0.1, 0.25)
"""The values of FG fig. 4."""


def _make(scene: Scene, results: Mapping[str, PathResult], samples: np.ndarray) -> Picture:
    own = [
        (layer.method.epsilon, layer, result)
        for layer, result in shown_paths(scene, results)
        if isinstance(layer.method, Metric)
    ]
    if len({epsilon for epsilon, _, _ in own}) < 2:
        raise ExplorerError(
            "This figure compares geodesics of different epsilon: duplicate the geodesic and turn its epsilon, or open "
            "the demo 'epsilon'."
        )
    own.sort(key=lambda entry: entry[0])
    curves = tuple(step_curve(f"\u03b5 = {epsilon:g}", layer, result) for epsilon, layer, result in own)
    return Picture((Panel("Step distance by \u03b5", "t", STEP_DISTANCE, curves),), aspect=0.5)


EPSILON = Figure(
    "Steps by epsilon",
    "Step distances of geodesics that differ in epsilon: FG fig. 4.",
    tuple(Layer(f"epsilon-{value:g}", Geodesic(epsilon=value), style) for style, value in enumerate(EPSILONS)),
    _make,
)
