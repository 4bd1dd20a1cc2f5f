"""NPZ: the numbers of a path, for scripts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ... import __version__
from ..errors import ExplorerError
from ..files import atomic_write
from ..methods import METHODS
from ..parameters import to_dict
from ..progress import Progress
from ..request import Flight, PathRequest, PathResult, Seen
from .base import writer
from .settings import ExportSettings


@writer("npz", "NumPy arrays", ".npz", several=False)
def write_npz(results: Sequence[PathResult], path: Path, settings: ExportSettings, progress: Progress) -> None:
    """The arrays of one path; `numpy.load` reads them without unpickling. Settings for pictures play no part."""
    [result] = results
    with atomic_write(path) as temporary:
        progress.report(0.0, "Arrays")
        np.savez(temporary, allow_pickle=False, **arrays(result))
        progress.check()


def arrays(result: PathResult) -> dict[str, np.ndarray]:
    """The arrays of a solved path by name; N draws are a leading axis on all but `t`, `classes`, `judge` and `meta`.

    t (n,), quality (n,), step_distances (n-1,), cost () and every measure () are float64, latents (n, D) and
    frames (n, C, H, W) float32, `meta` is the JSON text of `request_meta`.
    Of a path along learned dynamics there are gap () and, where it has one, velocity (D,), float32.
    Where the model has a classifier, classes (K,) are texts and class_probabilities (n, K) float32; where a second one
    was asked as well, judge () is its name and judge_probabilities (n, K) are float32.
    """
    if result.frames is None or result.quality is None or result.step_distances is None or result.cost is None:
        raise ExplorerError("The path is not finished yet: wait until it is solved, then export it.")
    return {
        "t": np.asarray(result.times, np.float64),
        "latents": np.asarray(result.latents, np.float32),
        "frames": np.asarray(result.frames, np.float32),
        "quality": np.asarray(result.quality, np.float64),
        "step_distances": np.asarray(result.step_distances, np.float64),
        "cost": np.asarray(result.cost, np.float64),
        **{name.replace("-", "_"): np.asarray(value, np.float64) for name, value in result.measures.items()},
        **({} if result.seen is None else _seen_arrays(result.seen)),
        **({} if result.flight is None else _flight_arrays(result.flight)),
        "meta": np.asarray(json.dumps(request_meta(result.request))),
    }


def _seen_arrays(seen: Seen) -> dict[str, np.ndarray]:
    found = {"classes": np.asarray(seen.classes), "class_probabilities": np.asarray(seen.probabilities, np.float32)}
    if seen.judge_probabilities is not None:
        found |= {
            "judge": np.asarray(seen.judge),
            "judge_probabilities": np.asarray(seen.judge_probabilities, np.float32),
        }
    return found


def _flight_arrays(flight: Flight) -> dict[str, np.ndarray]:
    velocity = {} if flight.velocity is None else {"velocity": np.asarray(flight.velocity, np.float32)}
    return {"gap": np.asarray(flight.gap, np.float64), **velocity}


def request_meta(request: PathRequest) -> dict[str, Any]:
    """What was asked for, as JSON values: enough to ask for it again with this version of the program."""
    return {
        "version": __version__,
        "model": request.model,
        "method": {"name": METHODS.name_of(request.method), "parameters": to_dict(request.method)},
        "source": list(request.source),
        "target": list(request.target),
        "seed": request.seed,
        "points": request.points,
        "controls": [{"time": control.time, "latent": list(control.latent)} for control in request.controls],
        "draws": request.draws,
        "pixels": request.pixels,
        "own_seeds": [list(pair) for pair in request.own_seeds],
        "own_velocities": [{"draw": draw, "velocity": list(values)} for draw, values in request.own_velocities],
        "metric": to_dict(request.metric),
    }
