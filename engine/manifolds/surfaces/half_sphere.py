"""FG example 2: a half-sphere over the plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from .base import SURFACES, Exact, Point

if TYPE_CHECKING:
    from torch import Tensor

DRAWN = 65


@SURFACES.register("half-sphere")
@dataclass(frozen=True)
class HalfSphere:
    """The central projection of the plane onto the unit sphere around c = (0, 0, 1), Q = 1/2 (FG ex. 2).

    Phi(z) = c + ((z, 0) - c) / |(z, 0) - c| covers the open lower half; great circles are straight in the plane.
    """

    label: ClassVar[str] = "Half-sphere"
    lesson: ClassVar[str] = "A straight latent line becomes a great circle; only the speed along it has to change."
    ends: ClassVar[tuple[Point, Point]] = ((0.0, 1.0), (1.0, 0.0))
    epsilon: ClassVar[float] = 0.1
    start: ClassVar[str] = "shorter"
    flat: ClassVar[bool] = True
    body: ClassVar[Literal["half-sphere"]] = "half-sphere"
    stiffness: ClassVar[float] = 1.0

    def embed(self, z: Tensor) -> Tensor:
        """(..., 2) -> (..., 3)."""
        import torch

        offset = torch.cat([z, torch.full_like(z[..., :1], -1.0)], -1)
        return offset / offset.norm(dim=-1, keepdim=True) + z.new_tensor([0.0, 0.0, 1.0])

    def distance(self, z: Tensor) -> Tensor:
        """Zero everywhere: every latent point is on the sphere."""
        return 0.0 * z[..., 0]

    def exact(self, source: Point, target: Point) -> Exact:
        """The arc of the great circle, at even speed on the sphere."""
        first, last = (np.array([*point, -1.0]) / np.sqrt(np.dot(point, point) + 1) for point in (source, target))
        angle = 2 * np.arctan2(np.linalg.norm(first - last), np.linalg.norm(first + last))
        share = np.linspace(0.0, 1.0, DRAWN)[:, None]
        # Directions from the centre between the two; sines of small angles would cancel.
        near = angle < 1e-6
        weights = (1 - share, share) if near else (np.sin((1 - share) * angle), np.sin(share * angle))
        direction = weights[0] * first + weights[1] * last
        return Exact(direction[:, :2] / -direction[:, 2:], float(angle))
