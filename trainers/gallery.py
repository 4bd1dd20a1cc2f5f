"""The images that a model is delivered with: held-out ones to start from, and the latents of all."""

from __future__ import annotations

import numpy as np
import torch

from ..engine.encoded import thinned
from ..engine.inversion import images_to_latents
from ..engine.model import Model
from ..engine.model_file import Codes, Gallery
from ..engine.progress import Progress
from .datasets import Dataset, Images

IN_ALL = 30
CANDIDATES = 6
"""How many test images are tried for each that is taken."""
STARTS = 4
STEPS = 150


def make_gallery(model: Model, data: Dataset, seed: int, progress: Progress) -> Gallery:
    """Test images, as many of each class, with their latents.

    Of the first test images of each class those are taken that the decoder gives back with the least squared error;
    but where the images' factors are known, some evenly through the set, so that all values of the factors are there.
    They come in rounds, one of each class, so that image i < len(classes) is of class i where every class has some.
    """
    each = max(1, IN_ALL // max(1, len(data.classes)))
    known = data.test.factors is not None
    chosen = data.test.at(_evenly_of_each(data.test, each) if known else _first_of_each(data.test, CANDIDATES * each))
    images = torch.from_numpy(chosen.images).float() / 255
    latents = images_to_latents(model, images, seed, progress, starts=STARTS, steps=STEPS)
    with torch.no_grad():
        errors = (model.decode_checked(latents) - images).square().mean((1, 2, 3)).numpy()
    order = _in_rounds(chosen.labels, np.arange(len(chosen)) if known else errors, each)
    chosen = chosen.at(order)
    return Gallery(chosen.images, chosen.labels, latents.numpy()[order], chosen.factors)


def make_codes(model: Model, data: Dataset) -> Codes | None:
    """The latents of a data set's images, those to train on and those to test on, with what they were made from; None
    where that is not known, where they can be drawn again, or where nothing encodes them."""
    splits = [split for split in (data.train, data.test) if split.factors is not None]
    if data.spec or not splits or not model.has_encoder:
        return None
    images = np.concatenate([split.images for split in splits])
    values = np.concatenate([split.factors for split in splits if split.factors is not None])
    part = thinned(len(images))
    latents = images_to_latents(model, torch.from_numpy(images[part]).float() / 255)
    return Codes(latents.numpy(), values[part], data.factors)


def _first_of_each(split: Images, count: int) -> np.ndarray:
    """Indices of the first `count` images of every label."""
    return np.concatenate([np.flatnonzero(split.labels == label)[:count] for label in np.unique(split.labels)])


def _evenly_of_each(split: Images, count: int) -> np.ndarray:
    """Indices of `count` images of every label, or of all there are, evenly through the set."""
    found = []
    for label in np.unique(split.labels):
        index = np.flatnonzero(split.labels == label)
        taken = min(count, len(index))
        found.append(index[np.arange(taken) * len(index) // taken])
    return np.concatenate(found)


def _in_rounds(labels: np.ndarray, errors: np.ndarray, rounds: int) -> np.ndarray:
    """Indices of the best of each label, then of the second best of each, and so on."""
    best = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    best = [index[np.argsort(errors[index], kind="stable")] for index in best]
    return np.array([index[turn] for turn in range(rounds) for index in best if turn < len(index)], np.int64)
