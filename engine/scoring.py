"""A metric made ready to score paths: embeddings, qualities and costs of whole paths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch import Tensor

from .energies import ENERGIES
from .errors import ExplorerError
from .kernels import KERNELS
from .qualities.base import Quality, regularise
from .qualities.make import make_quality

if TYPE_CHECKING:
    from .metric import Metric
    from .model import Model


@dataclass(frozen=True)
class Scorer:
    """What a metric says about points and paths of a latent space.

    `embed` maps points (..., D) to those between which distances are taken, (..., F); `quality` is Q.
    Paths are (P, n, D) batches on a common grid of times (n,).
    """

    embed: Callable[[Tensor], Tensor]
    quality: Quality
    metric: Metric

    @property
    def kernel(self):
        """The metric's kernel."""
        return KERNELS[self.metric.kernel]

    @property
    def energy(self):
        """The metric's energy."""
        return ENERGIES[self.metric.energy]

    def log_quality(self, z: Tensor, times: Tensor | None = None) -> Tensor:
        """log Q(z), not regularised, shape (...) for z (..., D) at times that broadcast to (...)."""
        return self.quality.log_quality(z, times)

    def log_regularised(self, z: Tensor, times: Tensor | None = None) -> Tensor:
        """log Q_eps(z) (FG eq. 10), shape (...)."""
        return regularise(self.quality.log_quality(z, times), self.metric.epsilon)

    def distances(self, embedded: Tensor) -> Tensor:
        """d^2 between neighbours along each path, (P, n-1) from embedded points (P, n, F)."""
        return self.kernel.distance((embedded[..., 1:, :] - embedded[..., :-1, :]).square().sum(-1), self.metric)

    def terms(self, distances: Tensor, times: Tensor) -> Tensor:
        """What the weight of each step multiplies, (P, n-1) from d^2 (P, n-1) and times (n,)."""
        dt = times.diff().to(distances)
        return self.energy.step_offset(dt) + distances * self.energy.step_factor(dt)

    def cost(
        self, points: Tensor, times: Tensor, midpoints: Tensor | None = None, embedded: Tensor | None = None
    ) -> Tensor:
        """The energy of each path, (P,) for points (P, n, D).

        midpoints (P, n-1, D) are the curve at the middles of the steps, those of the polyline by default;
        embedded (P, n, F) are the embedded points where they are known already.
        """
        if embedded is None:
            embedded = self.embed(points)
        if midpoints is None:
            midpoints = (points[..., 1:, :] + points[..., :-1, :]) / 2
        weights = self.energy.weights(self.log_regularised, points, midpoints, times.to(points))
        return (weights * self.terms(self.distances(embedded), times)).sum(-1)


def make_scorer(model: Model, metric: Metric) -> Scorer:
    """A metric on a model's latent space. Raises ExplorerError where the model does not allow the metric."""
    return Scorer(SPACES[metric.space](model), make_quality(model, metric), metric)


def make_sketch_scorer(model: Model, metric: Metric) -> Scorer | None:
    """The metric with the model's sketch in the decoder's place, or None where there is none, or none that helps.

    A sketch knows distances of decoded images alone.
    """
    sketch = getattr(model, "sketch", None)
    if sketch is None or metric.space != "decoder" or metric.quality == "attribute":
        return None
    return Scorer(
        lambda z: sketch(z.reshape(-1, z.shape[-1])).reshape(*z.shape[:-1], -1), make_quality(model, metric), metric
    )


def _latent(model: Model) -> Callable[[Tensor], Tensor]:
    return lambda z: z


def _decoded(model: Model) -> Callable[[Tensor], Tensor]:
    return lambda z: model.decode(z.reshape(-1, z.shape[-1])).reshape(*z.shape[:-1], -1)


def _features(model: Model) -> Callable[[Tensor], Tensor]:
    """The classifier's body behind the decoder (FG secs. 2 and 6: a feature network as embedding)."""
    if not model.has_classifier:
        raise ExplorerError(
            f"Distances of features need a classifier, and {model.name} came without one: measure decoded images."
        )
    return lambda z: model.features(model.decode(z.reshape(-1, z.shape[-1]))).reshape(*z.shape[:-1], -1)


SPACES = {"latent": _latent, "decoder": _decoded, "features": _features}
"""Name of a space -> a function that makes the embedding from a model."""
