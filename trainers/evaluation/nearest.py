"""Which true view an image is most like."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from .compared import floats
from .views import Views


class Nearest:
    """The nearest view in L2 of the same object (AE sec. 4.3)."""

    def __init__(self, views: Views) -> None:
        self.bank = floats(views.images, "cpu").flatten(1)
        self.squares = self.bank.square().sum(1)
        self.object = torch.from_numpy(views.object)

    def find(self, frames: Tensor, index: np.ndarray) -> np.ndarray:
        """Places (A, P) of the views most like frames (A, P, C, H, W) between the views `index` (A, P)."""
        flat = frames.flatten(2).flatten(0, 1)
        distances = self.squares - 2 * flat @ self.bank.T
        wanted = self.object[torch.from_numpy(index[:, 0])].repeat_interleave(index.shape[1])
        distances[wanted[:, None] != self.object] = torch.inf
        return distances.argmin(1).numpy().reshape(index.shape)

    def gap(self, frames: Tensor, index: np.ndarray) -> np.ndarray:
        """Root mean squared difference of a pixel to that view, (A, P)."""
        nearest = self.bank[self.find(frames, index)]
        return (frames.flatten(2) - nearest).square().mean(2).sqrt().numpy()
