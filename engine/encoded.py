"""Where a model's data lie in its latent space, with grid lines by factor (AE fig. 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .factors import Factor
from .rendering import rendering_of

if TYPE_CHECKING:
    from .model import Model
    from .progress import Progress

MOST = 2000
"""Images that are encoded; of a larger set every so many."""
BATCH = 128
FEWEST_ON_A_LINE = 3
NEIGHBOURS = 4
"""A point of a grid in two factors has so many nearest neighbours."""
OFF = 1.5
"""Reaches between the nearest encoded image and a point that is off the manifold."""


@dataclass(frozen=True, eq=False)
class Encoded:
    """latents (m, D) float32 of a model's data; `lines` are (factor, indices of the latents along one line).

    `reach` is how far images are from their neighbours: the median distance to the NEIGHBOURS-th nearest. `name` says
    which data they are.
    """

    name: str
    latents: np.ndarray
    lines: tuple[tuple[str, np.ndarray], ...] = ()
    reach: float = 0.0

    def distance(self, points: np.ndarray) -> np.ndarray:
        """How far latents (n, D) are from the nearest encoded image, in units of `reach`, (n,)."""
        if len(self.latents) == 0 or self.reach == 0:
            return np.zeros(len(points))
        return _distances(points, self.latents).min(1) / self.reach

    def off(self, points: np.ndarray) -> np.ndarray:
        """Which of the latents (n, D) are off the manifold: more than OFF reaches from every encoded image."""
        return self.distance(points) > OFF


def encode_data(model: Model, progress: Progress) -> Encoded:
    """The encoded images of the rendered set that a model was trained on; without one, or without an encoder, the
    pictures of its gallery. Raises Cancelled."""
    import torch

    rendering = rendering_of(model.header)
    if rendering is None or not model.has_encoder:
        latents = model.gallery.latents
        return Encoded("gallery", latents, (), reach_of(latents))
    values = rendering.values()
    values = values[:: -(-len(values) // MOST)]
    parts = []
    for start in range(0, len(values), BATCH):
        progress.report(start / len(values), "Encoding the data")
        images = rendering.render(values[start : start + BATCH], model.image_shape[1])
        with torch.no_grad():
            codes = model.encode(torch.from_numpy(images).to(model.device).float() / 255)
        parts.append(codes.cpu().numpy().astype(np.float32))
    latents = np.concatenate(parts)
    return Encoded(
        model.header.data.get("name", "data"), latents, grid_lines(rendering.factors, values), reach_of(latents)
    )


def grid_lines(factors: Sequence[Factor], values: np.ndarray) -> tuple[tuple[str, np.ndarray], ...]:
    """Lines along which one factor of values (m, F) grows and all others stay, three points or more each.

    A circular factor closes its line where the last gap is no wider than the others. Choices have no lines.
    """
    lines = []
    for index, factor in enumerate(factors):
        if factor.kind not in ("continuous", "circular"):
            continue
        _, groups = np.unique(np.delete(values, index, axis=1).round(6), axis=0, return_inverse=True)
        order = np.lexsort((values[:, index], groups.reshape(-1)))
        ends = np.flatnonzero(np.diff(groups.reshape(-1)[order])) + 1
        for line in np.split(order, ends):
            if len(line) < FEWEST_ON_A_LINE:
                continue
            along = values[line, index]
            closing = factor.period - (along[-1] - along[0])
            closed = factor.kind == "circular" and closing <= 1.5 * np.diff(along).max()
            lines.append((factor.name, np.append(line, line[0]) if closed else line))
    return tuple(lines)


def reach_of(latents: np.ndarray) -> float:
    """The median distance from a latent (m, D) to its NEIGHBOURS-th nearest; 0 for too few."""
    if len(latents) <= NEIGHBOURS:
        return 0.0
    distances = _distances(latents, latents)
    return float(np.median(np.partition(distances, NEIGHBOURS, axis=1)[:, NEIGHBOURS]))


def _distances(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(n, m) of (n, D) and (m, D), a slice of the points at a time."""
    others = np.asarray(others, np.float64)
    squares = np.square(others).sum(1)
    parts = []
    for part in np.array_split(np.asarray(points, np.float64), max(1, len(points) // 512)):
        squared = np.square(part).sum(1)[:, None] + squares - 2 * part @ others.T
        parts.append(np.sqrt(np.maximum(squared, 0)))
    return np.concatenate(parts)
