"""Whether the cost was still falling when a search ran out of steps."""

from __future__ import annotations

from torch import Tensor

STILL_FALLING = 0.01
"""A search has not converged if its last steps, a quarter of all, took more than this share off the cost."""


def last_steps(steps: int) -> int:
    """How many of a search's steps are its last ones."""
    return -(-steps // 4)


def fall(before: Tensor, after: Tensor) -> Tensor:
    """The share of each cost that was taken off, (P,); 0 where it did not fall or is not finite."""
    return ((before - after) / before).nan_to_num(nan=0.0, posinf=0.0, neginf=0.0).clamp_min(0.0)
