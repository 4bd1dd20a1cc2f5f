"""The loop that every recipe trains in."""

from __future__ import annotations

import copy
import time
from collections import deque

import torch
from torch import Tensor, nn

from ..engine.errors import Cancelled, ExplorerError
from ..engine.progress import Progress
from .average import decay, update_average
from .checkpoint import write_checkpoint
from .datasets import Dataset
from .descent import Diverged
from .recipes import STRIP_FRAMES, Recipe
from .run_directory import RunDirectory
from .sampler import Sampler
from .sheets import write_sheet
from .state import Batch, TrainingState
from .symptoms import LINES, symptoms


def initial_state(recipe: Recipe, data: Dataset, seed: int, device: torch.device) -> TrainingState:
    """Networks, optimisers and sampler before the first step. Seeds torch's global generator."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    networks = {name: _fast(network.to(device)) for name, network in recipe.networks(data).items()}
    averages = {name: copy.deepcopy(networks[name]).eval().requires_grad_(False) for name in recipe.averaged}
    sampler = Sampler(len(data.train), recipe.batch_size, generator)
    return TrainingState(networks, recipe.optimisers(networks), averages, sampler, generator, device)


def _fast(network: nn.Module) -> nn.Module:
    """The same network with its weights laid out as convolutions read them fastest, by a seventh on a CPU."""
    return nn.utils.convert_conv2d_weight_memory_format(network, torch.channels_last)


def run_loop(
    recipe: Recipe, state: TrainingState, data: Dataset, run: RunDirectory, config_hash: str, progress: Progress
) -> None:
    """Train from `state.step` to `recipe.steps`, logging, sampling and saving on the way.

    A cancelled run saves its state and raises Cancelled; one that is asked to finish saves it and is done.
    Raises ExplorerError if a loss is not finite or the memory is full (the last checkpoint stays as it was), or if
    something cannot be written.
    """
    images, labels = torch.from_numpy(data.train.images), torch.from_numpy(data.train.labels)
    start, first = time.monotonic(), state.images_seen
    logged, ailing = deque[dict[str, float]](maxlen=LINES), ""
    while state.step < recipe.steps:
        try:
            progress.report(state.step / recipe.steps, f"step {state.step} of {recipe.steps}{ailing}")
        except Cancelled:
            write_checkpoint(run.checkpoints, state.state_dict(), config_hash)
            raise
        if run.wish == "finish":
            write_checkpoint(run.checkpoints, state.state_dict(), config_hash)
            return
        losses = _step(recipe, state, images, labels, run)
        last = state.step == recipe.steps
        if state.step % recipe.log_every == 0 or last:
            seconds = time.monotonic() - start
            rate = (state.images_seen - first) / seconds
            values = {name: float(f"{value.item():.6g}") for name, value in losses.items()}
            logged.append(values)
            found = symptoms(logged)
            ailing = "".join(f". {sentence}" for sentence in found)
            line = {"step": state.step, "images": state.images_seen, "images a second": round(rate, 1), **values}
            run.log({**line, "warnings": found} if found else line)
        if state.step % recipe.sample_every == 0 or last:
            write_sheet(run.sheet("step", state.step), recipe.sheet(state, data))
            strips = recipe.strips(state, data)
            if strips is not None:
                write_sheet(run.sheet("strips", state.step), strips, STRIP_FRAMES)
        if state.step % recipe.checkpoint_every == 0 or last:
            write_checkpoint(run.checkpoints, state.state_dict(), config_hash)


def _step(recipe: Recipe, state: TrainingState, images: Tensor, labels: Tensor, run: RunDirectory) -> dict[str, Tensor]:
    index = state.sampler.next()
    batch = Batch((images[index].float() / 255).to(state.device), labels[index].to(state.device))
    try:
        losses = recipe.step(batch, state)
    except Diverged as error:
        raise Diverged(
            f"Training stopped after step {state.step}: {error}. The last checkpoint in {run.checkpoints} is good; "
            "a smaller learning rate may help."
        ) from error
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise ExplorerError(
            f"Training stopped after step {state.step}: the memory of {state.device} is full. Resume from the last "
            "checkpoint once there is room, or begin anew with a smaller batch_size or fewer maps."
        ) from error
    state.step += 1
    state.images_seen += len(index)
    kept = decay(len(index), state.images_seen, recipe.average_images)
    for name, average in state.averages.items():
        update_average(average, state.networks[name], kept)
    return losses
