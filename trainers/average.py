"""Exponential moving averages of networks."""

from __future__ import annotations

import torch
from torch import nn

RAMP = 0.05
"""The half-life is at most this share of the images seen so far (Karras et al. 2020, code)."""


def decay(batch_size: int, images_seen: int, half_life: float) -> float:
    """How much of the old average is kept after a batch; `half_life` is in images.

    The ramp keeps the initial weights from lingering: a fixed 0.995 still holds 29 % of them after 245 steps.
    """
    half_life = min(half_life, RAMP * images_seen)
    return 0.5 ** (batch_size / half_life) if half_life > 0 else 0.0


@torch.no_grad()
def update_average(average: nn.Module, network: nn.Module, kept: float) -> None:
    """Move `average` towards `network`: kept * average + (1 - kept) * network, batch statistics included."""
    old, new = average.state_dict(), network.state_dict()
    for name, value in new.items():
        if value.is_floating_point():
            old[name].lerp_(value, 1 - kept)
        else:
            old[name].copy_(value)
