"""Solid objects on a turntable before a black ground, in the manner of COIL-100 (AE sec. 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np

from ..errors import ExplorerError
from ..factors import Attribute, Factor
from ..parameters import parameter
from .base import RENDERINGS, in_chunks
from .objects import OBJECTS
from .raycast import draw
from .solids import Solid

ALL = "all"
CHUNK = 8


@RENDERINGS.register("turntable")
@dataclass(frozen=True)
class Turntable:
    """Every object in views all around it, in colour, lit from the camera's upper left."""

    object: str = parameter(ALL, "Object", "One object, several with a + between them, or all.")
    views: int = parameter(72, "Views", "Of each object, evenly all around.", low=1, high=3600)

    summary: ClassVar[str] = "Solid objects on a turntable, in colour before a black ground."
    channels: ClassVar[int] = 3
    attributes: ClassVar[tuple[Attribute, ...]] = ()

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the objects. Raises ExplorerError if one is not known."""
        if self.object == ALL:
            return tuple(OBJECTS)
        names = tuple(dict.fromkeys(part.strip() for part in self.object.split("+")))
        for name in names:
            OBJECTS[name]
        return names

    @property
    def factors(self) -> tuple[Factor, ...]:
        """Object and angle."""
        names = self.classes
        return (
            Factor("object", "choice", 0.0, float(len(names) - 1), choices=names),
            Factor("angle", "circular", 0.0, 360.0, "°"),
        )

    def values(self) -> np.ndarray:
        """Object by object."""
        angles, count = 360 * np.arange(self.views) / self.views, len(self.classes)
        return np.stack([np.repeat(np.arange(count), self.views), np.tile(angles, count)], axis=1)

    def labels(self, values: np.ndarray) -> np.ndarray:
        """The objects' numbers."""
        return values[:, 0].astype(np.int64)

    def render(self, values: np.ndarray, size: int) -> np.ndarray:
        """uint8 (N, 3, size, size) of objects and angles (N, 2). Raises ExplorerError for an unknown object."""
        values = np.asarray(values, np.float64)
        names = self.classes
        if len(values) and not np.isin(values[:, 0], np.arange(len(names))).all():
            raise ExplorerError(f"There are {len(names)} objects, numbered from 0, and no other.")
        # Neighbouring views of one object cover nearly the same rays: they are drawn together.
        order = np.lexsort((values[:, 1] % 360, values[:, 0]))
        images = np.empty((len(values), 3, size, size), np.uint8)
        for number in np.unique(values[:, 0]).astype(int):
            solids = OBJECTS[names[number]]()
            places = order[values[order, 0] == number]
            images[places] = in_chunks(partial(_views, solids, size), values[places, 1], (3, size, size), CHUNK)
        return images


def _views(solids: list[Solid], size: int, angles: np.ndarray) -> np.ndarray:
    return draw(solids, angles, size)
