"""Demo scenes and the answers that come with them, so that the window opens on paths already solved."""

from __future__ import annotations

import logging
import zipfile
from dataclasses import dataclass, field, fields
from pathlib import Path

import numpy as np

from ..engine.files import atomic_write
from ..engine.measures import MEASURES
from ..engine.request import Flight, PathResult, Seen
from ..engine.scene import Scene
from ..engine.scene_file import load_scene
from ..engine.spread import Law
from .commands.demos import demo_files

_log = logging.getLogger(__name__)

FIRST = "around-the-semicircle"
"""The demo the window opens on."""
FLIGHT = "flight/"
MEASURE = "measure/"


@dataclass(frozen=True)
class Demo:
    """A scene with the results of its layers and its prior samples, as far as they ship with it."""

    scene: Scene
    results: dict[str, PathResult] = field(default_factory=dict)
    samples: np.ndarray | None = None


def load_demo(path: str | Path) -> Demo:
    """A scene file with the answers beside it, if there are any. Raises ExplorerError for a bad scene."""
    scene = load_scene(path)
    answers = Path(path).with_suffix(".npz")
    if not answers.is_file():
        return Demo(scene)
    try:
        with open(answers, "rb") as stream, np.load(stream, allow_pickle=False) as file:
            results = {layer.id: _result(scene, layer.id, file) for layer in scene.layers if layer.visible}
            return Demo(scene, results, file["samples"])
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        # Answers only save time: without them the scene is solved like any other.
        _log.warning("The answers in %s are damaged: the scene is solved anew.", answers)
        return Demo(scene)


def first_demo() -> Demo | None:
    """The demo to open on, or any other, or None where none ships."""
    files = demo_files()
    path = files.get(FIRST) or next(iter(files.values()), None)
    return None if path is None else load_demo(path)


def save_answers(path: str | Path, results: dict[str, PathResult], samples: np.ndarray) -> None:
    """Write results and samples beside a scene file; frames are kept to 8 bits."""
    arrays: dict[str, np.ndarray] = {"samples": samples.astype(np.float32)}
    for layer_id, result in results.items():
        assert result.frames is not None and result.quality is not None and result.step_distances is not None
        arrays |= {
            f"{layer_id}/times": result.times,
            f"{layer_id}/latents": result.latents.astype(np.float32),
            f"{layer_id}/frames": np.round(result.frames * 255).astype(np.uint8),
            f"{layer_id}/quality": result.quality,
            f"{layer_id}/step_distances": result.step_distances,
            f"{layer_id}/cost": np.asarray(result.cost),
            **(
                {}
                if result.law is None
                else {f"{layer_id}/mean": result.law.mean, f"{layer_id}/variance": result.law.variance}
            ),
            f"{layer_id}/seconds": np.array([result.solve_seconds, result.frames_seconds]),
            **({} if result.seen is None else _seen_arrays(layer_id, result.seen)),
            **({} if result.flight is None else _flight_arrays(layer_id, result.flight)),
            **{f"{layer_id}/{MEASURE}{name}": value for name, value in result.measures.items()},
        }
    with atomic_write(Path(path).with_suffix(".npz")) as temporary:
        np.savez_compressed(temporary, allow_pickle=False, **arrays)  # pyright: ignore[reportArgumentType]


def _result(scene: Scene, layer_id: str, file: np.lib.npyio.NpzFile) -> PathResult:
    cost = file[f"{layer_id}/cost"]
    known = f"{layer_id}/mean" in file
    law = Law(file[f"{layer_id}/mean"], file[f"{layer_id}/variance"]) if known else None
    solve_seconds, frames_seconds = file[f"{layer_id}/seconds"].tolist()
    return PathResult(
        scene.request(scene.layer(layer_id)),
        "final",
        file[f"{layer_id}/times"],
        file[f"{layer_id}/latents"],
        file[f"{layer_id}/frames"].astype(np.float32) / 255,
        file[f"{layer_id}/quality"],
        file[f"{layer_id}/step_distances"],
        float(cost) if cost.ndim == 0 else cost,
        solve_seconds,
        frames_seconds,
        law=law,
        seen=_seen(layer_id, file),
        flight=_flight(layer_id, file),
        measures={name: file[key] for name in MEASURES if (key := f"{layer_id}/{MEASURE}{name}") in file},
    )


def _seen_arrays(layer_id: str, seen: Seen) -> dict[str, np.ndarray]:
    arrays = {f"{layer_id}/classes": np.array(seen.classes), f"{layer_id}/probabilities": seen.probabilities}
    if seen.judge_probabilities is not None:
        arrays |= {
            f"{layer_id}/judge": np.array(seen.judge),
            f"{layer_id}/judge_probabilities": seen.judge_probabilities,
        }
    return arrays


def _seen(layer_id: str, file: np.lib.npyio.NpzFile) -> Seen | None:
    if f"{layer_id}/classes" not in file:
        return None
    classes, probabilities = tuple(file[f"{layer_id}/classes"].tolist()), file[f"{layer_id}/probabilities"]
    if f"{layer_id}/judge" not in file:
        return Seen(classes, probabilities)
    return Seen(classes, probabilities, str(file[f"{layer_id}/judge"]), file[f"{layer_id}/judge_probabilities"])


def _flight_arrays(layer_id: str, flight: Flight) -> dict[str, np.ndarray]:
    return {
        f"{layer_id}/{FLIGHT}{name}": np.asarray(value) for name, value in vars(flight).items() if value is not None
    }


def _flight(layer_id: str, file: np.lib.npyio.NpzFile) -> Flight | None:
    known = {each.name: file[key] for each in fields(Flight) if (key := f"{layer_id}/{FLIGHT}{each.name}") in file}
    if not known:
        return None
    places = {name: float(known.pop(name)) for name in ("launched", "arrived")}
    return Flight(**places, **{"velocity": None, **known})
