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
    from .metric import Metric
    from .priors import Prior
    from .scoring import Scorer

SAMPLES = 64
SEED = 0
HELD, LONG = (0.25, 0.75), (0.1, 0.9)
"""Times between which a way stays at the waypoint."""


def may_leap(metric: Metric) -> bool:
    """Whether the first step and the last cost next to nothing wherever they lead: an attribute is asked for over time.

    Without that, a start that leaps would only leap over points at which the quality is never taken.
    """
    return metric.quality == "attribute" and metric.over_time


def starting_paths(scorer: Scorer, prior: Prior, anchors: Tensor, anchor_times: Tensor, times: Tensor) -> Tensor:
    """Paths (S, n, D) through anchors (k, D) at `anchor_times` (k,), read at times (n,), to descend from and compare.

    One, the straight line, where it can be bent into whatever is asked for. Three where an attribute is, or an energy
    in which standing still costs: two more lead by the same waypoint, one at a steady pace, one quickly there and late
    away; a loop has a third of these in place of the line. Where a metric `may_leap`, the last of four is there in the
    first step and away in the last. A path with control points has its waypoints already. How many there are depends on
    the metric and the number of anchors alone, and the same arguments always give the same paths. Times are on the CPU.
    """
    straight = linear(anchors, anchor_times, times)
    standing_costs = float(scorer.energy.step_offset(torch.ones(()))) > 0
    if len(anchors) > 2 or not (scorer.metric.quality == "attribute" or standing_costs):
        return straight[None]
    way = waypoint(scorer, prior, anchors)
    source, target = anchors

    def by(*pace: float) -> Tensor:
        stops = torch.stack([source, *[way] * len(pace), target])
        return linear(stops, anchor_times.new_tensor([0.0, *pace, 1.0]), times)

    is_loop = standing_costs and torch.equal(source, target)
    paths = [by(*LONG) if is_loop else straight, by(0.5), by(*HELD)]
    if may_leap(scorer.metric):
        paths.append(by(float(times[1]), float(times[-2])))
    return torch.stack(paths)


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
