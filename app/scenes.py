"""The scene a model starts with where no demo or file says otherwise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..engine.edits import as_latent
from ..engine.errors import ExplorerError
from ..engine.methods import Geodesic, Linear, NeurInt, Spherical
from ..engine.model_file import read_gallery, read_header
from ..engine.model_library import find_model
from ..engine.scene import End, Layer, Scene, View

LAYERS = (
    Layer("linear-1", Linear(), 0),
    Layer("spherical-1", Spherical(), 1),
    Layer("geodesic-1", Geodesic(), 2),
)
LEARNED = Layer("neurint-1", NeurInt(), 2, draws=4)


def default_scene(model: str) -> Scene:
    """Line, great circle and geodesic between two pictures of a model's gallery; where the model has learned paths,
    a few of those in place of the geodesic.

    Without a gallery the ends are two points of the first two axes. Raises ExplorerError if the model
    cannot be read.
    """
    path = find_model(model)
    header, gallery = read_header(path), read_gallery(path)
    if len(gallery) >= 2:
        other = next((i for i in range(1, len(gallery)) if gallery.labels[i] != gallery.labels[0]), 1)
        ends = [End(as_latent(gallery.latents[i]), f"gallery:{i}") for i in (0, other)]
    else:
        axes = [[1.5 * (i == axis) for i in range(header.latent_dimension)] for axis in (0, 1)]
        ends = [End(tuple(axis)) for axis in axes]
    layers = (*LAYERS[:2], LEARNED) if "field" in header.networks else LAYERS
    return Scene(model, ends[0], ends[1], layers, selected=layers[-1].id)


def check_with_model(scene: Scene) -> None:
    """Raise ExplorerError if the scene's model cannot be read, or has another number of latent coordinates."""
    header = read_header(find_model(scene.model))
    if header.latent_dimension != len(scene.source.latent):
        raise ExplorerError(
            f"The scene's ends have {len(scene.source.latent)} coordinates, model {scene.model} has "
            f"{header.latent_dimension}: the scene was made with another model of that name."
        )


def with_model(scene: Scene, model: str) -> Scene:
    """The same paths and parameters on another model: between the same pictures, where its gallery has both, so that
    models of the same images can be compared; or else between its own first ones."""
    start = default_scene(model)
    source, target = _same_pictures(scene, model) or (start.source, start.target)
    layers = tuple(replace(layer, controls=(), own_velocities=(), target=None) for layer in scene.layers)
    view = replace(
        View(),
        projection=scene.view.projection,
        samples=scene.view.samples,
        heat_map=scene.view.heat_map,
        band=scene.view.band,
        grid=scene.view.grid,
        cloud=scene.view.cloud,
        truth=scene.view.truth,
    )
    corners = replace(start.corners, size=scene.corners.size)
    return replace(
        start, source=source, target=target, layers=layers, selected=scene.selected, points=scene.points, view=view,
        corners=corners,
    )  # fmt: skip


def _same_pictures(scene: Scene, model: str) -> tuple[End, End] | None:
    """Both ends of a scene in another model's gallery, None where one is no picture of it."""
    try:
        own = read_gallery(find_model(scene.model))
    except ExplorerError:
        return None  # a model that is gone has no pictures to look for
    other, found = read_gallery(find_model(model)), []
    for end in (scene.source, scene.target):
        kind, _, index = end.origin.partition(":")
        if kind != "gallery" or not index.isdecimal() or int(index) >= len(own):
            return None
        place, picture = int(index), own.images[int(index)]
        same = [i for i, image in enumerate(other.images) if np.array_equal(image, picture)]
        if not same:
            return None
        place = place if place in same else same[0]
        found.append(End(as_latent(other.latents[place]), f"gallery:{place}"))
    return found[0], found[1]
