"""The first principal component of latents over time, every draw a line (NI fig. 5)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..methods import NeurInt
from ..projection import common_axis
from ..request import PathResult
from ..scene import Layer, Scene
from .base import Curve, Figure, Panel, Picture, shown_paths


def _make(scene: Scene, results: Mapping[str, PathResult], samples: np.ndarray) -> Picture:
    layers = [layer for layer, _ in shown_paths(scene, results)]
    axis = common_axis([results[layer.id].latents for layer in layers])
    curves = []
    for layer in layers:
        result, label = results[layer.id], scene.label(layer)
        lines = axis.to_view(result.latents)[..., 0]
        if lines.ndim == 1:
            curves.append(Curve(label, result.times, lines, layer.style))
            continue
        for draw, line in enumerate(lines):
            curves.append(Curve(f"{label}, draw {draw + 1}", result.times, line, layer.style, "" if draw else label))
    share = f"{axis.explained[0]:.0%}"
    return Picture((Panel(f"PC1 of latents, {share} of the variance", "t", "PC1", tuple(curves)),), aspect=0.5)


COMPONENTS = Figure(
    "Draws over time",
    "The first principal component of every draw over time, for one target or several: NI fig. 5.",
    (Layer("neurint", NeurInt(), 2, draws=4),),
    _make,
)
