"""A radial kernel as the distance it induces. Nothing here loads torch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..registry import Registry

if TYPE_CHECKING:
    from torch import Tensor

    from ..metric import Metric

KERNELS = Registry("kernel")


@dataclass(frozen=True)
class Kernel:
    """A kernel k that depends on r^2 = |a - b|^2 alone, with parameters from a metric.

    distance(r^2, metric) is d^2 = k(a, a) - 2 k(a, b) + k(b, b), computed without cancellation;
    slope is its derivative by r^2. Both keep the shape of r^2 and are differentiable.
    """

    label: str
    distance: Callable[[Tensor, Metric], Tensor]
    slope: Callable[[Tensor, Metric], Tensor]
