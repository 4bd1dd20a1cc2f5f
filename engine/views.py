"""What the picture shows beside the paths: prior samples, the map of Q, one decoded point, a grid of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import torch

from .corners import bilinear, coarse_first
from .errors import ExplorerError
from .export.cells import Cells
from .progress import Progress
from .qualities.make import make_quality
from .scoring import make_scorer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .metric import Metric
    from .model import Model
    from .projection import Projection
    from .scene import End

MAP_BATCH = 256
"""Points between two looks at whether the map is still wanted; as many decoded images take tens of milliseconds."""
CELLS_BATCH = 32
"""Cells of a grid that are decoded, and shown, together."""

Rectangle = tuple[float, float, float, float]
"""x0, y0, x1, y1 in picture coordinates."""


def prior_samples(model: Model, count: int, seed: int) -> np.ndarray:
    """`count` draws from the model's prior, (count, D) float32; the same for the same seed."""
    return model.prior.sample(count, torch.Generator().manual_seed(seed)).numpy()


def quality_map(
    model: Model, metric: Metric, projection: Projection, rectangle: Rectangle, cells: int, progress: Progress
) -> np.ndarray:
    """Q (not regularised) on the plane of the picture, (cells, cells) float32.

    Row i, column j is the value at the cell's middle, rows from y0 to y1. Raises Cancelled.
    """
    x0, y0, x1, y1 = rectangle
    middles = (np.arange(cells) + 0.5) / cells
    x, y = np.meshgrid(x0 + (x1 - x0) * middles, y0 + (y1 - y0) * middles)
    points = projection.to_latent(np.stack([x, y], -1)).reshape(cells * cells, -1)
    latents = torch.as_tensor(points, dtype=torch.float32, device=model.device)
    quality = make_quality(model, metric)
    parts = []
    with torch.no_grad():
        for i, part in enumerate(latents.split(MAP_BATCH)):
            progress.report(i * MAP_BATCH / len(latents))
            parts.append(quality.log_quality(part).exp())
    return torch.cat(parts).reshape(cells, cells).cpu().numpy()


def map_cells(metric: Metric) -> tuple[int, int]:
    """Cells a side of a first, coarse map and of a fine one: fewer where every cell costs a decoded image."""
    return (16, 64) if metric.quality == "attribute" else (16, 96)


def look(model: Model, metric: Metric, latent: np.ndarray) -> tuple[np.ndarray, float]:
    """The decoded image (C, H, W) of one latent (D,), and its Q."""
    z = torch.as_tensor(np.asarray(latent), dtype=torch.float32, device=model.device)[None]
    with torch.no_grad():
        image = model.decode(z)[0]
        quality = make_scorer(model, metric).log_quality(z).exp()[0]
    return image.cpu().numpy(), float(quality)


def decode_cells(model: Model, latents: np.ndarray, progress: Progress) -> np.ndarray:
    """Phi of the latents (size, size, D) of a grid: (size, size, C, H, W) in [0, 1].

    Coarse cells first: partial results are (flat indices (k,), images (k, C, H, W)). Raises ExplorerError where the
    decoder gives no numbers, and Cancelled.
    """
    size = len(latents)
    flat = torch.as_tensor(latents, dtype=torch.float32, device=model.device).flatten(0, 1)
    cells = np.empty((size * size, *model.image_shape), np.float32)
    done = 0
    for level in coarse_first(size):
        for start in range(0, len(level), CELLS_BATCH):
            part = level[start : start + CELLS_BATCH]
            progress.report(done / len(cells), "Decoding")
            with torch.no_grad():
                cells[part] = model.decode_checked(flat[part]).cpu().numpy()
            progress.partial((part, cells[part]))
            done += len(part)
    return cells.reshape(size, size, *model.image_shape)


def make_cells(model: Model, corners: Sequence[End], size: int, progress: Progress) -> Cells:
    """The decoded grid between four ends in the order of CORNERS.

    Raises ExplorerError where an end does not fit the model or the decoder gives no numbers, and Cancelled.
    """
    dimension = model.latent_dimension
    if any(len(end.latent) != dimension for end in corners):
        raise ExplorerError(f"Model {model.name} has {dimension} latent coordinates, a corner has others.")
    latents = bilinear(np.array([end.latent for end in corners]), size)
    story = json.dumps({"model": model.name, "corners": [end.origin for end in corners], "cells": size})
    return Cells(latents, decode_cells(model, latents, progress), story)
