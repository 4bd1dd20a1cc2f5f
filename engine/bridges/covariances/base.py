"""A stationary covariance as its variogram. Nothing here loads torch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...registry import Registry

if TYPE_CHECKING:
    from torch import Tensor

    from ...methods.gp_bridge import GPBridge

COVARIANCES = Registry("kernel")


@dataclass(frozen=True)
class Covariance:
    """A covariance k of the lag h alone, with k(0) = 1 and parameters from a method.

    variogram(h, method) is 1 - k(h) for lags h >= 0 of any shape. It is kept instead of k because a
    bridge over a short time lives on small differences from 1, which k itself would round away.
    """

    label: str
    variogram: Callable[[Tensor, GPBridge], Tensor]
