"""What the tables of NI share: the models compared, the images, pairs of them, and numbers gathered over repeats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from ...engine.errors import ExplorerError
from ...engine.model import Model, load_model
from ...engine.model_library import find_model
from ...engine.progress import Progress
from ..datasets import Dataset, open_dataset
from .report import Row

CHUNK = 500
SUPPORTS = {"train": "Training images", "test": "Test images", "both": "Training and test images"}
MODELS_HELP = "Names of models, or model files."
DATA_HELP = "The images: a .npz file, a folder, or another data set that 'train' takes."


def open_models(text: str, device: str) -> list[Model]:
    """The models of a list with commas; those of one name are called as they were asked for. Raises ExplorerError."""
    names = words(text, "models")
    for name in names:
        find_model(name)  # a misspelt name is told before the others are loaded
    models = [load_model(name, device) for name in names]
    shapes = {model.image_shape for model in models}
    if len(shapes) > 1:
        raise ExplorerError(f"The models make images of different sizes: {', '.join(sorted(map(_size, shapes)))}.")
    known = [model.name for model in models]
    return [
        replace(model, header=replace(model.header, name=name)) if known.count(model.name) > 1 else model
        for name, model in zip(names, models)
    ]


def open_images(text: str, model: Model) -> Dataset:
    """The data set of that name for images of the model's size. Raises ExplorerError."""
    if not text:
        raise ExplorerError("Say with --data which images to measure with, such as --data mnist.npz.")
    data = open_dataset(text, model.image_shape[-1])
    if data.image_shape != model.image_shape:
        raise ExplorerError(
            f"{data.name} has images of {_size(data.image_shape)}, and {model.name} makes {_size(model.image_shape)}."
        )
    return data


def images_of(data: Dataset, support: str) -> np.ndarray:
    """uint8 images (N, C, H, W) of a key of SUPPORTS."""
    parts = {"train": [data.train], "test": [data.test], "both": [data.train, data.test]}[support]
    return np.concatenate([part.images for part in parts])


def floats(images: np.ndarray, device: torch.device | str) -> Tensor:
    """uint8 images as the networks take them, float32 in [0, 1]."""
    return torch.from_numpy(images).to(device).float() / 255


def draw_pairs(images: int, pairs: int, chance: torch.Generator) -> tuple[Tensor, Tensor]:
    """Places (pairs,) of sources and of targets among so many images; the two of a pair are different images.

    Raises ExplorerError with fewer than two images.
    """
    if images < 2:
        raise ExplorerError("Two images at least are needed to make a pair.")
    source = torch.randint(images, (pairs,), generator=chance)
    return source, (source + torch.randint(1, images, (pairs,), generator=chance)) % images


@torch.no_grad()
def encode(model: Model, images: np.ndarray, progress: Progress) -> Tensor:
    """Latents (N, D) of uint8 images, on the model's device. Raises Cancelled."""
    codes = []
    for start in range(0, len(images), CHUNK):
        progress.check()
        codes.append(model.encode(floats(images[start : start + CHUNK], model.device)))
    return torch.cat(codes)


def summarise(model: str, found: Mapping[tuple[str, str], Sequence[float]]) -> list[Row]:
    """A row for each (method, measure) from its values over repeats."""
    return [
        Row(model, method, measure, float(np.mean(values)), spread(values), len(values))
        for (method, measure), values in found.items()
    ]


def spread(values: Sequence[float]) -> float:
    """The standard deviation of a sample; 0 of a single value."""
    return float(np.std(values, ddof=1)) if len(values) > 1 else 0.0


def words(text: str, what: str) -> list[str]:
    """The parts of a list with commas, each once. Raises ExplorerError for an empty list."""
    found = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not found:
        raise ExplorerError(f"The list of {what} is empty.")
    return found


def step_counts(text: str, least: int) -> list[int]:
    """The numbers of steps in a list with commas. Raises ExplorerError."""
    parts = words(text, "steps")
    for part in parts:
        if not (part.isdecimal() and least <= int(part) <= 1000):
            raise ExplorerError(f"A number of steps is a whole number from {least} to 1000, not {part!r}.")
    return [int(part) for part in parts]


def _size(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))
