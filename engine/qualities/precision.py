"""Double precision wherever there is some."""

from __future__ import annotations

from torch import Tensor


def wide(values: Tensor) -> Tensor:
    """The values in float64, on the CPU where their device has none; differentiable."""
    return values.cpu().double() if values.device.type == "mps" else values.double()
