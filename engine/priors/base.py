"""What every prior can do, and the registry of their makers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import torch
from torch import Tensor

from ..errors import ExplorerError
from ..registry import Registry

PRIORS = Registry("prior")
"""Name -> a function that makes the prior from JSON arguments."""


class Prior(Protocol):
    """A density f on R^D that is positive everywhere. Batches come first: z has shape (..., D)."""

    name: str
    dimension: int

    def arguments(self) -> dict[str, Any]:
        """The JSON arguments from which `make_prior` makes this prior again."""
        ...

    def sample(self, count: int, generator: torch.Generator | None = None) -> Tensor:
        """`count` independent draws, (count, D) float32 on the CPU."""
        ...

    def log_density(self, z: Tensor) -> Tensor:
        """log f(z), shape (...); differentiable."""
        ...

    def score(self, z: Tensor) -> Tensor:
        """Gradient of log f at z, shape (..., D)."""
        ...

    def laplacian(self, z: Tensor) -> Tensor:
        """Laplacian of log f at z, shape (...)."""
        ...


def make_prior(name: str, arguments: Mapping[str, Any]) -> Prior:
    """The prior of that name. Raises ExplorerError for an unknown name or arguments that do not fit it."""
    maker = PRIORS[name]
    try:
        return maker(**arguments)
    except (TypeError, ValueError) as error:
        raise ExplorerError(f"Prior {name!r} cannot be made from {dict(arguments)}: {error}.") from error


def check_dimension(dimension: int, least: int = 1) -> int:
    """`dimension` if it is a whole number of at least `least`; raises ValueError otherwise."""
    if not isinstance(dimension, int) or isinstance(dimension, bool) or dimension < least:
        raise ValueError(f"dimension must be a whole number of at least {least}, not {dimension!r}")
    return dimension
