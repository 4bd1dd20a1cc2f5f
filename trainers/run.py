"""Training from one call: what the command line and the window start."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import torch

from ..engine.errors import ExplorerError
from ..engine.model_library import SUFFIX, model_name
from ..engine.parameters import parse, to_dict
from ..engine.progress import Progress
from .checkpoint import newest_checkpoint, read_checkpoint
from .datasets import open_dataset
from .loop import initial_state, run_loop
from .publish import load_judge, publish
from .recipes import RECIPES, DecoderRecipe, Recipe, config_hash
from .run_directory import RunDirectory
from .run_library import read_run


def train(
    recipe: str,
    data: str,
    out: str | Path,
    preset: str = "cpu",
    overrides: Mapping[str, str] | None = None,
    resume: bool = False,
    seed: int = 0,
    progress: Progress | None = None,
    device: str = "cpu",
) -> Path:
    """Train a recipe on a data set in the run directory `out`; gives the path of the finished model.

    `data` is what `open_dataset` takes, `overrides` are values of the recipe's parameters, which go
    before those of the preset. With `resume` a run goes on from its last checkpoint to exactly the
    numbers it would have had without the break; a finished one is made longer if it is given more
    steps, and published anew otherwise. The model is named after the directory. What is asked of the run by
    `RunDirectory.ask` is heeded: a pause is like being cancelled.

    Raises ExplorerError for unknown names, values out of range, unusable data, a directory that holds
    a run already (without `resume`), a configuration, seed or data that differ from those of the run or
    fewer steps than it was to have (with it), a directory in which another process trains, a loss that is
    not finite, and a disk or a memory that is full; Cancelled, with the state saved, if `progress` is cancelled.
    """
    progress = progress or Progress()
    chosen = make_recipe(recipe, preset, overrides or {})
    run = RunDirectory(Path(out))
    if resume:
        _check_not_shorter(run, chosen)
    dataset = open_dataset(data, chosen.size)
    key = config_hash(recipe, chosen, dataset.sha256, seed)
    known = newest_checkpoint(run.checkpoints) if resume else None
    saved = None if known is None else read_checkpoint(known, key)
    asked = {"recipe": recipe, "data": data, "preset": preset, "seed": seed, "config": to_dict(chosen)}
    judge = load_judge(chosen, dataset)
    with _own_chance(device):
        state = initial_state(chosen, dataset, seed, torch.device(device))
        if saved is not None:
            state.load_state_dict(saved)
        with run.open({**asked, "config_hash": key, "torch": torch.__version__}, resume):
            run.forget_after(state.step)
            progress = _heeding(run, progress)
            run_loop(chosen, state, dataset, run, key, progress.within(0.0, 0.95))
            name = run.path.resolve().name
            publish(chosen, state, dataset, judge, name, seed, run.model, progress.within(0.95, 1.0))
    return run.model


def publish_run(out: str | Path, path: str | Path, progress: Progress | None = None, scored: bool = True) -> Path:
    """Make a model of a run as far as it has come, finished or not, from its last checkpoint; gives `path`.

    The run, which may be going on, is left alone. The model is named after `path`; measuring it may take longer than
    all else, and is left out unless it is `scored`. Raises ExplorerError if
    there is no checkpoint yet, or its data cannot be read.
    """
    run, path = RunDirectory(Path(out)), Path(path)
    asked = run.read_config()
    chosen = make_recipe(asked["recipe"], asked["preset"], asked["config"])
    newest = newest_checkpoint(run.checkpoints)
    if newest is None:
        raise ExplorerError(f"{run.path} has no checkpoint yet; wait a little.")
    dataset = open_dataset(asked["data"], chosen.size)
    with _own_chance("cpu"):
        state = initial_state(chosen, dataset, asked["seed"], torch.device("cpu"))
        state.load_state_dict(read_checkpoint(newest, asked["config_hash"]))
    judge = load_judge(chosen, dataset)
    publish(chosen, state, dataset, judge, model_name(path), asked["seed"], path, progress or Progress(), scored)
    return path


def snapshot(out: str | Path, progress: Progress | None = None) -> Path:
    """The model of a run as far as it has come: the finished one if nothing was learned since, or else one that is made
    once for each checkpoint, without scores, in the folder `RunDirectory.snapshots`.

    Raises ExplorerError as `publish_run` does, and for a recipe whose model makes no images.
    """
    run = RunDirectory(Path(out))
    asked = run.read_config()
    if not issubclass(RECIPES[asked["recipe"]], DecoderRecipe):
        raise ExplorerError(f"A model of the recipe {asked['recipe']} makes no images that could be explored.")
    newest = newest_checkpoint(run.checkpoints)
    if run.finished:
        return run.model
    if newest is None:
        raise ExplorerError(f"{run.path} has no checkpoint yet; wait a little.")
    path = run.snapshots / f"{run.path.resolve().name}-step-{run.saved_step}{SUFFIX}"
    if not path.exists():
        run.snapshots.mkdir(exist_ok=True)
        publish_run(out, path, progress, scored=False)
    return path


def make_recipe(name: str, preset: str, overrides: Mapping[str, object]) -> Recipe:
    """The recipe of that name with a preset's values and others over them. Raises ExplorerError."""
    kind = RECIPES[name]
    if preset not in kind.presets:
        raise ExplorerError(f"Recipe {name!r} has no preset {preset!r}; choose one of: {', '.join(kind.presets)}.")
    return parse(kind, {**kind.presets[preset], **overrides}, f"recipe {name!r}")


def _check_not_shorter(run: RunDirectory, chosen: Recipe) -> None:
    """Raise ExplorerError if a run that has begun was to have more steps than are asked for now."""
    steps = read_run(run.path).steps if run.config.exists() else 0
    if chosen.steps < steps:
        raise ExplorerError(
            f"{run.path} was to have {steps} steps, and resuming it with {chosen.steps} would cut it short: "
            f"ask for steps={steps} or more."
        )


def _heeding(run: RunDirectory, progress: Progress) -> Progress:
    """The same progress, cancelled when the run is asked to pause."""

    def report(fraction: float, text: str) -> None:
        if run.wish == "pause":
            progress.cancel()
        progress.report(fraction, text)

    return Progress(report, progress.on_partial, progress.cancelled)


def _own_chance(device: str) -> AbstractContextManager[None]:
    """A block that may seed torch's global generators and leaves them as they were."""
    return torch.random.fork_rng([torch.device(device)] if device.startswith("cuda") else [])
