"""Randomness that belongs to one draw each."""

from __future__ import annotations

import torch
from torch import Tensor

from ..request import LARGEST_SEED, OwnSeeds


class DrawNoise:
    """Random numbers for many draws, each from its own generator on the CPU.

    What draw i gets depends on `generator` and on i alone, not on how many draws there are. A draw of
    `own_seeds` gets what a generator of that seed would give draw 0.
    """

    def __init__(self, draws: int, generator: torch.Generator, own_seeds: OwnSeeds = ()) -> None:
        seeds = _seeds(draws, generator)
        for draw, seed in own_seeds:
            if draw < draws:
                [seeds[draw]] = _seeds(1, torch.Generator().manual_seed(seed))
        self.generators = [torch.Generator().manual_seed(seed) for seed in seeds]

    def normal_(self, values: Tensor, first: int = 0) -> Tensor:
        """Fill values (k, ...) with standard normal numbers, a row for each of the draws `first` to first + k."""
        for row, generator in zip(values, self.generators[first:]):
            row.normal_(generator=generator)
        return values

    def uniform_(self, values: Tensor) -> Tensor:
        """Fill values (draws, ...) with numbers uniform in [0, 1), a row for each draw."""
        for row, generator in zip(values, self.generators):
            row.uniform_(generator=generator)
        return values


def _seeds(draws: int, generator: torch.Generator) -> list[int]:
    return torch.randint(LARGEST_SEED, (draws,), generator=generator).tolist()
