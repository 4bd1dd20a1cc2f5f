"""Gaussian-process bridges whose covariance is singular, or nearly so."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from interp_explorer.engine.bridges.gaussian_process import conditional
from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.methods import GPBridge
from interp_explorer.engine.progress import Progress
from interp_explorer.engine.solve import solve

from .helpers import problem, request


def test_a_covariance_is_factorised_once_for_all_draws_and_coordinates():
    conditional.cache_clear()
    for draws, dimension in ((3, 2), (50, 7), (2, 1)):
        ends = [[1.0] * dimension, [0.0] * dimension]
        GPBridge(beta=1.234).solve(problem(ends, [0, 1], np.linspace(0, 1, 30), draws), Progress())
    assert conditional.cache_info().misses == 1


@pytest.mark.parametrize("period", [0.5, 0.25, 0.5 * (1 + 1e-7)])
def test_a_kernel_that_repeats_itself_joins_no_different_ends(flat, period):
    method = GPBridge(T=1.0, kernel="periodic", period=period)
    with pytest.raises(ExplorerError, match="repeats itself after T"):
        solve(request(method), flat)
    # The sum forgets a little, so that there is a bridge.
    assert np.isfinite(solve(request(replace(method, kernel="sum")), flat).latents).all()


def test_a_periodic_bridge_between_equal_ends_is_back_after_every_period(flat):
    for duration in (1.0, 1.2):
        method = GPBridge(T=duration, kernel="periodic", period=0.5)
        asked = replace(request(method, points=round(duration * 20) + 1), target=(1.0, 0.3))
        result = solve(asked, flat)
        np.testing.assert_allclose(result.latents[:, 10], np.tile(result.latents[:1, 0], (4, 1)), atol=1e-4)
        assert np.abs(result.latents[:, 5] - result.latents[:, 0]).max() > 0.3


def test_a_path_of_certain_points_is_finite(flat):
    """The only inner point lies a period after the source, where the process must be back."""
    method = GPBridge(T=1.0, kernel="periodic", period=0.5)
    result = solve(replace(request(method, points=3), target=(1.0, 0.3)), flat)
    np.testing.assert_allclose(result.latents, np.tile(result.latents[:1, :1], (4, 3, 1)), atol=1e-6)


def test_a_singular_covariance_gets_a_stated_jitter(flat):
    result = solve(request(GPBridge(T=0.1, alpha=2.0), points=400), flat)
    assert np.isfinite(result.latents).all()
    jitter = conditional(GPBridge(T=0.1, alpha=2.0), tuple((0.1 * torch.from_numpy(result.times)).tolist())).jitter
    assert 0 < jitter < 1e-9
    assert result.note == f"The covariance is numerically singular: {jitter:.1g} was added to every variance."
    assert solve(request(GPBridge()), flat).note == ""
