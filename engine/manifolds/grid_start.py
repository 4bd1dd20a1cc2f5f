"""The best way over a grid of the latent plane: where descent should start among obstacles."""

from __future__ import annotations

import numpy as np
import torch
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from torch import Tensor

from ..scoring import Scorer

SIDE = 64
ROOM = 0.6
MOVES = ((1, 0), (0, 1), (1, 1), (1, -1), (2, 1), (1, 2), (2, -1), (1, -2))
"""Steps from node to node, in one of both directions."""


def grid_path(scorer: Scorer, source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The shortest way in the metric from node to node of a grid around the ends (2,), as a polyline (m, 2).

    A step costs |log Q_eps| at its middle times its length where lengths are measured, as in FG eq. 3.
    """
    low, high = np.minimum(source, target), np.maximum(source, target)
    margin = ROOM * float(np.linalg.norm(target - source))
    axes = [np.linspace(a - margin, b + margin, SIDE) for a, b in zip(low, high, strict=True)]
    nodes = torch.as_tensor(np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1))
    index = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    rows, columns, costs = [], [], []
    with torch.no_grad():
        embedded = scorer.embed(nodes)
        for right, up in MOVES:
            here, there = _pair(right, up)
            middle = (nodes[here] + nodes[there]) / 2
            length = (embedded[there] - embedded[here]).norm(dim=-1)
            costs.append((-scorer.log_regularised(middle) * length).flatten().numpy())
            rows.append(index[here].ravel())
            columns.append(index[there].ravel())
    size = SIDE * SIDE
    graph = csr_matrix((np.concatenate(costs), (np.concatenate(rows), np.concatenate(columns))), shape=(size, size))
    flat = nodes.reshape(-1, 2).numpy()
    first, last = (int(np.linalg.norm(flat - end, axis=1).argmin()) for end in (source, target))
    _, before = dijkstra(graph, directed=False, indices=first, return_predecessors=True)
    way = [last]
    while way[-1] != first and before[way[-1]] >= 0:
        way.append(int(before[way[-1]]))
    return np.concatenate([[source], flat[way[::-1]][1:-1], [target]])


def at_even_pace(path: np.ndarray, points: int) -> Tensor:
    """A polyline (m, 2) read at `points` places of equal distance along it, (points, 2)."""
    at = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    wanted = np.linspace(0.0, at[-1], points)
    return torch.as_tensor(np.stack([np.interp(wanted, at, column) for column in path.T], axis=1))


def _pair(right: int, up: int) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Slices of all nodes from which a step leads to a node, and of the nodes it leads to."""
    across = slice(0, SIDE - right), slice(right, SIDE)
    along = (slice(0, SIDE - up), slice(up, SIDE)) if up >= 0 else (slice(-up, SIDE), slice(0, SIDE + up))
    return (across[0], along[0]), (across[1], along[1])
