"""FG example 3 with obstacles of the user's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from ...errors import ExplorerError
from ...parameters import parameter
from .base import SURFACES, Exact, Point
from .shapes import Shape, Stroke
from .shortest import shortest_way
from .without_disk import STIFFNESS_HELP

if TYPE_CHECKING:
    from torch import Tensor

PAINTED = (
    Stroke(((-0.8, 0.9), (-0.7, -0.2)), 0.25),
    Stroke(((0.1, 0.3), (0.1, -1.0)), 0.25),
    Stroke(((0.9, 0.6),), 0.4),
)


@SURFACES.register("obstacles")
@dataclass(frozen=True)
class Obstacles:
    """The plane without a union of painted shapes: d_M is the depth in the deepest of them (FG eq. 12).

    A shape may be thin: only a large K and a small epsilon make the way through it longer than the way around.
    """

    stiffness: float = parameter(100.0, "K", STIFFNESS_HELP, low=0.5, high=1000.0, scale="log")
    shapes: tuple[Shape, ...] = PAINTED

    label: ClassVar[str] = "Your own obstacles"
    lesson: ClassVar[str] = "Paint what the path has to avoid. A grid finds the way, descent makes it the shortest."
    ends: ClassVar[tuple[Point, Point]] = ((-1.6, 0.3), (1.6, 0.0))
    epsilon: ClassVar[float] = 0.001
    start: ClassVar[str] = "grid"
    flat: ClassVar[bool] = True
    body: ClassVar[Literal[""]] = ""

    def embed(self, z: Tensor) -> Tensor:
        """The points themselves."""
        return z

    def distance(self, z: Tensor) -> Tensor:
        """The depth in the union; a lower bound of it where shapes overlap, and zero exactly outside."""
        depth = 0.0 * z[..., 0]
        for shape in self.shapes:
            depth = depth.maximum(shape.depth(z))
        return depth

    def exact(self, source: Point, target: Point) -> Exact | None:
        """The shortest way around what is painted; None where there is none.

        Raises ExplorerError where an end is inside an obstacle.
        """
        import torch

        ends = np.array([source, target], float)
        if bool((self.distance(torch.tensor(ends)) > 0).any()):
            raise ExplorerError("An end is inside an obstacle: move it out, or erase the obstacle.")
        way = shortest_way(self.shapes, *ends)
        if way is None:
            return None
        length = float(np.linalg.norm(np.diff(way, axis=0), axis=1).sum())
        return Exact(way, length, limit=len(way) > 2)
