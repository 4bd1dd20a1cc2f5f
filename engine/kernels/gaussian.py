"""The Gaussian kernel exp(-gamma r^2) (FG eq. 14)."""

from .base import KERNELS, Kernel

GAUSSIAN = KERNELS.register("gaussian")(
    Kernel(
        "Gaussian",
        lambda r2, metric: -2 * (-metric.gamma * r2).expm1(),
        lambda r2, metric: 2 * metric.gamma * (-metric.gamma * r2).exp(),
    ),
)
