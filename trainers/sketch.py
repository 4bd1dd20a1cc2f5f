"""Fitting a sketch of a decoder to it: the small network in which paths are first sought."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from ..engine.model import Model, load_model
from ..engine.model_file import read_model, write_model
from ..engine.model_library import find_model
from ..engine.networks import describe_network
from ..engine.networks.sketch import Sketch
from ..engine.progress import Progress

POINTS = 100_000
COMPONENT_IMAGES = 3000
BATCH = 256
RATE = 3e-3
HELD_OUT = 1000
DECODE_BATCH = 256


@dataclass(frozen=True)
class Examples:
    """Latents (N, D) and their decoded images along principal components, (N, outputs)."""

    latents: Tensor
    targets: Tensor


def add_sketch(name_or_path: str | Path, out: str | Path | None, steps: int, seed: int, progress: Progress) -> float:
    """Fit a sketch to a model's decoder and write the model with it, to `out` or in its own place.

    Returns the sketch's error: its squared error over the variance of the images, on points not fitted.
    Raises ExplorerError for a file that is no model with a decoder, or cannot be written; and Cancelled.
    """
    path = find_model(name_or_path)
    file = read_model(path)
    sketch, error = fit_sketch(load_model(path), steps, seed, progress)
    networks = {**file.header.networks, "sketch": describe_network(sketch)}
    header = replace(file.header, networks=networks, scores={**file.header.scores, "sketch error": error})
    write_model(out or path, header, {**file.weights, "sketch": sketch.state_dict()}, file.gallery, file.codes)
    return error


def fit_sketch(model: Model, steps: int, seed: int, progress: Progress) -> tuple[Sketch, float]:
    """A sketch of the model's decoder, on the CPU, and its error on points that were held out. Raises Cancelled."""
    generator = torch.Generator().manual_seed(seed)
    examples = _examples(model, generator, progress.within(0, 0.2))
    fitted = Examples(examples.latents[HELD_OUT:], examples.targets[HELD_OUT:])
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        sketch = Sketch(Sketch.Arguments(model.latent_dimension, examples.targets.shape[1]))
    _standardise(sketch, fitted)
    _descend(sketch, fitted, steps, generator, progress.within(0.2, 1))
    with torch.no_grad():
        missed = sketch(examples.latents[:HELD_OUT]) - examples.targets[:HELD_OUT]
    error = float(missed.square().sum() / examples.targets[:HELD_OUT].square().sum())
    return sketch.eval().requires_grad_(False), error


def _examples(model: Model, generator: torch.Generator, progress: Progress) -> Examples:
    """Points between pairs of prior samples, where paths go, and where their images are."""
    source, target = model.prior.sample(POINTS, generator), model.prior.sample(POINTS, generator)
    latents = torch.lerp(source, target, torch.rand(POINTS, 1, generator=generator))
    targets: list[Tensor] = []
    with torch.no_grad():
        images = _decoded(model, latents[:COMPONENT_IMAGES])
        mean = images.mean(0)
        outputs = min(Sketch.Arguments().outputs, *images.shape)
        components = torch.linalg.svd(images - mean, full_matrices=False)[2][:outputs]
        for i, part in enumerate(latents.split(DECODE_BATCH)):
            progress.report(i * DECODE_BATCH / POINTS, "Decoding")
            targets.append((_decoded(model, part) - mean) @ components.mT)
    return Examples(latents, torch.cat(targets))


def _decoded(model: Model, latents: Tensor) -> Tensor:
    parts = [model.decode(part.to(model.device)).flatten(1).cpu() for part in latents.split(DECODE_BATCH)]
    return torch.cat(parts)


def _standardise(sketch: Sketch, examples: Examples) -> None:
    sketch.centre.copy_(examples.latents.mean(0))
    sketch.spread.copy_(examples.latents.std(0))
    sketch.scale.copy_(examples.targets.std())


def _descend(sketch: nn.Module, examples: Examples, steps: int, generator: torch.Generator, progress: Progress) -> None:
    """Adam on the squared error, its rate rising and falling once."""
    unit = examples.targets.std()
    optimiser = torch.optim.Adam(sketch.parameters(), RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, steps)
    for step in range(steps):
        progress.report(step / steps, "Fitting")
        rows = torch.randint(len(examples.latents), (BATCH,), generator=generator)
        error = (sketch(examples.latents[rows]) - examples.targets[rows]) / unit
        optimiser.zero_grad()
        error.square().sum(1).mean().backward()
        optimiser.step()
        schedule.step()
