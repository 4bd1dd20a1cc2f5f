"""Paths and prior samples as the plane of the window shows them (FG figs. 10 and 12, right)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..methods import Geodesic, Linear, Spherical
from ..projection import make_projection
from ..request import PathResult
from ..scene import Layer, Scene
from .base import Curve, Figure, Panel, Picture, shown_paths

FLAT = {"pca-3": "pca-2"}
"""A figure has two dimensions."""
NAMES = {
    "plane": ("Plane of the ends (FG eq. 15)", "a", "b"),
    "isometric": ("Plane of the ends, isometric", "along z\u2080 to z\u2081", "across"),
    "pca-2": ("Principal components", "first component", "second component"),
}


def _make(scene: Scene, results: Mapping[str, PathResult], samples: np.ndarray) -> Picture:
    paths = shown_paths(scene, results)
    ends = np.array([scene.source.latent, scene.target.latent])
    name = FLAT.get(scene.view.projection, scene.view.projection)
    projection = make_projection(
        name, ends[0], ends[1], lambda: np.concatenate([ends, *(result.latents for _, result in paths), samples])
    )
    curves = []
    for layer, result in paths:
        x, y = projection.to_view(result.latents).T
        curves.append(Curve(scene.label(layer), x, y, layer.style))
    title, x_label, y_label = NAMES["pca-2" if projection.note else name]
    dots = ("prior samples", projection.to_view(samples)) if len(samples) else None
    z0, z1 = projection.to_view(ends)
    marks = (("z\u2080", z0), ("z\u2081", z1))
    return Picture(
        (Panel(title, x_label, y_label, tuple(curves), dots, marks, equal=projection.aspect_locked),), aspect=0.75
    )


PROJECTION = Figure(
    "Projection",
    "All paths and prior samples in two coordinates: FG figs. 10 and 12.",
    (Layer("linear", Linear(), 0), Layer("spherical", Spherical(), 1), Layer("geodesic", Geodesic(), 2)),
    _make,
)
