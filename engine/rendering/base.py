"""What a rendered set is, and how one is named: 'pole', 'pole:azimuths=36,elevations=4'."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar, Protocol

import numpy as np

from ..errors import ExplorerError
from ..factors import Attribute, Factor, between
from ..model_file import ModelHeader
from ..parameters import describe, parse
from ..registry import Registry

RENDERINGS = Registry("rendered data set")
"""Name -> a frozen dataclass of described parameters, a `Rendering`."""

LICENCE = "rendered by Interp Explorer, MIT"


class Rendering(Protocol):
    """A set of images as a function of their factors, at any size.

    The parameters say which factors the images of the set have; `render` takes any others as well.
    """

    summary: ClassVar[str]
    channels: ClassVar[int]
    attributes: ClassVar[tuple[Attribute, ...]]

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What the columns of the values mean."""
        ...

    @property
    def classes(self) -> tuple[str, ...]:
        """What labels 0, 1, ... mean; empty where the images are of one kind."""
        ...

    def values(self) -> np.ndarray:
        """Factors of every image of the set, (N, F) float64."""
        ...

    def labels(self, values: np.ndarray) -> np.ndarray:
        """int64 (N,) of factors (N, F)."""
        ...

    def render(self, values: np.ndarray, size: int) -> np.ndarray:
        """Images uint8 (N, C, size, size) of factors (N, F): the same whichever others are rendered with them."""
        ...


def make_rendering(spec: str) -> Rendering:
    """The set that a text like 'pole:azimuths=36' means. Raises ExplorerError."""
    name, _, settings = spec.partition(":")
    values = {}
    for part in filter(None, settings.split(",")):
        key, equals, value = part.partition("=")
        if not equals:
            raise ExplorerError(f"{part!r} in {spec!r} is not of the form NAME=VALUE.")
        values[key.strip()] = value.strip()
    return parse(RENDERINGS[name], values, f"Data set {name!r}")


def spec_of(rendering: Rendering) -> str:
    """The shortest text that `make_rendering` makes an equal set of."""
    changed = [
        f"{p.name}={getattr(rendering, p.name)}" for p in describe(rendering) if getattr(rendering, p.name) != p.default
    ]
    name = RENDERINGS.name_of(rendering)
    return f"{name}:{','.join(changed)}" if changed else name


def is_rendering(spec: str) -> bool:
    """Whether a text begins like the name of a rendered set."""
    return spec.partition(":")[0] in RENDERINGS


def rendering_of(header: ModelHeader) -> Rendering | None:
    """The rendered set that a model was trained on; None if it was another one, or one that is not known here."""
    spec = header.data.get("spec", "")
    if not (isinstance(spec, str) and is_rendering(spec)):
        return None
    try:
        return make_rendering(spec)
    except ExplorerError:
        return None  # a set of a later version: its models open all the same


def true_frames(rendering: Rendering, start: np.ndarray, end: np.ndarray, times: np.ndarray, size: int) -> np.ndarray:
    """The frames between two images with factors (F,), as they truly are: uint8 (n, C, size, size)."""
    return rendering.render(between(rendering.factors, start, end, times), size)


def in_chunks(
    draw: Callable[[np.ndarray], np.ndarray], values: np.ndarray, shape: tuple[int, int, int], chunk: int
) -> np.ndarray:
    """uint8 (N, *shape) of factors (N, F), drawn a chunk at a time, on every core where there are several chunks."""
    values = np.asarray(values, np.float64)
    images = np.empty((len(values), *shape), np.uint8)

    def fill(start: int) -> None:
        images[start : start + chunk] = draw(values[start : start + chunk])

    starts = range(0, len(values), chunk)
    if len(starts) < 2:
        list(map(fill, starts))
    else:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(fill, starts))
    return images


def pixel_centres(size: int) -> tuple[np.ndarray, np.ndarray]:
    """x (1, size) to the right and y (size, 1) upwards of the pixels of a picture from -1 to 1, float32."""
    x = ((2 * np.arange(size) + 1) / size - 1).astype(np.float32)
    return x[None, :], -x[:, None]


def smooth_step(x: np.ndarray) -> np.ndarray:
    """0 up to 0, 1 from 1 on, 3 x^2 - 2 x^3 between."""
    x = np.clip(x, 0, 1)
    return x * x * (3 - 2 * x)
