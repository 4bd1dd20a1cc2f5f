"""Where a search for a geodesic begins: the straight line, and where that has no way down, paths by a good sample.

The straight line of a loop stands still, and stays there: it has no slope. Along one that never comes near the
attribute asked for, Q is so small that its gradient is lost beside epsilon.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from .curves.fixed import linear
from .qualities.base import regularise

if TYPE_CHECKING:
    from .priors import Prior
    from .scoring import Scorer

SAMPLES = 64
SEED = 0
HELD = (0.25, 0.75)
"""The second way stays at the waypoint between these times."""


def starting_paths(scorer: Scorer, prior: Prior, anchors: Tensor, anchor_times: Tensor, times: Tensor) -> Tensor:
    """Paths (S, n, D) through anchors (k, D) at `anchor_times` (k,), read at times (n,), to descend from and compare.

    The first is the straight line. For a loop, or where an attribute is asked for, two more lead by the same
    waypoint, one at a steady pace, one quickly there and late away; a path with control points has its waypoints
    already. The same arguments always give the same paths. Times are on the CPU.
    """
    straight = linear(anchors, anchor_times, times)
    if len(anchors) > 2 or not (scorer.metric.quality == "attribute" or torch.equal(anchors[0], anchors[-1])):
        return straight[None]
    way = waypoint(scorer, prior, anchors)
    source, target = anchors
    by = linear(torch.stack([source, way, target]), anchor_times.new_tensor([0.0, 0.5, 1.0]), times)
    held = linear(torch.stack([source, way, way, target]), anchor_times.new_tensor([0.0, *HELD, 1.0]), times)
    return torch.stack([straight, by, held])


@torch.no_grad()
def waypoint(scorer: Scorer, prior: Prior, anchors: Tensor) -> Tensor:
    """The one, (D,), of a few seeded prior samples that is good and near the two anchors (2, D).

    Its measure is log^2 Q_eps times the sum of d^2 to both, with Q at its strictest, and epsilon at least 0.1: by a
    smaller one the surest sample would be chosen, however far.
    """
    samples = prior.sample(SAMPLES, torch.Generator().manual_seed(SEED)).to(anchors)
    embedded = scorer.embed(torch.cat([samples, anchors]))
    apart = sum((scorer.kernel.distance((embedded[:SAMPLES] - end).square().sum(-1), scorer.metric)
                 for end in embedded[SAMPLES:]), torch.zeros(()))  # fmt: skip
    weights = regularise(scorer.log_quality(samples), max(scorer.metric.epsilon, 0.1)).square()
    return samples[torch.nan_to_num(weights * apart, nan=torch.inf).argmin()]
