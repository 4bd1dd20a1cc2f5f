"""A scene: everything the user has asked for, as plain data. Saved, loaded, undone, shared. No torch."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from reprlib import repr as short
from typing import Any

from .errors import ExplorerError
from .files import atomic_write
from .methods import METHODS, is_steered
from .metric import Metric, own_metric
from .parameters import parse, to_dict
from .request import (
    LARGEST_SEED,
    MAXIMUM_DRAWS,
    MAXIMUM_POINTS,
    MINIMUM_POINTS,
    PIXELS,
    ControlPoint,
    Latent,
    OwnSeeds,
    OwnVelocities,
    PathRequest,
)

FORMAT = 1
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


def to_json(scene: Scene) -> str:
    """The scene as versioned JSON text."""
    layers = [
        {
            "id": layer.id,
            "name": layer.name,
            "method": METHODS.name_of(layer.method),
            "parameters": to_dict(layer.method),
            "style": layer.style,
            "visible": layer.visible,
            "seed": layer.seed,
            "draws": layer.draws,
            "own_seeds": [list(pair) for pair in layer.own_seeds],
            "own_velocities": [{"draw": draw, "velocity": list(values)} for draw, values in layer.own_velocities],
            "chosen": layer.chosen,
            "controls": [asdict(point) for point in layer.controls],
            "target": None if layer.target is None else asdict(layer.target),
        }
        for layer in scene.layers
    ]
    others = {k: v for k, v in asdict(replace(scene, layers=())).items() if k != "layers"}
    return json.dumps({"format": FORMAT, **others, "layers": layers}, indent=1)


def from_json(text: str) -> Scene:
    """The scene of `to_json`. Raises ExplorerError saying what is wrong with the text.

    Nothing is rounded or guessed; only a selection that names no layer becomes none.
    """
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ExplorerError(f"This is no scene file: line {error.lineno} is not JSON.") from error
    except (ValueError, RecursionError) as error:
        raise ExplorerError("This is no scene file: it is nested too deeply or has an absurdly long number.") from error
    if not isinstance(data, dict) or "format" not in data or "layers" not in data:
        raise ExplorerError("This is no scene file: it has no format number or no layers.")
    if data["format"] != FORMAT:
        raise ExplorerError(
            f"The scene has format {short(data['format'])}, this program reads format {FORMAT}: update it."
        )
    try:
        layers = tuple(_layer(entry) for entry in _list(data["layers"], "layers"))
        selected = data.get("selected", "")
        scene = Scene(
            model=data["model"],
            source=_end(data["source"], "source"),
            target=_end(data["target"], "target"),
            layers=layers,
            points=data.get("points", 50),
            view=_view(data.get("view", {})),
            selected=selected if selected in [layer.id for layer in layers] else "",
            title=data.get("title", ""),
            story=data.get("story", ""),
            pixels=data.get("pixels", "mean"),
            corners=_corners(data.get("corners", {})),
        )
    except KeyError as error:
        raise ExplorerError(f"The scene file is damaged: it lacks {error}.") from error
    check_scene(scene)
    return scene


def check_scene(scene: Scene) -> None:
    """Raise ExplorerError, with the first thing that is wrong, if the scene cannot be shown."""
    _check_text("model", scene.model)
    _check_text("title", scene.title)
    _check_text("story", scene.story)
    dimension = len(scene.source.latent)
    if dimension == 0 or len(scene.target.latent) != dimension:
        raise ExplorerError("The two ends of the scene have different numbers of coordinates.")
    _check_text("source's origin", scene.source.origin)
    _check_text("target's origin", scene.target.origin)
    _check_whole("number of points", scene.points, MINIMUM_POINTS, MAXIMUM_POINTS)
    _check_view(scene.view)
    _check_corners(scene.corners, dimension)
    if scene.pixels not in list(PIXELS):
        raise ExplorerError(f"The scene's pixels are one of {', '.join(PIXELS)}, not {short(scene.pixels)}.")
    for layer in scene.layers:
        _check_layer(layer, dimension, scene.points)
    ids = [layer.id for layer in scene.layers]
    if len(set(ids)) != len(ids):
        raise ExplorerError("Two layers of the scene have the same id.")
    if scene.selected and scene.selected not in ids:
        raise ExplorerError(f"The scene selects the layer {short(scene.selected)}, which it does not have.")


def save_scene(scene: Scene, path: str | Path) -> None:
    """Write the scene to a file, atomically. Raises ExplorerError if that fails."""
    with atomic_write(path) as temporary:
        temporary.write_text(to_json(scene), encoding="utf-8")


def load_scene(path: str | Path) -> Scene:
    """Read a scene file. Raises ExplorerError naming the file and the cause."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise ExplorerError(f"Cannot read the scene {path}: {reason}.") from error
    try:
        return from_json(text)
    except ExplorerError as error:
        raise ExplorerError(f"{path}: {error}", error.details) from error


def _object(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ExplorerError(f"The scene file is damaged: its {what} is not an object but {short(value)}.")
    return value


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise ExplorerError(f"The scene file is damaged: its {what} is not a list but {short(value)}.")
    return value


def _latent(values: Any, what: str) -> Latent:
    for value in _list(values, what):
        _check_number(f"{what} coordinate", value)
    return tuple(float(value) for value in values)


def _end(value: Any, what: str) -> End:
    data = _object(value, what)
    return End(_latent(data["latent"], what), data.get("origin", "latent"))


def _view(value: Any) -> View:
    data = _object(value, "view")
    if unknown := data.keys() - {field.name for field in fields(View)}:
        raise ExplorerError(f"The scene's view has unknown settings: {', '.join(sorted(unknown))}.")
    return View(**data)


def _corners(value: Any) -> Corners:
    data = _object(value, "grid of corners")
    ends = [_end(end, "corner") for end in _list(data.get("ends", []), "corners")]
    return Corners(tuple(ends), data.get("size", Corners().size))


def _layer(value: Any) -> Layer:
    data = _object(value, "layer")
    name = data["method"]
    _check_text("layer's method", name)
    method = parse(METHODS[name], _object(data.get("parameters", {}), "layer's parameters"), f"method {name}")
    controls = [_object(point, "control point") for point in _list(data.get("controls", []), "layer's controls")]
    return Layer(
        data["id"], method, data.get("style", 0), data.get("visible", True), data.get("seed", 0), data.get("draws"),
        tuple(ControlPoint(point["time"], _latent(point["latent"], "control point")) for point in controls),
        tuple(_own_seed(pair) for pair in _list(data.get("own_seeds", []), "layer's own seeds")), data.get("chosen", 0),
        data.get("name", ""),
        tuple(_own_velocity(entry) for entry in _list(data.get("own_velocities", []), "layer's own velocities")),
        None if data.get("target") is None else _end(data["target"], "layer's target"),
    )  # fmt: skip


def _own_seed(value: Any) -> tuple[int, int]:
    pair = _list(value, "layer's own seed")
    if len(pair) != 2:
        raise ExplorerError(f"The scene file is damaged: an own seed is a draw and a seed, not {short(value)}.")
    return pair[0], pair[1]


def _own_velocity(value: Any) -> tuple[int, Latent]:
    data = _object(value, "layer's own velocity")
    return data["draw"], _latent(data["velocity"], "own velocity")


def _check_layer(layer: Layer, dimension: int, points: int) -> None:
    _check_text("layer's id", layer.id)
    what = f"layer {layer.id}"
    _check_text(f"name of {what}", layer.name)
    if len(layer.name) > LONGEST_NAME:
        raise ExplorerError(f"The name of the scene's {what} is longer than {LONGEST_NAME} letters.")
    _check_whole(f"style of {what}", layer.style, 0, sys.maxsize)
    _check_switch(f"visibility of {what}", layer.visible)
    _check_whole(f"seed of {what}", layer.seed, 0, LARGEST_SEED)
    if layer.draws is not None:
        _check_whole(f"number of draws of {what}", layer.draws, 1, MAXIMUM_DRAWS)
        if not layer.method.random:
            raise ExplorerError(f"The scene's {what} has draws, but its method has no randomness.")
    draws = layer.draws or 1
    _check_whole(f"chosen draw of {what}", layer.chosen, 0, draws - 1)
    least = 0
    for draw, seed in layer.own_seeds:
        _check_whole(f"draw with an own seed of {what}", draw, least, draws - 1)
        _check_whole(f"own seed of {what}", seed, 0, LARGEST_SEED)
        least = draw + 1
    least = 0
    for draw, velocity in layer.own_velocities:
        if not is_steered(layer.method):
            raise ExplorerError(f"The scene's {what} has a velocity, but its method starts with none that can be set.")
        _check_whole(f"draw with an own velocity of {what}", draw, least, draws - 1)
        if len(velocity) != dimension:
            raise ExplorerError(f"A velocity of {what} does not have {dimension} coordinates.")
        least = draw + 1
    if layer.target is not None:
        if len(layer.target.latent) != dimension:
            raise ExplorerError(f"The target of {what} does not have {dimension} coordinates.")
        _check_text(f"origin of the target of {what}", layer.target.origin)
    before = 0.0
    for point in layer.controls:
        if len(point.latent) != dimension:
            raise ExplorerError(f"A control point of {what} does not have {dimension} coordinates.")
        _check_number(f"time of a control point of {what}", point.time)
        if not before < point.time < 1:
            raise ExplorerError(f"The times of the control points of {what} do not increase between 0 and 1.")
        before = point.time
    if len(layer.controls) >= points - 1:
        raise ExplorerError(f"The {len(layer.controls)} control points of {what} need more than {points} points.")


def _check_view(view: View) -> None:
    if view.projection not in list(PROJECTIONS):
        known = ", ".join(PROJECTIONS)
        raise ExplorerError(f"There is no projection {short(view.projection)}; choose one of: {known}.")
    if view.plot not in list(PLOTS):
        raise ExplorerError(f"There is no plot of {short(view.plot)}; choose one of: {', '.join(PLOTS)}.")
    _check_whole("number of samples", view.samples, 0, MAXIMUM_SAMPLES)
    _check_whole("seed of the samples", view.sample_seed, 0, LARGEST_SEED)
    _check_switch("heat map", view.heat_map)
    _check_switch("band", view.band)
    _check_switch("grid", view.grid)
    _check_switch("true frames", view.truth)
    if view.cloud not in list(CLOUDS):
        raise ExplorerError(f"There is no cloud of {short(view.cloud)}; choose one of: {', '.join(CLOUDS)}.")
    _check_number("playhead", view.playhead)
    if not 0 <= view.playhead <= 1:
        raise ExplorerError(f"The scene's playhead is from 0 to 1, not {view.playhead:g}.")


def _check_corners(corners: Corners, dimension: int) -> None:
    _check_whole("cells a side", corners.size, FEWEST_CELLS, MOST_CELLS)
    if len(corners.ends) not in (0, len(CORNERS)):
        raise ExplorerError(f"The scene's grid has {len(CORNERS)} corners or none, not {len(corners.ends)}.")
    for name, end in zip(CORNERS, corners.ends):
        if len(end.latent) != dimension:
            raise ExplorerError(f"The scene's {name} corner does not have {dimension} coordinates.")
        _check_text(f"origin of the {name} corner", end.origin)


def _check_text(what: str, value: Any) -> None:
    if not isinstance(value, str):
        raise ExplorerError(f"The scene's {what} is a text, not {short(value)}.")


def _check_switch(what: str, value: Any) -> None:
    if not isinstance(value, bool):
        raise ExplorerError(f"The scene's {what} is true or false, not {short(value)}.")


def _check_whole(what: str, value: Any, low: int, high: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ExplorerError(f"The scene's {what} is a whole number from {low} to {high}, not {short(value)}.")


def _check_number(what: str, value: Any) -> None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not (is_number and abs(value) <= sys.float_info.max):
        raise ExplorerError(f"The scene's {what} is a finite number, not {short(value)}.")
