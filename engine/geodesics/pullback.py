"""The pullback metric J^T J of an embedding, at a few points."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.autograd import forward_ad

DIFFERENCE_STEP = 1e-2


def pullback_gram(embed: Callable[[Tensor], Tensor], z: Tensor) -> Tensor:
    """J^T J of `embed` at each point, (m, D, D) for z (m, D).

    One forward-mode pass for all points and directions; a central difference, whose error is of the
    order of the square of its step, where the embedding has no forward mode.
    """
    count, dimension = z.shape
    base = z.detach().repeat_interleave(dimension, 0)
    directions = torch.eye(dimension, dtype=z.dtype, device=z.device).repeat(count, 1)
    with torch.no_grad():
        try:
            tangents = _forward_mode(embed, base, directions)
        except (NotImplementedError, RuntimeError):
            # A real fault of the embedding shows itself again here.
            step = DIFFERENCE_STEP * directions
            tangents = (embed(base + step) - embed(base - step)) / (2 * DIFFERENCE_STEP)
    jacobian = tangents.reshape(count, dimension, -1)
    return jacobian @ jacobian.mT


def _forward_mode(embed: Callable[[Tensor], Tensor], base: Tensor, directions: Tensor) -> Tensor:
    with forward_ad.dual_level():
        value, tangent = forward_ad.unpack_dual(embed(forward_ad.make_dual(base, directions)))
        return torch.zeros_like(value) if tangent is None else tangent
