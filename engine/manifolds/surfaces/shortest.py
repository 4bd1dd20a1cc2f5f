"""The shortest way around painted shapes: a visibility graph. NumPy and SciPy only."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from .shapes import Outline, Shape, Stroke

CORNERS = 32
"""Corners of the polygon that stands for a full circle."""
TOO_MANY = 1500
_HALF = np.pi / CORNERS


def shortest_way(shapes: tuple[Shape, ...], source: np.ndarray, target: np.ndarray) -> np.ndarray | None:
    """The shortest polyline (m, 2) between two places that enters no shape; None if there is none, or too much painted.

    Circles are polygons of the circle's perimeter, so that lengths are good to about 1e-4 of the radii.
    """
    corners = [_corners(shape) for shape in shapes]
    places = np.concatenate([[source, target], *corners]) if corners else np.stack([source, target])
    free = np.ones(len(places), bool)
    for shape in shapes:
        free &= ~_inside(shape, places)
    free[:2] = True
    places = places[free]
    if len(places) > TOO_MANY:
        return None
    first, second = np.triu_indices(len(places), 1)
    for shape in shapes:
        clear = ~_blocked(shape, places[first], places[second])
        first, second = first[clear], second[clear]
    lengths = np.linalg.norm(places[first] - places[second], axis=1)
    # A graph of SciPy's has no edges of no length.
    graph = csr_matrix((np.maximum(lengths, 1e-12), (first, second)), shape=(len(places), len(places)))
    distances, before = dijkstra(graph, directed=False, indices=0, return_predecessors=True)
    if not np.isfinite(distances[1]):
        return None
    way = [1]
    while way[-1] != 0:
        way.append(int(before[way[-1]]))
    return places[way[::-1]]


def _corners(shape: Shape) -> np.ndarray:
    if isinstance(shape, Outline):
        return np.asarray(shape.places, float)
    angles = (np.arange(CORNERS) + 0.5) * 2 * _HALF
    radius = shape.radius * (1 + _HALF**2 / 6)
    circle = radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return (np.asarray(shape.places, float)[:, None] + circle).reshape(-1, 2)


def _inside(shape: Shape, places: np.ndarray) -> np.ndarray:
    """Which places (n, 2) are inside by more than the polygons are, (n,)."""
    if isinstance(shape, Stroke):
        starts, ends = _axes(shape)
        return _to_segments(places, starts, ends).min(1) < _core(shape)
    starts, ends = _edges(shape)
    odd = _crossings_to_the_right(places, starts, ends) % 2 == 1
    return odd & (_to_segments(places, starts, ends).min(1) > 1e-9)


def _blocked(shape: Shape, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Which segments (n, 2) to (n, 2) go through the shape, (n,)."""
    if isinstance(shape, Stroke):
        starts, ends = _axes(shape)
        near = np.minimum(_to_segments(first, starts, ends), _to_segments(second, starts, ends))
        for corner in (starts, ends):
            near = np.minimum(near, np.stack([_to_segment(place, first, second) for place in corner], axis=1))
        near = np.where(_cross(first, second, starts, ends), 0.0, near)
        return near.min(1) < _core(shape)
    starts, ends = _edges(shape)
    return _cross(first, second, starts, ends).any(1) | _inside(shape, (first + second) / 2)


def _core(shape: Stroke) -> float:
    """The radius inside the polygons that stand for the shape's circles."""
    return shape.radius * (1 - 0.55 * _HALF**2)


def _axes(shape: Stroke) -> tuple[np.ndarray, np.ndarray]:
    places = np.asarray(shape.places, float)
    return (places[:-1], places[1:]) if len(places) > 1 else (places, places)


def _edges(shape: Outline) -> tuple[np.ndarray, np.ndarray]:
    places = np.asarray(shape.places, float)
    return places, np.roll(places, -1, axis=0)


def _to_segments(places: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Distances of places (n, 2) from segments (s, 2), (n, s)."""
    way = ends - starts
    offset = places[:, None] - starts
    share = np.clip((offset * way).sum(-1) / np.maximum((way**2).sum(-1), 1e-30), 0.0, 1.0)
    return np.linalg.norm(offset - share[..., None] * way, axis=-1)


def _to_segment(place: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Distances of one place from segments (n, 2), (n,)."""
    return _to_segments(place[None], first, second)[0]


def _cross(first: np.ndarray, second: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Whether segments cross properly, not only touch, (n, s)."""

    def side(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
        value = (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (c[..., 0] - a[..., 0])
        return np.where(np.abs(value) < 1e-12, 0.0, np.sign(value))

    a, b, c, d = first[:, None], second[:, None], starts[None], ends[None]
    return (side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0)


def _crossings_to_the_right(places: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    x, y = places[:, None, 0], places[:, None, 1]
    spans = (starts[:, 1] > y) != (ends[:, 1] > y)
    rise = np.where(ends[:, 1] == starts[:, 1], 1.0, ends[:, 1] - starts[:, 1])
    return (spans & (x < starts[:, 0] + (y - starts[:, 1]) * (ends[:, 0] - starts[:, 0]) / rise)).sum(1)
