"""What an encoder knows of an image: its output and its last hidden layer (NI, 'Improved Representation Learning')."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from ...engine.model import Model
from ...engine.progress import Progress
from .compared import CHUNK, floats


@torch.no_grad()
def encoder_features(model: Model, images: np.ndarray, progress: Progress) -> np.ndarray:
    """(N, D + hidden units) of uint8 images (N, C, H, W); of an encoder that gives a density the output is its mean.

    Raises ExplorerError where there is no encoder, and Cancelled.
    """
    hidden: list[Tensor] = []
    encoder: Any = model.encoder
    watch = (
        None
        if encoder is None
        else encoder.last_layer.register_forward_pre_hook(lambda _, given: hidden.append(*given))
    )
    try:
        rows = []
        for start in range(0, len(images), CHUNK):
            progress.check()
            codes = model.encode(floats(images[start : start + CHUNK], model.device))
            rows.append(torch.cat([codes, hidden.pop()], 1).cpu().numpy())
        return np.concatenate(rows)
    finally:
        if watch is not None:
            watch.remove()
