"""Where a model's data lie in its latent space, with grid lines by factor (AE fig. 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
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
NEIGHBOURS = 3
"""As Kynkaanniemi et al. (2019, sec. 3). On a trained model of `pole` true images between those of the set are within
reach but for 3 in 100, and of the middles between images 80 degrees apart 4 in 100 are."""
MOST_LINES = 24
"""Along one factor; of more every so many, or nothing could be told apart."""
ROUNDING = 1e-6


@dataclass(frozen=True, eq=False)
class Encoded:
    """latents (m, D) float32 of a model's data; `lines` are (factor, indices of the latents along one line).

    `reaches` (m,) are the distances from each to its NEIGHBOURS-th nearest, empty for too few. The manifold is all that
    some image has within its reach (Kynkaanniemi et al. 2019, eq. 1), so that dense and sparse parts of the data are
    judged each by its own measure. `name` says which data they are.
    """

    name: str
    latents: np.ndarray
    lines: tuple[tuple[str, np.ndarray], ...] = ()
    reaches: np.ndarray = field(default_factory=lambda: np.zeros(0))

    @classmethod
    def of(cls, name: str, latents: np.ndarray, lines: tuple[tuple[str, np.ndarray], ...] = ()) -> Encoded:
        """With the reaches of latents (m, D)."""
        return cls(name, latents, lines, reaches_of(latents))

    def distance(self, points: np.ndarray) -> np.ndarray:
        """How far latents (n, D) are from the encoded images, in units of the images' reaches: the least, (n,)."""
        if not len(self.reaches):
            return np.zeros(len(points))
        # Images that are there several times have no reach but what rounding leaves.
        least = ROUNDING * self.reaches.max() + np.finfo(np.float64).tiny
        return (_distances(points, self.latents) / np.maximum(self.reaches, least)).min(1)

    def off(self, points: np.ndarray) -> np.ndarray:
        """Which of the latents (n, D) are off the manifold: within no image's reach."""
        return self.distance(points) > 1


def encode_data(model: Model, progress: Progress) -> Encoded:
    """The encoded images of the rendered set that a model was trained on, or those that came with it; without either,
    or without an encoder, the pictures of its gallery. Raises Cancelled."""
    import torch

    rendering, codes = rendering_of(model.header), model.codes
    if codes is not None:
        return Encoded.of(_name(model), codes.latents, grid_lines(codes.factors, codes.values))
    if rendering is None or not model.has_encoder:
        latents = model.gallery.latents
        return Encoded.of("gallery", latents)
    values = rendering.values()
    values = values[thinned(len(values))]
    parts = []
    for start in range(0, len(values), BATCH):
        progress.report(start / len(values), "Encoding the data")
        images = rendering.render(values[start : start + BATCH], model.image_shape[1])
        with torch.no_grad():
            codes = model.encode(torch.from_numpy(images).to(model.device).float() / 255)
        parts.append(codes.cpu().numpy().astype(np.float32))
    latents = np.concatenate(parts)
    return Encoded.of(_name(model), latents, grid_lines(rendering.factors, values))


def thinned(count: int) -> slice:
    """Every so many of `count` images, MOST of them at the most."""
    return slice(None, None, max(1, -(-count // MOST)))


def _name(model: Model) -> str:
    return model.header.data.get("name", "data")


def grid_lines(factors: Sequence[Factor], values: np.ndarray) -> tuple[tuple[str, np.ndarray], ...]:
    """Lines along which one factor of values (m, F) grows and all others stay, three points or more each.

    A circular factor closes its line where the last gap is no wider than the others. Choices have no lines, and no
    factor has more than MOST_LINES.
    """
    lines: list[tuple[str, np.ndarray]] = []
    for index, factor in enumerate(factors):
        if factor.kind not in ("continuous", "circular"):
            continue
        _, groups = np.unique(np.delete(values, index, axis=1).round(6), axis=0, return_inverse=True)
        order = np.lexsort((values[:, index], groups.reshape(-1)))
        ends = np.flatnonzero(np.diff(groups.reshape(-1)[order])) + 1
        long = [line for line in np.split(order, ends) if len(line) >= FEWEST_ON_A_LINE]
        for line in long[:: -(-len(long) // MOST_LINES) or 1]:
            along = values[line, index]
            closing = factor.period - (along[-1] - along[0])
            closed = factor.kind == "circular" and closing <= 1.5 * np.diff(along).max()
            lines.append((factor.name, np.append(line, line[0]) if closed else line))
    return tuple(lines)


def reaches_of(latents: np.ndarray) -> np.ndarray:
    """The distance from each latent (m, D) to its NEIGHBOURS-th nearest, (m,); empty for too few."""
    if len(latents) <= NEIGHBOURS:
        return np.zeros(0)
    return np.partition(_distances(latents, latents), NEIGHBOURS, axis=1)[:, NEIGHBOURS]


def _distances(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(n, m) of (n, D) and (m, D), a slice of the points at a time."""
    others = np.asarray(others, np.float64)
    squares = np.square(others).sum(1)
    parts = []
    for part in np.array_split(np.asarray(points, np.float64), max(1, len(points) // 512)):
        squared = np.square(part).sum(1)[:, None] + squares - 2 * part @ others.T
        parts.append(np.sqrt(np.maximum(squared, 0)))
    return np.concatenate(parts)
