"""Langevin bridges against their exact laws."""

import math
import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from interp_explorer.engine.bridges.chain import Stretch
from interp_explorer.engine.bridges.knots import Knots
from interp_explorer.engine.bridges.langevin import Anchored, Chains
from interp_explorer.engine.bridges.ornstein_uhlenbeck import mean_and_variance
from interp_explorer.engine.errors import Cancelled, ExplorerError
from interp_explorer.engine.methods import LangevinBridge
from interp_explorer.engine.priors import GaussianMixture, Normal
from interp_explorer.engine.progress import Progress

from .helpers import ERRORS, check_mean, ou_covariance, problem


def anchored(times, source, target, block):
    times = torch.as_tensor(times, dtype=torch.float64)
    ends = torch.tensor([source, target], dtype=torch.float64)
    return Anchored(times, torch.tensor([0, len(times) - 1]), ends, block)


@pytest.mark.parametrize("duration", [1.0, 3.0, 8.0])
def test_with_the_normal_prior_the_langevin_bridge_is_ornstein_uhlenbeck(duration):
    """Mean, variance and autocovariance, from chains that start far away; the averages of chains are independent."""
    draws, points, dimension = 300, max(21, int(12 * duration) + 1), 10
    ends = anchored(np.linspace(0, duration, points), [1.3] * dimension, [-0.4] * dimension, 1.0)
    bump = 3 * (math.pi * ends.times / duration).sin()[:, None]
    straight = torch.lerp(ends.anchors[0], ends.anchors[1], (ends.times / duration)[:, None])
    chains = Chains(Normal(10), ends, draws, torch.Generator().manual_seed(0), (straight + bump).expand(draws, -1, -1))
    chains.burn_in(60, Progress())
    rows = [round(share * (points - 1)) for share in (0.1, 0.35, 0.5, 0.6)]
    states = []
    for _ in range(200):
        chains.move()
        states.append(chains.paths[:, rows].clone())
    offset = torch.stack(states) - mean_and_variance(Stretch(ends.times, *ends.anchors))[0][rows]
    check_mean(offset.mean(0), torch.zeros(len(rows), dimension, dtype=torch.float64))
    products = (offset[:, :, :, None] * offset[:, :, None]).mean((0, -1))
    inner = torch.tensor(rows) - 1
    truth = ou_covariance(ends.times)[inner[:, None], inner]
    # The grid's own error is 0.1 % of the variance.
    error = products.std(0) / math.sqrt(draws)
    assert ((products.mean(0) - truth).abs() < ERRORS * error + 2e-3 * truth).all()
    # The tolerance tells the two processes apart: a Brownian bridge would fail by far.
    times = ends.times[rows]
    brownian = 2 * torch.minimum(times[:, None], times) * (1 - torch.maximum(times[:, None], times) / duration)
    assert (brownian - truth)[2, 2] > 2 * (ERRORS * error + 2e-3 * truth)[2, 2]


@pytest.mark.parametrize("size", [0.2, 0.7])
def test_moves_of_any_size_leave_the_brownian_bridge_as_it_is(size):
    """Without a potential everything is accepted, and the variance is 2 t (T - t) / T, whatever it was at the start."""
    plain = SimpleNamespace(score=torch.zeros_like, laplacian=lambda z: torch.zeros_like(z[..., 0]))
    ends = anchored(np.linspace(0, 2, 9), [0.0] * 20, [0.0] * 20, 5.0)
    start = torch.zeros(500, 9, 20, dtype=torch.float64)
    chains = Chains(plain, ends, 500, torch.Generator().manual_seed(0), start)
    chains.size.fill_(size)
    chains.run(round(12 / size**2), Progress())
    assert chains.acceptance == 1
    inner = chains.paths[:, 1:-1]
    variance = ends.times[1:-1] * (2 - ends.times[1:-1])
    check_mean(inner, torch.zeros(7, 20, dtype=torch.float64))
    check_mean(inner.square().mean(-1), variance)


def test_with_a_mixture_the_langevin_bridge_has_the_law_of_its_transition_densities():
    """The middle of a bridge between two modes, against the exponential of the discretised Fokker-Planck operator."""
    prior = GaussianMixture([0.6, 0.4], [[-1.2], [1.0]], [[[0.4]], [[0.3]]])
    duration, draws = 2.0, 300
    ends = anchored(np.linspace(0, duration, 81), [-1.0], [0.5], 0.5)
    chains = Chains(prior, ends, draws, torch.Generator().manual_seed(0))
    chains.burn_in(100, Progress())
    states = []
    for _ in range(200):
        chains.move()
        states.append(chains.paths[:, [20, 40], 0].clone())
    x = torch.linspace(-4.5, 4.5, 361, dtype=torch.float64)
    step = float(x[1] - x[0])
    half = prior.log_density(x[:, None]) / 2
    rates = torch.diag((half[1:] - half[:-1]).exp(), 1) + torch.diag((half[:-1] - half[1:]).exp(), -1)
    generator = (rates - torch.diag(rates.sum(1))) / step**2
    start, stop = int((x + 1.0).abs().argmin()), int((x - 0.5).abs().argmin())
    for which, time in enumerate((duration / 4, duration / 2)):
        before = torch.linalg.matrix_exp(time * generator)[start]
        after = torch.linalg.matrix_exp((duration - time) * generator)[:, stop]
        density = before * after / (before * after).sum()
        sampled = torch.stack(states)[:, :, which]
        for function in (lambda z: z, lambda z: z**2, torch.tanh, lambda z: torch.sigmoid(8 * z)):
            averages = function(sampled).mean(0)
            expected = (function(x) * density).sum()
            error = averages.std() / math.sqrt(draws)
            assert (averages.mean() - expected).abs() < ERRORS * error + 2e-3


def test_the_size_of_moves_is_adapted_to_the_target_acceptance():
    dimension = 20
    ends = anchored(np.linspace(0, 8, 81), [1.0] * dimension, [-1.0] * dimension, 4.0)
    chains = Chains(Normal(dimension), ends, 8, torch.Generator().manual_seed(0))
    chains.burn_in(150, Progress())
    assert (chains.size < 1).all()
    chains.run(60, Progress())
    assert 0.2 < chains.acceptance < 0.36


def test_langevin_reports_burn_in_hands_out_its_chains_and_states_the_acceptance():
    texts, partials = [], []
    progress = Progress(lambda fraction, text: texts.append((fraction, text)), partials.append)
    asked = problem([[1.0, 0.0], [0.0, 1.0]], [0, 1], np.linspace(0, 1, 20), 3)
    solution = LangevinBridge(steps=20, burn_in=30).solve(asked, progress)
    assert [text for _, text in texts] == ["Burn-in"] * 30 + ["Sampling"] * 20
    assert [fraction for fraction, _ in texts] == sorted(fraction for fraction, _ in texts)
    assert all(partial.shape == solution.latents.shape == (3, 20, 2) for partial in partials)
    assert re.fullmatch(r"\d+% of the moves were accepted, \d+ moves of size [01](\.\d+)?\.", solution.note)
    # Were a preview no short chain, this one would take minutes.
    preview = LangevinBridge(steps=10**5, burn_in=10**5).solve(replace(asked, preview=True), Progress())
    assert preview.latents.shape == (3, 20, 2) and torch.isfinite(preview.latents).all()


def test_a_longer_chain_goes_through_the_states_of_a_shorter_one():
    ends = anchored(np.linspace(0, 1, 9), [1.0], [-1.0], 1.0)
    one, two = (Chains(Normal(1), ends, 2, torch.Generator().manual_seed(0)) for _ in range(2))
    one.run(5, Progress())
    two.run(3, Progress())
    two.run(2, Progress())
    assert torch.equal(one.paths, two.paths)


def test_a_langevin_bridge_can_be_cancelled():
    asked = problem([[1.0, 0.0], [0.0, 1.0]], [0, 1], np.linspace(0, 1, 20), 3)
    progress = Progress(on_partial=lambda latents: progress.cancel())
    with pytest.raises(Cancelled):
        LangevinBridge(steps=10**5, burn_in=10**5).solve(asked, progress)


def test_pinned_paths_are_zero_at_their_knots_and_integrals_are_trapezoids():
    times = torch.tensor([0.0, 0.5, 1.5, 2.0, 4.0], dtype=torch.float64)
    knots = Knots(times, torch.tensor([0, 2, 4]))
    paths = torch.randn(3, 5, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    pinned = knots.pin(paths)
    assert not pinned[:, [0, 2, 4]].any()
    torch.testing.assert_close(pinned[:, 1], paths[:, 1] - (2 * paths[:, 0] + paths[:, 2]) / 3)
    areas = knots.integrals(times.square(), times.diff())
    torch.testing.assert_close(areas, torch.tensor([0.0625 + 1.25, 1.5625 + 20.0], dtype=torch.float64))


def test_too_many_langevin_bridges_are_refused_before_they_are_made():
    asked = problem([[1.0] * 128, [0.0] * 128], [0, 1], np.linspace(0, 1, 100), 1000)
    with pytest.raises(ExplorerError, match="too many"):
        LangevinBridge(T=100.0).solve(asked, Progress())


def test_a_prior_finer_than_the_grid_can_be_is_said():
    prior = GaussianMixture([1.0], [[0.0]], [[[1e-3]]])
    asked = problem([[0.05], [0.0]], [0, 1], np.linspace(0, 1, 30), 1, prior)
    assert "resolve only coarsely" in LangevinBridge(T=50.0, steps=2, burn_in=2).solve(asked, Progress()).note
