"""The pullback metric J^T J of an embedding, at a few points."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def pullback_gram(embed: Callable[[Tensor], Tensor], z: Tensor) -> Tensor:
    """J^T J of `embed` at each point, (m, D, D) for z (m, D).

    One forward-mode pass for all points and directions; a central difference, whose error is of the
    order of the square of its step, where the embedding has no forward mode.
    """
    count, dimension = z.shape
    base = z.detach().repeat_interleave(dimension, 0)
    directions = torch.eye(dimension, dtype=z.dtype, device=z.device).repeat(count, 1)
    try:
        with torch.no_grad():
            _, tangents = torch.func.jvp(embed, (base,), (directions,))
    except (NotImplementedError, RuntimeError) as error:
        if "forward" not in str(error).lower() and not isinstance(error, NotImplementedError):
            raise
        step = 1e-2
        with torch.no_grad():
            tangents = (embed(base + step * directions) - embed(base - step * directions)) / (2 * step)
    jacobian = tangents.reshape(count, dimension, -1)
    return jacobian @ jacobian.mT
