"""Everything that training changes."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from .sampler import Sampler


@dataclass(frozen=True)
class Batch:
    """Images (N, C, H, W) in [0, 1], float32, and labels (N,), int64."""

    images: Tensor
    labels: Tensor


@dataclass
class TrainingState:
    """Networks with their averages and optimisers, the place in the data, and the source of all chance.

    `averages` holds the moving averages of those networks that have one, in eval mode. A recipe draws
    every random number from `generator`, on the CPU; torch's global generators are kept as well, for
    layers that use them.
    """

    networks: dict[str, nn.Module]
    optimisers: dict[str, Optimizer]
    averages: dict[str, nn.Module]
    sampler: Sampler
    generator: torch.Generator
    device: torch.device
    step: int = 0
    images_seen: int = 0

    def state_dict(self) -> dict[str, Any]:
        """The whole state, of tensors and plain values only; later training does not change it."""
        return copy.deepcopy(
            {
                "networks": {name: each.state_dict() for name, each in self.networks.items()},
                "optimisers": {name: each.state_dict() for name, each in self.optimisers.items()},
                "averages": {name: each.state_dict() for name, each in self.averages.items()},
                "sampler": self.sampler.state_dict(),
                "generator": self.generator.get_state(),
                "torch_generator": torch.get_rng_state(),
                "cuda_generators": torch.cuda.get_rng_state_all() if self.device.type == "cuda" else [],
                "step": self.step,
                "images_seen": self.images_seen,
            }
        )

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go back to a `state_dict`."""
        for kind in ("networks", "optimisers", "averages"):
            for name, each in getattr(self, kind).items():
                each.load_state_dict(state[kind][name])
        self.sampler.load_state_dict(state["sampler"])
        self.generator.set_state(state["generator"])
        torch.set_rng_state(state["torch_generator"])
        if state["cuda_generators"]:
            torch.cuda.set_rng_state_all(state["cuda_generators"])
        self.step, self.images_seen = state["step"], state["images_seen"]
