"""RI eq. 3: each step is weighed by the mean quality of its two ends, in uniform time.

The print has latent points inside d; its eq. 2 and FG make clear that decoded points are meant. The
other reading is this energy with the distance of latent points.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .base import ENERGIES, Energy, LogQuality

if TYPE_CHECKING:
    from torch import Tensor


def _weights(log_quality: LogQuality, points: Tensor, midpoints: Tensor, times: Tensor) -> Tensor:
    log_q = log_quality(points, times)
    return (log_q[..., :-1].logaddexp(log_q[..., 1:]) - math.log(2)).square()


RI_3 = ENERGIES.register("ri-3")(Energy("RI eq. 3", _weights, lambda dt: dt.new_ones(dt.shape)))
