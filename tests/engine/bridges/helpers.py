"""What the tests of bridges share. Samples are compared in units of their standard error."""

import math
from types import SimpleNamespace

import torch

from interp_explorer.engine.bridges.chain import Stretch
from interp_explorer.engine.methods import GPBridge, LangevinBridge, OUBridge, Problem
from interp_explorer.engine.metric import Metric
from interp_explorer.engine.priors import Normal
from interp_explorer.engine.request import PathRequest

ERRORS = 4.5
"""Standard errors within which a sampled moment must lie: a few hundred of them leave a chance of about 0.001."""

OU = GPBridge(alpha=1.0, beta=1.0)
FAST = LangevinBridge(steps=10, burn_in=10)
METHODS = [
    OUBridge(),
    OUBridge(sampler="euler-maruyama", steps=3),
    GPBridge(),
    GPBridge(kernel="sum", alpha=2.0),
    FAST,
]


def stretch(times, source, target):
    return Stretch(*(torch.tensor(values, dtype=torch.float64) for values in (times, source, target)))


def problem(anchors, anchor_times, times, draws, prior=None):
    """What a method is asked, without a model to decode with."""
    anchors = torch.tensor(anchors)
    anchor_times, times = (torch.as_tensor(t, dtype=torch.float64) for t in (anchor_times, times))
    model = SimpleNamespace(prior=prior or Normal(anchors.shape[1]))
    return Problem(model, anchors, anchor_times, times, Metric(), torch.Generator().manual_seed(0), draws)


def check_mean(samples, mean):
    """Independent samples (N, ...) have this mean (...)."""
    error = samples.std(0) / math.sqrt(len(samples))
    worst = ((samples.mean(0) - mean).abs() / error).max()
    assert worst < ERRORS, f"{float(worst):.1f} standard errors off"


def ou_covariance(times):
    """2 sinh(s) sinh(T - t) / sinh T for s <= t, at the inner of the times (m,)."""
    inner, duration = times[1:-1], times[-1]
    first, last = torch.minimum(inner[:, None], inner), torch.maximum(inner[:, None], inner)
    return 2 * first.sinh() * (duration - last).sinh() / duration.sinh()


def request(method, **values):
    asked = {"points": 23, "draws": 4, "seed": 5, **values}
    return PathRequest("toy", method, (1.0, 0.3), (-1.0, 0.7), **asked)
