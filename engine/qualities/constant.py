"""The same quality everywhere."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Constant:
    """Q(z) = level, in [0, 1]; the geodesic is then the shortest path (FG remark 1)."""

    level: float

    def log_quality(self, z: Tensor, times: Tensor | None = None) -> Tensor:
        """log level at every point; its gradient is zero."""
        log_level = math.log(self.level) if self.level > 0 else -math.inf
        return torch.full_like(z[..., 0], log_level) + 0.0 * z[..., 0]
