"""What a toy surface is: an embedding, a distance from the manifold, two ends and the exact answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

import numpy as np

from ...registry import Registry

if TYPE_CHECKING:
    from torch import Tensor

SURFACES = Registry("surface")
"""Name -> frozen dataclass of parameters with the members of `Surface`."""

Point = tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Exact:
    """The shortest way as a curve to draw, latents (m, D), and its length in the embedding.

    `limit` says that the length is that of K -> infinity, which a finite K only approaches.
    """

    latents: np.ndarray
    length: float
    limit: bool = False


class Surface(Protocol):
    """A frozen dataclass of parameters. Q is 1/2 on the manifold, and eq. 12's beside it.

    `ends` are FG's, `epsilon` (eq. 10) and `start` are those to begin with, `flat` says whether latent points lie in
    a plane, and `body` names what is drawn in 3-D, if anything.
    """

    label: ClassVar[str]
    lesson: ClassVar[str]
    ends: ClassVar[tuple[Point, Point]]
    epsilon: ClassVar[float]
    start: ClassVar[str]
    flat: ClassVar[bool]
    body: ClassVar[Literal["", "half-sphere", "cube"]]

    @property
    def stiffness(self) -> float:
        """K of FG eq. 12."""
        ...

    def embed(self, z: Tensor) -> Tensor:
        """Points (..., D) in the space where lengths are measured, (..., F)."""
        ...

    def distance(self, z: Tensor) -> Tensor:
        """d_M, zero on the manifold and positive beside it, (...) for (..., D)."""
        ...

    def exact(self, source: Point, target: Point) -> Exact | None:
        """The shortest way between two points of the manifold, None where it is not known.

        Raises ExplorerError where an end is not on the manifold.
        """
        ...


def segment(source: Point, target: Point, count: int = 2) -> np.ndarray:
    """`count` points from source to target, both included, (count, D)."""
    share = np.linspace(0.0, 1.0, count)[:, None]
    return (1 - share) * np.asarray(source, float) + share * np.asarray(target, float)
