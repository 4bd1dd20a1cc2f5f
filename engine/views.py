"""What the picture shows beside the paths: prior samples, the map of Q, one decoded point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from .progress import Progress
from .scoring import make_scorer

if TYPE_CHECKING:
    from .metric import Metric
    from .model import Model
    from .projection import Projection

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
    latents = torch.as_tensor(projection.to_latent(np.stack([x, y], -1)), dtype=torch.float32, device=model.device)
    scorer = make_scorer(model, metric)
    rows = []
    with torch.no_grad():
        for i, row in enumerate(latents):
            progress.report(i / cells)
            rows.append(scorer.log_quality(row).exp())
    return torch.stack(rows).cpu().numpy()


def look(model: Model, metric: Metric, latent: np.ndarray) -> tuple[np.ndarray, float]:
    """The decoded image (C, H, W) of one latent (D,), and its Q."""
    z = torch.as_tensor(np.asarray(latent), dtype=torch.float32, device=model.device)[None]
    with torch.no_grad():
        image = model.decode(z)[0]
        quality = make_scorer(model, metric).log_quality(z).exp()[0]
    return image.cpu().numpy(), float(quality)
