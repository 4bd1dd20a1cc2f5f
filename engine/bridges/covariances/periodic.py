"""The periodic covariance exp(-(2 / length_scale^2) sin^2(pi |h| / period)) (BP eq. 6, mended).

BP eq. 6 prints |h|^2 inside the sine. That function is not positive semi-definite, so that no process
has it as its covariance; the standard periodic kernel is used instead (SPEC sec. 6).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .base import COVARIANCES, Covariance

if TYPE_CHECKING:
    from torch import Tensor

    from ...methods.gp_bridge import GPBridge


def _variogram(h: Tensor, method: GPBridge) -> Tensor:
    sine = (h * (math.pi / method.period)).sin()
    return -(sine.square() * (-2 / method.length_scale**2)).expm1()


PERIODIC = COVARIANCES.register("periodic")(Covariance("Periodic", _variogram))
