"""Bridges by the Euler-Maruyama scheme, and its stated error."""

import math

import numpy as np
import pytest
import torch

from interp_explorer.engine.bridges.chain import chain
from interp_explorer.engine.bridges.ornstein_uhlenbeck import (
    euler_maruyama,
    euler_maruyama_error,
    euler_maruyama_moments,
    mean_and_variance,
)
from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.methods import OUBridge
from interp_explorer.engine.progress import Progress

from .helpers import check_mean, problem, stretch


def test_euler_maruyama_samples_what_its_stated_error_is_about():
    asked = problem([[1.3], [-2.0]], [0, 1], np.linspace(0, 1, 9), draws=40_000)
    paths = chain(asked, 2.0, euler_maruyama, Progress(), dtype=torch.float64)
    whole = stretch((2.0 * asked.times).tolist(), [1.3], [-2.0])
    mean, variance = euler_maruyama_moments(whole)
    check_mean(paths[:, 1:-1], mean)
    check_mean((paths[:, 1:-1] - mean).square(), variance[:, None])
    true_mean, true_variance = mean_and_variance(whole)
    mean_error, spread_error = euler_maruyama_error(whole)
    assert mean_error == pytest.approx(float((mean - true_mean[1:-1]).abs().max()))
    assert spread_error == pytest.approx(float((variance.sqrt() - true_variance[1:-1].sqrt()).abs().max()))


def test_the_errors_of_euler_maruyama_fall_with_its_step():
    """Weakly: the mean with h; the spread with sqrt(h), for the last step meets a drift like 1 / r."""
    errors = [euler_maruyama_error(stretch(np.linspace(0, 2, n + 1), [1.3], [-0.4])) for n in (16, 64, 256)]
    for coarse, fine in zip(errors, errors[1:]):
        assert coarse[0] / fine[0] == pytest.approx(4, rel=0.25)
        assert coarse[1] / fine[1] == pytest.approx(2, rel=0.1)


def test_euler_maruyama_converges_strongly_with_order_one():
    """Paths driven by one Brownian motion, against steps of T / 2048."""
    duration, finest = 2.0, 2048
    noise = torch.randn(400, finest, 1, generator=torch.Generator().manual_seed(0), dtype=torch.float64)

    def path(steps):
        """Values at the first seven eighths of the duration, every T / 16."""
        points = noise.reshape(len(noise), steps, finest // steps).sum(-1, keepdim=True)[:, :-1]
        points = points / math.sqrt(finest // steps)
        euler_maruyama(stretch(np.linspace(0, duration, steps + 1), [1.3], [-0.4]), torch.float64)(points)
        return points[:, steps // 16 - 1 :: steps // 16][:, :14]

    truth = path(finest)
    errors = [float((path(steps) - truth).square().mean().sqrt()) for steps in (16, 32, 64, 128)]
    for coarse, fine in zip(errors, errors[1:]):
        assert coarse / fine == pytest.approx(2, rel=0.2)


def test_the_note_states_the_error_and_unstable_steps_are_refused():
    asked = problem([[1.0, 0.0], [0.0, 1.0]], [0, 1], np.linspace(0, 1, 20), 2)
    note = OUBridge(1.0, "euler-maruyama").solve(asked, Progress()).note
    mean, spread = euler_maruyama_error(stretch(asked.times.tolist(), [1.0, 0.0], [0.0, 1.0]))
    assert note == f"Euler-Maruyama: the mean is off by up to {mean:.2g}, the standard deviation by up to {spread:.2g}."
    with pytest.raises(ExplorerError, match="unstable"):
        OUBridge(100.0, "euler-maruyama").solve(asked, Progress())
    OUBridge(100.0, "euler-maruyama", 16).solve(asked, Progress())
