"""Images between pairs of images, and their Frechet distance (NI, 'Sample Quality, Diversity & Incorporating Unseen
Data')."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ...engine.model import Model
from ...engine.progress import Progress
from .compared import CHUNK, draw_pairs, encode
from .feature_space import FeatureSpace
from .joinings import JOININGS, need_encoder

PRIOR = "prior"
ON_EACH = 2
"""Inner points that are looked at on each path."""
FEWEST_STEPS = ON_EACH + 1
MOST_SEEDS = 2**31


@dataclass(frozen=True, eq=False)
class Ends:
    """Latents of sources and targets (N, D), and the seed of what is drawn for their paths."""

    source: Tensor
    target: Tensor
    seed: int


def draw_ends(model: Model, images: np.ndarray, pairs: int, seed: int, progress: Progress) -> Ends:
    """Random pairs of images, encoded: the same images for every model. Raises ExplorerError and Cancelled."""
    need_encoder(model)
    chance = torch.Generator().manual_seed(seed)
    source, target = (index.numpy() for index in draw_pairs(len(images), pairs, chance))
    noise = int(torch.randint(MOST_SEEDS, (), generator=chance))
    return Ends(encode(model, images[source], progress), encode(model, images[target], progress), noise)


@torch.no_grad()
def inner_latents(model: Model, ends: Ends, method: str, steps: int, progress: Progress) -> Tensor:
    """Two points of each path at different inner times of a grid of `steps` steps, (2 N, D)."""
    chance = torch.Generator().manual_seed(ends.seed)
    paths = JOININGS[method].paths(model, ends.source, ends.target, steps, chance, progress)
    order = torch.rand(len(paths), steps - 1, generator=chance).argsort(1)
    times = 1 + order[:, :ON_EACH].to(paths.device)
    return paths[torch.arange(len(paths), device=paths.device)[:, None], times].flatten(0, 1)


def prior_latents(model: Model, pairs: int, seed: int) -> Tensor:
    """As many samples of the prior as pairs have inner points."""
    return model.prior.sample(ON_EACH * pairs, torch.Generator().manual_seed(seed)).to(model.device)


@torch.no_grad()
def decoded(model: Model, latents: Tensor, progress: Progress) -> Iterator[Tensor]:
    """Their images, in batches. Raises Cancelled."""
    for part in latents.split(CHUNK):
        progress.check()
        yield model.decode_checked(part)


def distances(
    model: Model,
    images: np.ndarray,
    methods: Sequence[str],
    space: FeatureSpace,
    pairs: int,
    steps: int,
    seed: int,
    progress: Progress,
) -> dict[str, float]:
    """Frechet distances of interpolants between random pairs of these images, by method; `prior` is of samples instead.

    Raises ExplorerError and Cancelled.
    """  # fmt: skip
    ends = draw_ends(model, images, pairs, seed, progress) if set(methods) - {PRIOR} else None
    found = {}
    for index, method in enumerate(methods):
        progress.report(index / len(methods), f"{model.name}: {method}")
        if method == PRIOR:
            latents = prior_latents(model, pairs, seed)
        else:
            assert ends is not None
            latents = inner_latents(model, ends, method, steps, progress)
        found[method] = space.distance(decoded(model, latents, progress))
    return found
