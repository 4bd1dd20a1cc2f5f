"""The stretched exponential times the periodic covariance: it repeats itself and slowly forgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .base import COVARIANCES, Covariance
from .periodic import PERIODIC
from .stretched_exponential import STRETCHED_EXPONENTIAL

if TYPE_CHECKING:
    from torch import Tensor

    from ...methods.gp_bridge import GPBridge


def _variogram(h: Tensor, method: GPBridge) -> Tensor:
    """1 - (1 - a)(1 - b) without the cancellation."""
    a, b = STRETCHED_EXPONENTIAL.variogram(h, method), PERIODIC.variogram(h, method)
    return a + b - a * b


PRODUCT = COVARIANCES.register("product")(Covariance("Product of both", _variogram))
