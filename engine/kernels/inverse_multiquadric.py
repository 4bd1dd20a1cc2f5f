"""The inverse multiquadric kernel 1 / sqrt(r^2 + c) (FG eq. 17)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .base import KERNELS, Kernel

if TYPE_CHECKING:
    from torch import Tensor

    from ..metric import Metric


def _distance(r2: Tensor, metric: Metric) -> Tensor:
    """2 / sqrt(c) - 2 / sqrt(r^2 + c), with the difference of roots taken out of the numerator."""
    root, far = math.sqrt(metric.offset), (r2 + metric.offset).sqrt()
    return 2 * r2 / (root * far * (root + far))


def _slope(r2: Tensor, metric: Metric) -> Tensor:
    return (r2 + metric.offset) ** -1.5


INVERSE_MULTIQUADRIC = KERNELS.register("inverse-multiquadric")(Kernel("Inverse multiquadric", _distance, _slope))
