"""Surfaces to draw curves on: what is filled, what is drawn as lines, what hides things behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, eq=False)
class Body:
    """faces (f, k, 3) are plane polygons to fill; `edges` and `grid` polylines (m, 3) to draw, strong and quiet.

    occluders (t, 3, 3) are triangles that hide what is more than `tolerance` behind them; they may be coarser than
    the faces. It is looked at first at `center`, `radius` wide, and from `tilt` radians above.
    """

    faces: np.ndarray
    occluders: np.ndarray
    edges: Sequence[np.ndarray] = ()
    grid: Sequence[np.ndarray] = ()
    tolerance: float = 0.02
    center: np.ndarray = field(default_factory=lambda: np.zeros(3))
    radius: float = 1.0
    tilt: float = 0.42


def half_sphere() -> Body:
    """The lower half of the unit sphere around (0, 0, 1), open above (FG ex. 2)."""
    lines = 49
    meridians = [_on_sphere(np.linspace(-np.pi / 2, 0, 17), np.full(17, turn)) for turn in _turns(12)]
    heights = np.radians([-72.0, -54.0, -36.0, -18.0])
    around = np.linspace(0, 2 * np.pi, lines)
    parallels = [_on_sphere(np.full(lines, height), around) for height in heights]
    return Body(
        faces=_patches(10, 32),
        occluders=_triangles(_patches(6, 24)),
        edges=[_on_sphere(np.zeros(97), np.linspace(0, 2 * np.pi, 97))],
        grid=[*meridians, *parallels],
        tolerance=0.035,
        center=np.array([0.0, 0.0, 0.65]),
        radius=1.12,
        tilt=0.95,
    )


def cube() -> Body:
    """The surface of [-1, 1]^3 (FG ex. 4)."""
    faces, edges, grid = [], [], []
    square = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    steps = np.linspace(-1.0, 1.0, 9)
    for axis in range(3):
        others = [k for k in range(3) if k != axis]
        for side in (-1.0, 1.0):
            face = np.full((4, 3), side)
            face[:, others] = square
            faces.append(face)
            for across, along in (others, others[::-1]):
                for level in (-0.5, 0.0, 0.5):
                    line = np.full((len(steps), 3), side)
                    line[:, across], line[:, along] = level, steps
                    grid.append(line)
        for first in (-1.0, 1.0):
            for second in (-1.0, 1.0):
                edge = np.empty((len(steps), 3))
                edge[:, axis], edge[:, others[0]], edge[:, others[1]] = steps, first, second
                edges.append(edge)
    return Body(np.stack(faces), _triangles(np.stack(faces)), edges, grid, 0.03, np.zeros(3), 1.75)


BODIES = {"half-sphere": half_sphere, "cube": cube}
"""Name -> function that makes the body."""


def _turns(count: int) -> np.ndarray:
    return np.linspace(0, 2 * np.pi, count, endpoint=False)


def _on_sphere(height: np.ndarray, turn: np.ndarray) -> np.ndarray:
    """Points at angles above the equator and around the axis, (..., 3)."""
    flat = np.cos(height)
    return np.stack([flat * np.cos(turn), flat * np.sin(turn), 1 + np.sin(height)], axis=-1)


def _patches(rows: int, columns: int) -> np.ndarray:
    """The half-sphere as quadrangles, (rows * columns, 4, 3)."""
    height, turn = np.linspace(-np.pi / 2, 0, rows + 1), np.linspace(0, 2 * np.pi, columns + 1)
    points = _on_sphere(*np.meshgrid(height, turn, indexing="ij"))
    corners = [points[:-1, :-1], points[:-1, 1:], points[1:, 1:], points[1:, :-1]]
    return np.stack(corners, axis=2).reshape(-1, 4, 3)


def _triangles(quadrangles: np.ndarray) -> np.ndarray:
    return np.concatenate([quadrangles[:, [0, 1, 2]], quadrangles[:, [0, 2, 3]]])
