"""What a path is scored by: an energy, a distance between points and a quality of points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .energies import ENERGY_LABELS
from .kernels import KERNEL_LABELS
from .parameters import describe, parameter
from .qualities import QUALITY_LABELS

SPACES = {"decoder": "Decoded images", "features": "Classifier's features", "latent": "Latent points"}
SCALED = tuple(name for name in QUALITY_LABELS if name != "constant")


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
        "decoder", "Distance of",
        "Measure steps between decoded images, between the classifier's features of them, or between latent points.",
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
        "density-rank", "Quality",
        "How good a latent point is: its rank by the prior's density, how surely it shows an attribute, or a constant.",
        choices=QUALITY_LABELS,
    )  # fmt: skip
    attribute: str = parameter(
        "", "Attribute",
        "What the path is to show (FG sec. 6): '3', 'not 3', '3 or 8', or several with commas, as '3, not 8'.",
        when=("quality", ("attribute",)), kind="classes",
    )  # fmt: skip
    over_time: bool = parameter(
        False, "Midway",
        "Ask for the attribute in the middle of the path and ever less towards its ends, which are given: "
        "Q_t = 1 - 4 t (1 - t) (1 - p) (FG sec. 6).",
        when=("quality", ("attribute",)),
    )  # fmt: skip
    times_rank: bool = parameter(
        False, "Stay likely",
        "Keep to likely points as well: the attribute's probability is multiplied by the density rank.",
        when=("quality", ("attribute",)),
    )  # fmt: skip
    level: float = parameter(
        0.5, "Level", "The constant quality of every point.",
        low=0.0, high=1.0, when=("quality", ("constant",)),
    )  # fmt: skip
    alpha: float = parameter(
        1.0, "Scale", "Scaled realisticity index: alpha times Q (RI).",
        low=0.01, high=1.0, when=("quality", SCALED), advanced=True,
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
