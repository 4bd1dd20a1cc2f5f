"""Which images make the next batch."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


class Sampler:
    """Endless batches of indices: each pass over the data is a new shuffle; a remainder is left out.

    All its randomness comes from the generator it is given, which the training state owns.
    """

    def __init__(self, count: int, batch_size: int, generator: torch.Generator) -> None:
        self.count, self.batch_size, self.generator = count, min(batch_size, count), generator
        self.order = torch.empty(0, dtype=torch.int64)
        self.position = 0

    def next(self) -> Tensor:
        """(batch_size,) distinct indices; fewer where there are not that many images."""
        if self.position + self.batch_size > len(self.order):
            self.order, self.position = torch.randperm(self.count, generator=self.generator), 0
        batch = self.order[self.position : self.position + self.batch_size]
        self.position += self.batch_size
        return batch

    def state_dict(self) -> dict[str, Any]:
        """Where in which shuffle it is."""
        return {"order": self.order, "position": self.position}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go back to a `state_dict`."""
        self.order, self.position = state["order"], state["position"]
