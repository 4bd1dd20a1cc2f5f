"""The Ornstein-Uhlenbeck bridge, by exact transitions and by Euler-Maruyama steps (SPEC sec. 6, BP).

The process dZ = -Z dt + sqrt(2) dW leaves N(0, I) as it is. Held at both ends it is
dZ = [-Z + 2 e^-r / (1 - e^-2r) (z_T - Z e^-r)] dt + sqrt(2) dW with r = T - t the time that remains, or
shorter dZ = (z_T - Z cosh r) / sinh r dt + sqrt(2) dW.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ..errors import ExplorerError
from .chain import Move, Stretch

LONGEST_STEP = 2.0
"""An Euler-Maruyama step h multiplies deviations by about 1 - h."""


def mean_and_variance(stretch: Stretch) -> tuple[Tensor, Tensor]:
    """Mean (m, D) and variance per coordinate (m,) of the exact bridge at the stretch's times.

    With s = elapsed time and r = remaining time, T = s + r: (z_0 sinh r + z_T sinh s) / sinh T and
    2 sinh s sinh r / sinh T.
    """
    elapsed = stretch.elapsed
    duration, remaining = elapsed[-1], elapsed[-1] - elapsed
    mean = (
        _sinh_ratio(remaining, duration)[:, None] * stretch.source
        + _sinh_ratio(elapsed, duration)[:, None] * stretch.target
    )
    return mean, (-2 * elapsed).expm1() * (-2 * remaining).expm1() / -(-2 * duration).expm1()


def inner_moments(stretch: Stretch) -> tuple[Tensor, Tensor]:
    """`mean_and_variance` at the inner times alone."""
    mean, variance = mean_and_variance(stretch)
    return mean[1:-1], variance[1:-1]


def exact(stretch: Stretch, dtype: torch.dtype) -> Move:
    """A bridge from its Gaussian transitions, each point given the one before it and the far end.

    The deviation from the mean is a bridge from 0 to 0: from remaining time r to r - h it is multiplied by
    sinh(r - h) / sinh r and gains the variance (1 - e^-2h) (1 - e^-2(r - h)) / (1 - e^-2r).
    Nothing overflows for long durations or cancels for short ones.
    """
    elapsed = stretch.elapsed
    before, after = elapsed[-1] - elapsed[:-2], elapsed[-1] - elapsed[1:-1]
    kept = _sinh_ratio(after, before).tolist()
    gained = ((2 * (after - before)).expm1() * (-2 * after).expm1() / -(-2 * before).expm1()).sqrt()
    gained, mean = gained[:, None].to(dtype), mean_and_variance(stretch)[0][1:-1].to(dtype)

    def move(points: Tensor) -> None:
        points.mul_(gained)
        rows = points.unbind(1)
        for before, row, keep in zip(rows, rows[1:], kept[1:]):
            row.add_(before, alpha=keep)
        points.add_(mean)

    return move


def euler_maruyama(stretch: Stretch, dtype: torch.dtype) -> Move:
    """A bridge by steps Z + h (z_T - Z cosh r) / sinh r + sqrt(2 h) noise, from the source to before the target.

    The last step is not taken: the target is put in its place, as in every use of this scheme.
    Raises ExplorerError where the steps are too long for the scheme to be stable.
    """
    step, kept, pulled = _euler_maruyama_coefficients(stretch)
    if float(step.max()) >= LONGEST_STEP:
        raise ExplorerError(
            f"Euler-Maruyama is unstable with steps of {float(step.max()):.4g}: they must be shorter than "
            f"{LONGEST_STEP:g}, so lower T, or take more steps or more points."
        )
    pull = (pulled[:, None] * stretch.target).to(dtype)
    source = stretch.source.to(dtype)
    coefficients = list(zip((2 * step).sqrt().tolist(), kept.tolist(), pull))

    def move(points: Tensor) -> None:
        for i, (spread, keep, towards) in enumerate(coefficients):
            before = points[:, i - 1] if i else source
            points[:, i].mul_(spread).add_(towards).add_(before, alpha=keep)

    return move


def euler_maruyama_moments(stretch: Stretch) -> tuple[Tensor, Tensor]:
    """Mean (m - 2, D) and variance per coordinate (m - 2,) of what `euler_maruyama` samples at the inner times.

    The scheme is linear, so that they obey recursions of their own.
    """
    state = (1.0, 0.0, 0.0)
    states = []
    for h, keep, pull in zip(*(values.tolist() for values in _euler_maruyama_coefficients(stretch))):
        share_of_source, share_of_target, variance = state
        state = (keep * share_of_source, keep * share_of_target + pull, keep**2 * variance + 2 * h)
        states.append(state)
    from_source, from_target, variances = torch.tensor(states, dtype=torch.float64).T
    return from_source[:, None] * stretch.source + from_target[:, None] * stretch.target, variances


def euler_maruyama_error(stretch: Stretch) -> tuple[float, float]:
    """What Euler-Maruyama gets wrong: the largest error of its mean, and of its standard deviation. Not sampled."""
    mean, variance = euler_maruyama_moments(stretch)
    true_mean, true_variance = (values[1:-1] for values in mean_and_variance(stretch))
    return float((mean - true_mean).abs().max()), float((variance.sqrt() - true_variance.sqrt()).abs().max())


def _euler_maruyama_coefficients(stretch: Stretch) -> tuple[Tensor, Tensor, Tensor]:
    """Step lengths h, factors 1 - h coth r of Z, and h / sinh r of the target, (m - 2,) each."""
    step = stretch.elapsed.diff()[:-1]
    remaining = stretch.elapsed[-1] - stretch.elapsed[:-2]
    return step, 1 - step / remaining.tanh(), step / remaining.sinh()


def _sinh_ratio(a: Tensor, b: Tensor) -> Tensor:
    """sinh a / sinh b for 0 <= a <= b, b > 0, where sinh itself may overflow."""
    return (a - b).exp() * (-2 * a).expm1() / (-2 * b).expm1()
