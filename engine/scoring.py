"""A metric made ready for one model: embeddings, qualities and costs of whole paths."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from torch import Tensor

from .energies import ENERGIES
from .kernels import KERNELS
from .qualities.base import regularise
from .qualities.make import make_quality

if TYPE_CHECKING:
    from .metric import Metric
    from .model import Model


@dataclass(frozen=True)
class Scorer:
    """What a metric says about points and paths of a model's latent space.

    Paths are (P, n, D) batches on a common grid of times (n,).
    """

    model: Model
    metric: Metric

    @cached_property
    def _quality(self):
        return make_quality(self.model.prior, self.metric)

    @cached_property
    def kernel(self):
        """The metric's kernel."""
        return KERNELS[self.metric.kernel]

    @cached_property
    def energy(self):
        """The metric's energy."""
        return ENERGIES[self.metric.energy]

    def embed(self, z: Tensor) -> Tensor:
        """The points between which distances are taken, (..., F) for z (..., D)."""
        if self.metric.space == "latent":
            return z
        images = self.model.decode(z.reshape(-1, z.shape[-1]))
        return images.reshape(*z.shape[:-1], -1)

    def log_quality(self, z: Tensor) -> Tensor:
        """log Q(z), not regularised, shape (...)."""
        return self._quality.log_quality(z)

    def log_regularised(self, z: Tensor) -> Tensor:
        """log Q_eps(z) (FG eq. 10), shape (...)."""
        return regularise(self._quality.log_quality(z), self.metric.epsilon)

    def distances(self, embedded: Tensor) -> Tensor:
        """d^2 between neighbours along each path, (P, n-1) from embedded points (P, n, F)."""
        return self.kernel.distance((embedded[..., 1:, :] - embedded[..., :-1, :]).square().sum(-1), self.metric)

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
        weights = self.energy.weights(self.log_regularised, points, midpoints)
        steps = self.energy.step_factor(times.diff()).to(points)
        return (weights * self.distances(embedded) * steps).sum(-1)
