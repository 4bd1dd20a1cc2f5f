"""What a method is asked and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from ..progress import Progress
from ..registry import Registry

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from ..metric import Metric
    from ..model import Model
    from ..request import Flight, OwnSeeds, OwnVelocities
    from ..spread import Law

METHODS = Registry("method")
"""Name -> frozen dataclass of parameters with `label`, `summary`, `random` and `solve`."""


@dataclass(frozen=True)
class Problem:
    """One path to find, its latents on the model's device and its times on the CPU.

    anchors (k, D): source, control points, target in order of `anchor_times` (k,), 0 to 1.
    times (n,): the grid asked for; it contains every anchor time exactly. warm (n, D): a path
    from which an iterative method may start, or None. `preview`: a quick answer is wanted.
    `draws`: the number of random paths wanted, those of `own_seeds` not from `generator`, and
    those of `own_velocities` not by chance. metric: what the path is scored by.
    """

    model: Model
    anchors: Tensor
    anchor_times: Tensor
    times: Tensor
    metric: Metric
    generator: torch.Generator
    draws: int = 1
    own_seeds: OwnSeeds = ()
    own_velocities: OwnVelocities = ()
    warm: Tensor | None = None
    preview: bool = False


@dataclass(frozen=True)
class Solution:
    """latents (n, D), or (draws, n, D) from a random method; frames (n, C, H, W) only where they are
    not the decoded latents; cost, the method's own energy; `note`, one sentence for the user; `law`, the
    exact law of random paths; `flight`, of paths that learned dynamics take, one row a draw."""

    latents: Tensor
    frames: Tensor | None = None
    cost: float | None = None
    note: str = ""
    law: Law | None = None
    flight: Flight | None = None


def is_steered(method: Any) -> bool:
    """Whether a method's paths are steered by their first velocity, which can be set, and take no control points."""
    return bool(getattr(method, "steered", False))


class Method(Protocol):
    """A frozen dataclass of parameters that can solve."""

    label: ClassVar[str]
    summary: ClassVar[str]
    random: ClassVar[bool]

    def solve(self, problem: Problem, progress: Progress) -> Solution:
        """The path. Raises Cancelled, or ExplorerError where the parameters do not allow one."""
        ...
