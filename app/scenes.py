"""The scene a model starts with where no demo or file says otherwise."""

from __future__ import annotations

from dataclasses import replace

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
    """The same paths and parameters on another model, between its own first pictures."""
    start = default_scene(model)
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
    return replace(start, layers=layers, selected=scene.selected, points=scene.points, view=view, corners=corners)
