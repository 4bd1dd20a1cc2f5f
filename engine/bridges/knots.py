"""Paths cut into blocks at rows that stay where they are."""

from __future__ import annotations

import torch
from torch import Tensor


class Knots:
    """Blocks of a grid between neighbouring knots.

    times (n,); rows (k,), increasing, from 0 to n - 1: the knots. `block` (n,) is the block of each row,
    0 to k - 2; the last row belongs to the last block.
    """

    def __init__(self, times: Tensor, rows: Tensor) -> None:
        self.rows = rows
        self.block = (torch.searchsorted(rows, torch.arange(len(times)), right=True) - 1).clamp(max=len(rows) - 2)
        self._left, self._right = rows[self.block], rows[self.block + 1]
        self._share = (times - times[self._left]) / (times[self._right] - times[self._left])

    def pin(self, paths: Tensor) -> Tensor:
        """Paths (..., n, D) less the straight lines between their knots; exactly zero at every knot.

        Of a Brownian motion this makes independent Brownian bridges, one a block.
        """
        share = self._share.to(paths.dtype)[:, None]
        return paths - torch.lerp(paths[..., self._left, :], paths[..., self._right, :], share)

    def integrals(self, values: Tensor, steps: Tensor) -> Tensor:
        """Trapezoidal integrals of values (..., n) over each block, (..., k - 1), with time steps (n - 1,)."""
        areas = (values[..., 1:] + values[..., :-1]) * (steps / 2)
        total = torch.nn.functional.pad(areas.cumsum(-1), (1, 0))[..., self.rows]
        return total.diff(dim=-1)
