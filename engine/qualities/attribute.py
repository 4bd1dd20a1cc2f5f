"""Quality by what a classifier sees on the decoded image (FG sec. 6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from .attribute_words import Attribute
from .base import Quality

_LEAST = -700.0
"""Below this log Q is taken for it: logaddexp has no gradient at -inf."""


@dataclass(frozen=True)
class AttributeQuality:
    """Q(z) = p(attribute | Phi(z)), the product over its clauses (FG sec. 6, SPEC sec. 2).

    `log_probabilities` maps latents (N, D) to the classifier's log-softmax of the decoded images, (N, classes).
    A denied clause has 1 - p, as the sum over the other classes: no small difference of large numbers.
    """

    log_probabilities: Callable[[Tensor], Tensor]
    attribute: Attribute

    def log_quality(self, z: Tensor, times: Tensor | None = None) -> Tensor:
        """Sum over the clauses of log p, shape (...)."""
        seen = self.log_probabilities(z.reshape(-1, z.shape[-1]))
        allowed = [list(clause.allowed(seen.shape[-1])) for clause in self.attribute.clauses]
        return torch.stack([seen[:, classes].logsumexp(-1) for classes in allowed]).sum(0).reshape(z.shape[:-1])


@dataclass(frozen=True)
class OverTime:
    """Q_t(z) = 1 - 4 t (1 - t) (1 - Q(z)): nothing is asked at the ends, all of it halfway (FG sec. 6)."""

    quality: Quality

    def log_quality(self, z: Tensor, times: Tensor | None = None) -> Tensor:
        """log((1 - w) + w Q), w = 4 t (1 - t); without times w = 1, the strictest."""
        log_q = self.quality.log_quality(z, times)
        if times is None:
            return log_q
        t = times.to(log_q).expand(log_q.shape)
        # 1 - w = (1 - 2 t)^2.
        free, asked = 2 * (1 - 2 * t).abs().log(), (4 * t * (1 - t)).clamp_min(0.0).log()
        return torch.logaddexp(free.clamp_min(2 * _LEAST), asked.clamp_min(_LEAST) + log_q.clamp_min(_LEAST))
