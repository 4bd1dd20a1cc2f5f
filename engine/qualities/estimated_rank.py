"""Density rank under any prior, estimated from samples (RI sec. 3)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from .precision import wide

if TYPE_CHECKING:
    from ..priors import Prior

SAMPLES = 5000
_REACH = 8.0
_NODES_PER_BANDWIDTH = 6


class EstimatedRank:
    """Q(z) = mean_i NormalCDF((log f(z) - l_i) / h), l_i = log f(w_i), w_i ~ f (RI sec. 3).

    h is Silverman's bandwidth of the l_i. Q depends on z through log f(z) alone, so log Q is tabulated
    once and read by cubic Hermite interpolation; `log_rank` is the sum itself. The samples are drawn
    with `seed`, so that equal priors give equal qualities.
    """

    def __init__(self, prior: Prior, samples: int = SAMPLES, seed: int = 0) -> None:
        self.prior = prior
        draws = prior.sample(samples, torch.Generator().manual_seed(seed)).double()
        self.log_densities = prior.log_density(draws)
        self.bandwidth = (4 / (3 * samples)) ** 0.2 * float(self.log_densities.std())
        if not self.bandwidth > 0:
            raise ValueError("the prior's density is the same at every sample, so it ranks nothing")
        low = float(self.log_densities.min()) - _REACH * self.bandwidth
        high = float(self.log_densities.max()) + _REACH * self.bandwidth
        count = math.ceil((high - low) / self.bandwidth * _NODES_PER_BANDWIDTH) + 2
        nodes = torch.linspace(low, high, count, dtype=torch.float64)
        self._low, self._spacing = low, float(nodes[1] - nodes[0])
        self._values, self._slopes = self._tabulate(nodes)

    def log_quality(self, z: Tensor, times: Tensor | None = None) -> Tensor:
        """log Q(z), shape (...); NaN where z is."""
        level = wide(self.prior.log_density(z))
        position = (level - self._low) / self._spacing
        last = len(self._values) - 1
        inside = position.clamp(0.0, float(last))
        index = inside.detach().nan_to_num().floor().clamp(max=last - 1).long()
        value = self._hermite(index, inside - index)
        # Below the table the lowest sample's term alone is left.
        depth = (self._low - level).clamp_min(0.0) / self.bandwidth
        tail = torch.special.log_ndtr(-_REACH - depth) - math.log(0.5 * math.erfc(_REACH / math.sqrt(2)))
        return (value + tail).to(z)

    def log_rank(self, log_density: Tensor) -> Tensor:
        """log Q at points of the given log-density, shape (...): the defining sum, without the table."""
        terms = torch.special.log_ndtr((log_density[..., None].double() - self.log_densities) / self.bandwidth)
        return torch.logsumexp(terms, -1) - math.log(len(self.log_densities))

    def _tabulate(self, nodes: Tensor) -> tuple[Tensor, Tensor]:
        values, slopes = [], []
        for part in nodes.split(256):
            offset = (part[:, None] - self.log_densities) / self.bandwidth
            log_sum = torch.logsumexp(torch.special.log_ndtr(offset), -1)
            log_slope = torch.logsumexp(-0.5 * offset.square(), -1) - 0.5 * math.log(2 * math.pi)
            values.append(log_sum - math.log(len(self.log_densities)))
            slopes.append((log_slope - log_sum).exp() / self.bandwidth * self._spacing)
        return torch.cat(values), torch.cat(slopes)

    def _hermite(self, index: Tensor, s: Tensor) -> Tensor:
        values, slopes = self._values.to(s.device), self._slopes.to(s.device)
        v0, v1, m0, m1 = values[index], values[index + 1], slopes[index], slopes[index + 1]
        return v0 + s * (m0 + s * (3 * (v1 - v0) - 2 * m0 - m1 + s * (2 * (v0 - v1) + m0 + m1)))
