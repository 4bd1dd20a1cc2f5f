"""From the name of a quality to the quality itself."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..errors import ExplorerError
from ..priors import Normal
from ..registry import Registry
from .base import Quality, Scaled
from .constant import Constant
from .density_rank import ApproximateRank, ExactRank
from .estimated_rank import EstimatedRank

if TYPE_CHECKING:
    from ..metric import Metric
    from ..model import Model
    from ..priors import Prior

QUALITIES = Registry("quality")
"""Name -> a function that makes the quality from a model and a metric's parameters."""

Maker = Callable[["Model", "Metric"], Quality]


def make_quality(model: Model, metric: Metric) -> Quality:
    """The quality a metric names. Raises ExplorerError where the model does not allow it."""
    return QUALITIES[metric.quality](model, metric)


def _rank(make: Callable[[Prior], Quality]) -> Maker:
    def maker(model: Model, metric: Metric) -> Quality:
        quality = make(model.prior)
        return quality if metric.alpha == 1 else Scaled(quality, metric.alpha)

    return maker


def _only_normal(make: Callable[[int], Quality]) -> Callable[[Prior], Quality]:
    def checked(prior: Prior) -> Quality:
        if not isinstance(prior, Normal):
            raise ExplorerError(
                f"This form of the density rank is for a normal prior, the model's is {prior.name}: "
                "choose 'density-rank', which estimates it."
            )
        return make(prior.dimension)

    return checked


def _fitting(prior: Prior) -> Quality:
    return ExactRank(prior.dimension) if isinstance(prior, Normal) else _estimated(prior)


@functools.lru_cache(maxsize=16)
def _estimated(prior: Prior) -> Quality:
    """One estimate a prior object: it costs a tenth of a second, and every solve needs it."""
    return EstimatedRank(prior)


QUALITIES.register("density-rank")(_rank(_fitting))
QUALITIES.register("density-rank-exact")(_rank(_only_normal(ExactRank)))
QUALITIES.register("density-rank-approximate")(_rank(_only_normal(ApproximateRank)))
QUALITIES.register("density-rank-general")(_rank(_estimated))
QUALITIES.register("constant")(lambda model, metric: Constant(metric.level))
