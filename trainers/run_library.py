"""Where runs that are begun in the window are kept, and which there are. Needs no torch."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from ..engine.errors import ExplorerError
from ..engine.model_library import is_taken
from ..engine.rendering import RENDERINGS, is_rendering
from .run_directory import RunDirectory

MOST_RUNS = 30
_TAIL = 4096


@dataclass(frozen=True)
class RunFacts:
    """What a run's directory says at a glance; `changed` is in seconds since 1970, `step` the last that was logged."""

    path: Path
    recipe: str
    data: str
    preset: str
    seed: int
    config: Mapping[str, Any]
    step: int
    changed: float
    training: bool
    has_model: bool

    @property
    def steps(self) -> int:
        """How many it is to have; 0 where that is not said."""
        steps = self.config.get("steps", 0)
        return steps if isinstance(steps, int) else 0


def runs_folder() -> Path:
    """The user's folder of runs, which may not exist yet."""
    return user_data_path("interp-explorer", appauthor=False) / "runs"


def data_folder() -> Path:
    """The user's folder of images to train on, which may not exist."""
    return user_data_path("interp-explorer", appauthor=False) / "data"


def read_run(path: Path) -> RunFacts:
    """The facts of one run. Raises ExplorerError if the directory holds no run."""
    run = RunDirectory(path)
    asked = run.read_config()
    if not isinstance(asked, dict) or not isinstance(asked.get("recipe"), str):
        raise ExplorerError(f"{path} holds no training run that can be read.")
    config, seed = asked.get("config"), asked.get("seed")
    return RunFacts(
        path,
        asked["recipe"],
        str(asked.get("data", "")),
        str(asked.get("preset", "")),
        seed if isinstance(seed, int) else 0,
        config if isinstance(config, dict) else {},
        _last_step(run.metrics),
        max(file.stat().st_mtime for file in (run.config, run.metrics, run.model) if file.exists()),
        run.held,
        run.model.exists(),
    )


def recent_runs(others: Iterable[Path] = ()) -> list[RunFacts]:
    """The runs of the user's folder, and those at `others`, the last changed first; what cannot be read is left out."""
    folder = runs_folder()
    paths = {path.resolve(): path for path in [*(folder.iterdir() if folder.is_dir() else ()), *others]}
    found = []
    for path in paths.values():
        try:
            found.append(read_run(path))
        except (ExplorerError, OSError):
            continue
    return sorted(found, key=lambda facts: facts.changed, reverse=True)[:MOST_RUNS]


def free_folder(data: str, recipe: str) -> Path:
    """A directory for a new run, named after its images and its recipe, that neither exists yet nor is called as a
    model that can be found by name."""
    place, _, settings = data.rpartition(":")
    bare = place if "=" in settings else data  # without the parameters of a set, or what is chosen from it
    name = f"{Path(bare.rpartition(':')[2]).stem or 'run'}-{recipe}"
    path, number = runs_folder() / name, 1
    while path.exists() or is_taken(path.name):
        number += 1
        path = runs_folder() / f"{name}-{number}"
    return path


def known_data(runs: Iterable[RunFacts]) -> list[str]:
    """Data sets to choose from: those in the user's folder and in ./data, those of earlier runs that are still there,
    and those that are always there: the small digits, and what the program renders."""
    found: dict[str, None] = {}
    for folder in (data_folder(), Path("data")):
        if folder.is_dir():
            found |= dict.fromkeys(os.path.abspath(path) for path in sorted(folder.glob("*.npz")))
    for facts in runs:
        if (os.path.isabs(facts.data) and os.path.exists(facts.data)) or is_rendering(facts.data):
            found[facts.data] = None
    return list(dict.fromkeys([*found, "digits", *RENDERINGS]))


def _last_step(metrics: Path) -> int:
    """The last step that was logged; 0 where there is none."""
    try:
        with open(metrics, "rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
            lines = file.read().splitlines()
    except OSError:
        return 0
    for line in reversed(lines):
        try:
            return int(json.loads(line)["step"])
        except (ValueError, TypeError, KeyError):
            continue
    return 0
