"""A scene: everything the user has asked for, as plain data. Saved, loaded, undone, shared. No torch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from .metric import Metric, own_metric
from .request import ControlPoint, Latent, OwnSeeds, OwnVelocities, PathRequest

LONGEST_NAME = 60
MAXIMUM_SAMPLES = 5000
PROJECTIONS = {"plane": "Plane (Eq. 4/15)", "isometric": "Isometric", "pca-2": "PCA 2-D", "pca-3": "PCA 3-D"}
PLOTS = {
    "step distance": "Step distance",
    "speed": "Latent speed",
    "norm": "Latent norm",
    "variation": "Quadratic variation",
    "component": "PC1 of frames",
    "latent component": "PC1 of latents",
    "truth": "Error to truth",
}
"""What can be plotted along the paths beside their quality."""
CLOUDS = {"prior": "Prior samples", "data": "Encoded data"}
"""What lies behind the paths."""
CORNERS = ("top left", "top right", "bottom left", "bottom right")
FEWEST_CELLS, MOST_CELLS = 2, 24


@dataclass(frozen=True)
class End:
    """One end of every path. `origin` says where it came from: 'gallery:3', 'random:7', 'image:FILE',
    'cell:2,5' of the grid, 'latent'."""

    latent: Latent
    origin: str = "latent"


@dataclass(frozen=True)
class Layer:
    """One path of the scene: how it is made and how it is shown. `style` indexes the theme's path styles.

    Of several draws the `chosen` one has the strip; `own_seeds` are those of draws that were drawn anew alone,
    `own_velocities` those that were set by hand.
    Without a `name` it is called after its method. With a `target` of its own it goes there, and not to the scene's.
    """

    id: str
    method: Any
    style: int = 0
    visible: bool = True
    seed: int = 0
    draws: int | None = None
    controls: tuple[ControlPoint, ...] = ()
    own_seeds: OwnSeeds = ()
    chosen: int = 0
    name: str = ""
    own_velocities: OwnVelocities = ()
    target: End | None = None

    @property
    def chosen_velocity(self) -> Latent | None:
        """The velocity that was set for the chosen draw, or None."""
        return dict(self.own_velocities).get(self.chosen)

    @property
    def chosen_seed(self) -> int:
        """The seed of the chosen draw: its own, or that of all draws."""
        return dict(self.own_seeds).get(self.chosen, self.seed)

    @property
    def metric(self) -> Metric | None:
        """The layer's own metric, where its method has one."""
        return own_metric(self.method)


@dataclass(frozen=True)
class Corners:
    """A grid of images between four (AE figs. 9-13), `size` cells a side. `ends` are in the order of CORNERS, or none
    where the user has chosen none: see `engine.corners`."""

    ends: tuple[End, ...] = ()
    size: int = 8


@dataclass(frozen=True)
class View:
    """How the scene is looked at. `band`: show mean and 90 % band of random paths; `plot`: a key of `PLOTS`; `grid`:
    show the grid of the four corners in place of the plane; `cloud`: a key of `CLOUDS`; `truth`: show the true
    frames where they are known."""

    projection: str = "plane"
    samples: int = 500
    sample_seed: int = 0
    heat_map: bool = True
    playhead: float = 0.5
    band: bool = True
    plot: str = "step distance"
    grid: bool = False
    cloud: str = "prior"
    truth: bool = True


@dataclass(frozen=True)
class Scene:
    """Model, ends, layers and view. `title` and `story` caption a demo or a lesson; `pixels` as in `PathRequest`."""

    model: str
    source: End
    target: End
    layers: tuple[Layer, ...]
    points: int = 50
    view: View = View()
    selected: str = ""
    title: str = ""
    story: str = ""
    pixels: str = "mean"
    corners: Corners = Corners()

    def layer(self, layer_id: str) -> Layer:
        """The layer of that id. Raises KeyError."""
        for layer in self.layers:
            if layer.id == layer_id:
                return layer
        raise KeyError(layer_id)

    @property
    def selected_layer(self) -> Layer | None:
        """The layer whose parameters are shown, if one is selected."""
        return next((layer for layer in self.layers if layer.id == self.selected), None)

    def label(self, layer: Layer) -> str:
        """What a layer is called: its own name, or its method's, numbered where there are several of it."""
        if layer.name:
            return layer.name
        alike = [other.id for other in self.layers if type(other.method) is type(layer.method)]
        return layer.method.label if len(alike) == 1 else f"{layer.method.label} {alike.index(layer.id) + 1}"

    def with_layer(self, layer: Layer) -> Scene:
        """The scene with the layer of the same id replaced, or with a new one appended."""
        if any(known.id == layer.id for known in self.layers):
            return replace(self, layers=tuple(layer if known.id == layer.id else known for known in self.layers))
        return replace(self, layers=(*self.layers, layer))

    def without_layer(self, layer_id: str) -> Scene:
        """The scene without the layer of that id."""
        return replace(self, layers=tuple(layer for layer in self.layers if layer.id != layer_id))

    def target_of(self, layer: Layer) -> End:
        """Where a layer's path goes: to the target of its own, or to the scene's."""
        return self.target if layer.target is None else layer.target

    @cached_property
    def metric(self) -> Metric:
        """The metric of all layers that have none of their own: the selected layer's, else the first there is."""
        ranked = sorted(self.layers, key=lambda layer: layer.id != self.selected)
        return next((layer.metric for layer in ranked if layer.metric is not None), Metric())

    def request(self, layer: Layer, revision: int = 0) -> PathRequest:
        """What the solver is asked for one layer; it is measured by its own metric, where it has one."""
        return PathRequest(
            self.model, layer.method, self.source.latent, self.target_of(layer).latent, self.points,
            layer.controls, layer.seed, layer.draws, layer.own_seeds, layer.own_velocities, self.pixels,
            layer.metric or self.metric, layer.id, revision,
        )  # fmt: skip
