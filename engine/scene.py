"""A scene: everything the user has asked for, as plain data. Saved, loaded, undone, shared. No torch."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from .errors import ExplorerError
from .files import atomic_write
from .methods import METHODS
from .metric import Metric
from .parameters import describe, parse, to_dict
from .request import MAXIMUM_POINTS, MINIMUM_POINTS, ControlPoint, Latent, PathRequest

FORMAT = 1
PROJECTIONS = {"plane": "Plane (Eq. 4/15)", "isometric": "Isometric", "pca-2": "PCA 2-D", "pca-3": "PCA 3-D"}


@dataclass(frozen=True)
class End:
    """One end of every path. `origin` says where it came from: 'gallery:3', 'random:7', 'image:FILE', 'latent'."""

    latent: Latent
    origin: str = "latent"


@dataclass(frozen=True)
class Layer:
    """One path of the scene: how it is made and how it is shown. `style` indexes the theme's path styles."""

    id: str
    method: Any
    style: int = 0
    visible: bool = True
    seed: int = 0
    draws: int | None = None
    controls: tuple[ControlPoint, ...] = ()

    @property
    def metric(self) -> Metric | None:
        """The layer's own metric, where its method has one."""
        return self.method if isinstance(self.method, Metric) else None


@dataclass(frozen=True)
class View:
    """How the scene is looked at."""

    projection: str = "plane"
    samples: int = 500
    sample_seed: int = 0
    heat_map: bool = True
    playhead: float = 0.5


@dataclass(frozen=True)
class Scene:
    """Model, ends, layers and view. `title` and `story` caption a demo or a lesson."""

    model: str
    source: End
    target: End
    layers: tuple[Layer, ...]
    points: int = 50
    view: View = View()
    selected: str = ""
    title: str = ""
    story: str = ""

    def layer(self, layer_id: str) -> Layer:
        """The layer of that id. Raises KeyError."""
        for layer in self.layers:
            if layer.id == layer_id:
                return layer
        raise KeyError(layer_id)

    def with_layer(self, layer: Layer) -> Scene:
        """The scene with the layer of the same id replaced, or with a new one appended."""
        if any(known.id == layer.id for known in self.layers):
            return replace(self, layers=tuple(layer if known.id == layer.id else known for known in self.layers))
        return replace(self, layers=(*self.layers, layer))

    def without_layer(self, layer_id: str) -> Scene:
        """The scene without the layer of that id."""
        return replace(self, layers=tuple(layer for layer in self.layers if layer.id != layer_id))

    @cached_property
    def metric(self) -> Metric:
        """The metric by which all layers are compared: the selected layer's, else the first that has one."""
        ranked = sorted(self.layers, key=lambda layer: layer.id != self.selected)
        own = next((layer.metric for layer in ranked if layer.metric is not None), Metric())
        return Metric(**{parameter.name: getattr(own, parameter.name) for parameter in describe(Metric)})

    def request(self, layer: Layer, revision: int = 0) -> PathRequest:
        """What the solver is asked for one layer."""
        return PathRequest(
            self.model, layer.method, self.source.latent, self.target.latent, self.points, layer.controls,
            layer.seed, layer.draws, self.metric, layer.id, revision,
        )  # fmt: skip


def to_json(scene: Scene) -> str:
    """The scene as versioned JSON text."""
    layers = [
        {
            "id": layer.id,
            "method": METHODS.name_of(layer.method),
            "parameters": to_dict(layer.method),
            "style": layer.style,
            "visible": layer.visible,
            "seed": layer.seed,
            "draws": layer.draws,
            "controls": [asdict(point) for point in layer.controls],
        }
        for layer in scene.layers
    ]
    fields = {k: v for k, v in asdict(replace(scene, layers=())).items() if k != "layers"}
    return json.dumps({"format": FORMAT, **fields, "layers": layers}, indent=1)


def from_json(text: str) -> Scene:
    """The scene of `to_json`. Raises ExplorerError saying what is wrong with the text."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ExplorerError(f"This is no scene file: line {error.lineno} is not JSON.") from error
    if not isinstance(data, dict) or "format" not in data or "layers" not in data:
        raise ExplorerError("This is no scene file: it has no format number or no layers.")
    if data["format"] != FORMAT:
        raise ExplorerError(f"The scene has format {data['format']}, this program reads format {FORMAT}: update it.")
    try:
        layers = tuple(_layer(entry) for entry in data["layers"])
        scene = Scene(
            model=str(data["model"]),
            source=_end(data["source"]),
            target=_end(data["target"]),
            layers=layers,
            points=int(data.get("points", 50)),
            view=View(**data.get("view", {})),
            selected=str(data.get("selected", "")),
            title=str(data.get("title", "")),
            story=str(data.get("story", "")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ExplorerError(f"The scene file is damaged: {type(error).__name__} at {error}.") from error
    check_scene(scene)
    return scene


def check_scene(scene: Scene) -> None:
    """Raise ExplorerError if the scene cannot be shown."""
    dimension = len(scene.source.latent)
    if dimension == 0 or len(scene.target.latent) != dimension:
        raise ExplorerError("The two ends of the scene have different numbers of coordinates.")
    ids = [layer.id for layer in scene.layers]
    if len(set(ids)) != len(ids):
        raise ExplorerError("Two layers of the scene have the same id.")
    if not MINIMUM_POINTS <= scene.points <= MAXIMUM_POINTS:
        raise ExplorerError(f"A path has {MINIMUM_POINTS} to {MAXIMUM_POINTS} points, not {scene.points}.")
    if scene.view.projection not in PROJECTIONS:
        raise ExplorerError(
            f"There is no projection {scene.view.projection!r}; choose one of: {', '.join(PROJECTIONS)}."
        )
    for layer in scene.layers:
        if any(len(point.latent) != dimension for point in layer.controls):
            raise ExplorerError(f"A control point of layer {layer.id} does not have {dimension} coordinates.")


def save_scene(scene: Scene, path: str | Path) -> None:
    """Write the scene to a file, atomically. Raises ExplorerError if that fails."""
    with atomic_write(path) as temporary:
        temporary.write_text(to_json(scene), encoding="utf-8")


def load_scene(path: str | Path) -> Scene:
    """Read a scene file. Raises ExplorerError naming the file and the cause."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise ExplorerError(f"Cannot read the scene {path}: {reason}.") from error
    return from_json(text)


def _latent(values: Any) -> Latent:
    latent = tuple(float(v) for v in values)
    if not all(math.isfinite(v) for v in latent):
        raise ValueError("a latent coordinate that is not finite")
    return latent


def _end(data: dict[str, Any]) -> End:
    return End(_latent(data["latent"]), str(data.get("origin", "latent")))


def _layer(data: dict[str, Any]) -> Layer:
    name = data["method"]
    method = parse(METHODS[name], data.get("parameters", {}), f"method {name}")
    controls = tuple(ControlPoint(float(p["time"]), _latent(p["latent"])) for p in data.get("controls", ()))
    draws = data.get("draws")
    return Layer(
        str(data["id"]), method, int(data.get("style", 0)), bool(data.get("visible", True)),
        int(data.get("seed", 0)), None if draws is None else int(draws), controls,
    )  # fmt: skip
