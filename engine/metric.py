"""What a path is scored by: an energy, a distance between points and a quality of points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .energies import ENERGY_LABELS
from .kernels import KERNEL_LABELS
from .parameters import describe, parameter
from .qualities import QUALITY_LABELS

SPACES = {"decoder": "Decoded images", "latent": "Latent points"}
RANKS = ("density-rank", "density-rank-exact", "density-rank-approximate", "density-rank-general")


@dataclass(frozen=True)
class Metric:
    """The parameters of `log^2 Q_eps(z)` times `d^2` (SPEC secs. 2-4).

    A geodesic is shortest in its metric; every other path is only measured by one.
    """

    energy: str = parameter(
        "fg-5", "Energy",
        "The discrete energy: FG eq. 5 weighs each step by Q at its middle, RI eq. 3 by the mean Q of its two ends.",
        choices=ENERGY_LABELS,
    )  # fmt: skip
    space: str = parameter(
        "decoder", "Distance of", "Measure steps between decoded images, or between the latent points themselves.",
        choices=SPACES,
    )  # fmt: skip
    kernel: str = parameter(
        "linear", "Kernel", "The kernel whose distance is used; linear is the ordinary squared distance.",
        choices=KERNEL_LABELS,
    )  # fmt: skip
    gamma: float = parameter(
        0.01, "Gamma", "Gaussian kernel exp(-gamma r^2): larger forgets far points sooner (FG eq. 14).",
        low=1e-5, high=100.0, scale="log", when=("kernel", ("gaussian",)),
    )  # fmt: skip
    offset: float = parameter(
        10.0, "Offset c", "Inverse multiquadric 1 / sqrt(r^2 + c): smaller forgets far points sooner (FG eq. 17).",
        low=1e-4, high=1e4, scale="log", when=("kernel", ("inverse-multiquadric",)),
    )  # fmt: skip
    quality: str = parameter(
        "density-rank", "Quality", "How good a latent point is: its rank by the prior's density, or a constant.",
        choices=QUALITY_LABELS,
    )  # fmt: skip
    level: float = parameter(
        0.5, "Level", "The constant quality of every point.",
        low=0.0, high=1.0, when=("quality", ("constant",)),
    )  # fmt: skip
    alpha: float = parameter(
        1.0, "Scale", "Scaled realisticity index: alpha times Q (RI).",
        low=0.01, high=1.0, when=("quality", RANKS), advanced=True,
    )  # fmt: skip
    epsilon: float = parameter(
        0.1, "Epsilon", "Regularises Q to eps + (1 - 2 eps) Q (FG eq. 10): smaller keeps the path to likely points.",
        low=0.0, high=0.5,
    )  # fmt: skip


def own_metric(method: Any) -> Metric | None:
    """The metric that a method is shortest in, as nothing but a metric; None for a method that is none."""
    if not isinstance(method, Metric):
        return None
    return Metric(**{parameter.name: getattr(method, parameter.name) for parameter in describe(Metric)})
