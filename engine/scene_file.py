"""Scenes as versioned JSON, in text and in files."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace
from pathlib import Path
from reprlib import repr as short
from typing import Any

from .errors import ExplorerError
from .files import atomic_write
from .methods import METHODS
from .parameters import parse, to_dict
from .request import ControlPoint, Latent
from .scene import Corners, End, Layer, Scene, View
from .scene_check import check_number, check_scene, check_text

FORMAT = 1


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
        check_number(f"{what} coordinate", value)
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
    check_text("layer's method", name)
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
