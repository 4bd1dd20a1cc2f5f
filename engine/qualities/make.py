"""From the name of a quality to the quality itself."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..errors import ExplorerError
from ..priors import Normal
from ..registry import Registry
from .attribute import AttributeQuality, OverTime
from .attribute_words import parse_attribute
from .base import Product, Quality, Scaled
from .constant import Constant
from .density_rank import ApproximateRank, ExactRank
from .estimated_rank import EstimatedRank
from .manifold import NearManifold

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


def _scaled(quality: Quality, metric: Metric) -> Quality:
    return quality if metric.alpha == 1 else Scaled(quality, metric.alpha)


def _rank(make: Callable[[Prior], Quality]) -> Maker:
    return lambda model, metric: _scaled(make(model.prior), metric)


def _attribute(model: Model, metric: Metric) -> Quality:
    """p(attribute | Phi(z)), or its form Q_t, and times the density rank where that is asked for (FG sec. 6)."""
    if not model.has_classifier:
        raise ExplorerError(
            f"An attribute needs a classifier, and {model.name} came without one: choose another quality or model."
        )
    attribute = parse_attribute(metric.attribute, model.header.classes)
    quality: Quality = AttributeQuality(lambda z: model.log_classify(model.decode(z)), attribute)
    if metric.over_time:
        quality = OverTime(quality)
    if metric.times_rank:
        quality = Product((quality, _fitting(model.prior)))
    return _scaled(quality, metric)


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


def _near_manifold(model: Model, metric: Metric) -> Quality:
    """A toy surface tells its distance and its stiffness K; a trained model has neither."""
    distance = getattr(model, "distance", None)
    if distance is None:
        raise ExplorerError("This model has no manifold to measure the distance from: choose another quality.")
    return NearManifold(distance, getattr(model, "stiffness", 1.0), getattr(model, "rounding", 0.0))


QUALITIES.register("density-rank")(_rank(_fitting))
QUALITIES.register("density-rank-exact")(_rank(_only_normal(ExactRank)))
QUALITIES.register("density-rank-approximate")(_rank(_only_normal(ApproximateRank)))
QUALITIES.register("density-rank-general")(_rank(_estimated))
QUALITIES.register("attribute")(_attribute)
QUALITIES.register("constant")(lambda model, metric: Constant(metric.level))
QUALITIES.register("manifold")(_near_manifold)
