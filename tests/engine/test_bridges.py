"""Bridges against their exact laws (SPEC sec. 6). Samples are compared in units of their standard error."""

import math
import re
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from interp_explorer.engine.bridges.chain import Stretch, chain, refine
from interp_explorer.engine.bridges.covariances import COVARIANCES
from interp_explorer.engine.bridges.gaussian_process import conditional, gaussian_process, moments
from interp_explorer.engine.bridges.kept import KEPT
from interp_explorer.engine.bridges.knots import Knots
from interp_explorer.engine.bridges.langevin import Anchored, Chains
from interp_explorer.engine.bridges.ornstein_uhlenbeck import (
    euler_maruyama,
    euler_maruyama_error,
    euler_maruyama_moments,
    exact,
    mean_and_variance,
)
from interp_explorer.engine.errors import Cancelled, ExplorerError
from interp_explorer.engine.methods import GPBridge, LangevinBridge, OUBridge, Problem
from interp_explorer.engine.metric import Metric
from interp_explorer.engine.priors import GaussianMixture, Normal, semicircle
from interp_explorer.engine.progress import Progress
from interp_explorer.engine.request import ControlPoint, PathRequest
from interp_explorer.engine.solve import solve

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


# The laws


def test_the_exact_check_of_the_specification():
    asked = stretch([0.0, 0.7, 2.0], [1.3], [-0.4])
    mean, variance = mean_and_variance(asked)
    assert float(mean[1]) == pytest.approx(0.525100, abs=5e-7)
    assert float(variance[1]) == pytest.approx(0.710458, abs=5e-7)
    law = conditional(OU, tuple(asked.elapsed.tolist()))
    assert float(law.mean(asked.source, asked.target)) == pytest.approx(0.525100, abs=5e-7)
    assert float(law.factor.square()) == pytest.approx(0.710458, abs=5e-7)


@pytest.mark.parametrize("duration", [0.01, 2.0, 100.0])
def test_the_stretched_exponential_with_alpha_and_beta_1_is_ornstein_uhlenbeck(duration):
    asked = stretch(np.linspace(0, duration, 12) ** 2 / duration, [1.3, -2.0], [-0.4, 0.1])
    even, odd, covariance = moments(OU, asked.elapsed)
    mean = (even[:, None] * (asked.source + asked.target) + odd[:, None] * (asked.target - asked.source)) / 2
    true_mean, true_variance = mean_and_variance(asked)
    torch.testing.assert_close(mean, true_mean[1:-1], rtol=1e-9, atol=1e-12)
    torch.testing.assert_close(covariance, ou_covariance(asked.elapsed), rtol=1e-9, atol=1e-14)
    torch.testing.assert_close(covariance.diagonal(), true_variance[1:-1], rtol=1e-9, atol=1e-14)


PRINTED = {
    "stretched-exponential": lambda h: torch.exp(-0.8 * h.abs() ** 1.4),
    "periodic": lambda h: torch.exp(-2 / 1.5**2 * torch.sin(math.pi * h.abs() / 0.9) ** 2),
}
PRINTED["sum"] = lambda h: (PRINTED["stretched-exponential"](h) + PRINTED["periodic"](h)) / 2
PRINTED["product"] = lambda h: PRINTED["stretched-exponential"](h) * PRINTED["periodic"](h)


@pytest.mark.parametrize("name", list(COVARIANCES))
def test_moments_are_those_of_the_joint_normal_law_given_the_ends(name):
    """BP eq. 7 and the general formula S_ii - S_ie S_ee^-1 S_ei, both written with k itself."""
    k = PRINTED[name]
    duration, z0, z1 = 2.0, 1.3, -0.4
    times = torch.tensor([0.0, 0.1, 0.7, 1.1, 1.95, duration], dtype=torch.float64)
    method = GPBridge(duration, name, beta=0.8, alpha=1.4, length_scale=1.5, period=0.9)
    even, odd, covariance = moments(method, times)
    t, whole = times[1:-1], k(times[-1])
    mean = (z0 * (k(t) - k(duration - t) * whole) + z1 * (k(duration - t) - k(t) * whole)) / (1 - whole**2)
    torch.testing.assert_close((even * (z0 + z1) + odd * (z1 - z0)) / 2, mean)
    joint = k(times[:, None] - times)
    cross = joint[1:-1][:, [0, -1]]
    ends = joint[[0, -1]][:, [0, -1]]
    torch.testing.assert_close(covariance, joint[1:-1, 1:-1] - cross @ torch.linalg.solve(ends, cross.T))


@pytest.mark.parametrize(
    ("bridge", "law"),
    [
        (exact, OU),
        (lambda *asked: gaussian_process(OU, *asked), OU),
        (lambda *asked: gaussian_process(GPBridge(kernel="product"), *asked), GPBridge(kernel="product")),
        (lambda *asked: gaussian_process(GPBridge(alpha=2.0), *asked), GPBridge(alpha=2.0)),
    ],
)
def test_samples_have_the_mean_and_the_covariance_of_each_stretch(bridge, law):
    anchors = [[1.3, -2.0], [0.5, 0.4], [-0.4, 0.1]]
    asked = problem(anchors, [0, 0.4, 1], np.linspace(0, 1, 11), draws=8000)
    paths = chain(asked, 1.7, bridge, Progress(), dtype=torch.float64)
    for first, last in ((0, 4), (4, 10)):
        elapsed = 1.7 * (asked.times[first : last + 1] - asked.times[first])
        even, odd, covariance = moments(law, elapsed)
        source, target = (asked.anchors[i].double() for i in ((0, 1) if first == 0 else (1, 2)))
        mean = (even[:, None] * (source + target) + odd[:, None] * (target - source)) / 2
        inner = paths[:, first + 1 : last]
        check_mean(inner, mean)
        offset = inner - mean
        check_mean(offset[:, :, None] * offset[:, None], covariance[:, :, None].expand(-1, -1, 2))
        check_mean(offset[:, :, 0] * offset[:, :, 1], torch.zeros(len(mean), dtype=torch.float64))


def test_a_short_bridge_is_the_straight_line_and_a_long_one_swells_onto_the_sphere():
    dimension = 400
    ends = Normal(dimension).sample(2, torch.Generator().manual_seed(2))
    ends = ends / ends.norm(dim=1, keepdim=True) * math.sqrt(dimension)
    times = np.linspace(0, 1, 41)
    line = torch.lerp(ends[0], ends[1], torch.as_tensor(times, dtype=torch.float32)[:, None])
    for method in (OUBridge(), OU, GPBridge(alpha=2.0)):
        short = replace(method, T=0.01).solve(problem(ends.tolist(), [0, 1], times, 20), Progress()).latents
        # The largest variance of the three is T / 2.
        assert (short - line).square().mean(-1).max() < 0.01
        long = replace(method, T=100.0).solve(problem(ends.tolist(), [0, 1], times, 20), Progress()).latents
        radii = long.square().mean(-1).sqrt()
        # A norm of D normal numbers is sqrt(D) (1 +- 1 / sqrt(2 D)).
        assert (radii - 1).abs().max() < 5 / math.sqrt(2 * dimension)
    assert line.square().mean(-1).sqrt().min() < 0.75


def test_the_quadratic_variation_is_2_t():
    duration, draws, points, dimension = 3.0, 8, 2000, 16
    asked = problem([[0.5] * dimension, [-1.0] * dimension], [0, 1], np.linspace(0, 1, points), draws)
    paths = chain(asked, duration, exact, Progress(), dtype=torch.float64)
    variation = paths.diff(dim=1).square().sum(1).mean()
    error = 2 * duration * math.sqrt(2 / (points * draws * dimension))
    # What a finite step takes off is a share of about one step.
    assert float(variation) == pytest.approx(2 * duration, abs=4 * error + 2 * duration * duration / points)
    smooth = chain(asked, duration, lambda *s: gaussian_process(GPBridge(alpha=2.0), *s), Progress())
    assert smooth.diff(dim=1).square().sum(1).mean() < 0.05


@pytest.mark.parametrize(("alpha", "power"), [(2.0, 0.0), (1.5, 0.25), (1.0, 0.5)])
def test_alpha_is_the_smoothness(alpha, power):
    """Over a step h the path moves by h^(alpha / 2): at alpha = 2 it has a speed, below it has none."""

    def speed(points):
        asked = problem([[0.0] * 8, [0.0] * 8], [0, 1], np.linspace(0, 1, points), 100)
        latents = GPBridge(alpha=alpha).solve(asked, Progress()).latents
        return float(latents.diff(dim=1).square().mean().sqrt()) * (points - 1)

    assert math.log(speed(401) / speed(26)) / math.log(16) == pytest.approx(power, abs=0.03)


# Euler-Maruyama


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


# Langevin


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


class Watched(Progress):
    """Notes the stages of a solve, and cancels it when so many moves have been reported."""

    def __init__(self, stop_after=10**9):
        super().__init__(self._note)
        self.stages, self._stop_after = [], stop_after

    def _note(self, fraction, text):
        self.stages.append(text)
        if len(self.stages) >= self._stop_after:
            self.cancel()


def test_a_continued_chain_is_what_a_longer_one_would_be_and_needs_no_burn_in(flat):
    method = LangevinBridge(steps=12, burn_in=9)
    more = replace(method, continued=2)
    KEPT.forget()
    cold = solve(request(more, own_seeds=((1, 8),)), flat)
    longer = solve(request(replace(method, steps=36), own_seeds=((1, 8),)), flat)
    np.testing.assert_array_equal(cold.latents, longer.latents)
    assert "36 moves" in cold.note
    KEPT.forget()
    watched = Watched()
    first = solve(request(method, own_seeds=((1, 8),)), flat, watched)
    assert watched.stages.count("Burn-in") == 9 and watched.stages.count("Sampling") == 12
    watched = Watched()
    warm = solve(request(more, own_seeds=((1, 8),)), flat, watched)
    assert "Burn-in" not in watched.stages and watched.stages.count("Sampling") == 24
    np.testing.assert_array_equal(warm.latents, cold.latents)
    assert warm.note == cold.note
    assert np.abs(warm.latents - first.latents).max() > 0.1
    # Undone: the chain is longer than is asked for, and begins anew to the same numbers.
    np.testing.assert_array_equal(solve(request(method, own_seeds=((1, 8),)), flat).latents, first.latents)


def test_a_chain_that_was_cancelled_goes_on_to_the_same_numbers(flat):
    method = LangevinBridge(steps=20, burn_in=5)
    KEPT.forget()
    whole = solve(request(method), flat).latents
    KEPT.forget()
    with pytest.raises(Cancelled):
        solve(request(method), flat, Watched(stop_after=12))
    watched = Watched()
    np.testing.assert_array_equal(solve(request(method), flat, watched).latents, whole)
    assert 0 < watched.stages.count("Sampling") < 20 and "Burn-in" not in watched.stages


def test_chains_of_other_settings_or_ends_are_not_continued(flat, make_toy):
    method = LangevinBridge(steps=4, burn_in=3)
    asked = request(method)
    others = [
        (replace(asked, method=replace(method, T=1.5)), flat), (replace(asked, seed=6), flat),
        (replace(asked, target=(-1.0, 0.6)), flat), (replace(asked, draws=3), flat), (replace(asked, points=22), flat),
        (replace(asked, own_seeds=((0, 1),)), flat), (asked, make_toy(lambda z: z, 2)),
        (replace(asked, controls=(ControlPoint(0.5, (0.0, 0.0)),)), flat),
    ]  # fmt: skip
    for other, model in others:
        KEPT.forget()
        solve(asked, flat)
        watched = Watched()
        solve(replace(other, method=replace(other.method, continued=1)), model, watched)
        assert watched.stages.count("Burn-in") == 3


# What every bridge keeps to


def request(method, **values):
    asked = {"points": 23, "draws": 4, "seed": 5, **values}
    return PathRequest("toy", method, (1.0, 0.3), (-1.0, 0.7), **asked)


@pytest.mark.parametrize("method", METHODS)
def test_ends_and_control_points_are_met_exactly(flat, method):
    controls = (ControlPoint(0.31, (0.5, 0.1)), ControlPoint(1 / 3, (-1.1, 0.2)), ControlPoint(0.8, (0.0, 2.0)))
    asked = request(method, controls=controls)
    result = solve(asked, flat)
    assert result.latents.shape == (4, 23, 2) and result.latents.dtype == np.float32
    for point in (ControlPoint(0.0, asked.source), *controls, ControlPoint(1.0, asked.target)):
        rows = result.latents[:, np.flatnonzero(result.times == point.time)[0]]
        np.testing.assert_array_equal(rows, np.tile(np.array(point.latent, np.float32), (4, 1)))
    assert np.ptp(result.latents[:, 1], 0).min() > 0


@pytest.mark.parametrize("method", METHODS)
def test_a_path_of_nothing_but_anchors_is_these(flat, method):
    result = solve(request(method, points=3, controls=(ControlPoint(0.4, (0.5, 0.1)),)), flat)
    expected = np.array([(1.0, 0.3), (0.5, 0.1), (-1.0, 0.7)], np.float32)
    np.testing.assert_array_equal(result.latents, np.tile(expected, (4, 1, 1)))


@pytest.mark.parametrize("method", METHODS)
def test_seeds_reproduce_bit_for_bit_and_draws_do_not_depend_on_their_number(flat, method):
    one, two, other = (solve(request(method, seed=seed), flat).latents for seed in (5, 5, 6))
    np.testing.assert_array_equal(one, two)
    assert np.abs(one - other).max() > 0.1
    fewer = solve(request(method, draws=2), flat).latents
    np.testing.assert_allclose(one[:2], fewer, rtol=0, atol=1e-6)
    assert np.abs(one[0] - one[1]).max() > 0.1


@pytest.mark.parametrize("method", METHODS)
def test_a_draw_with_a_seed_of_its_own_leaves_the_others_alone(flat, method):
    shared = solve(request(method), flat).latents
    own = solve(request(method, own_seeds=((2, 77),)), flat).latents
    np.testing.assert_array_equal(own[[0, 1, 3]], shared[[0, 1, 3]])
    assert np.abs(own[2] - shared[2]).max() > 0.1
    if not isinstance(method, LangevinBridge):
        # Chains share their knots; in all other methods it is what its seed gives on its own.
        np.testing.assert_array_equal(own[2], solve(request(method, draws=None, seed=77), flat).latents)
    with pytest.raises(ExplorerError, match="draws are 1 to 4"):
        solve(request(method, own_seeds=((4, 77),)), flat)


def test_parts_of_many_draws_are_joined_in_order(monkeypatch):
    asked = problem([[1.0, 0.0], [0.0, 1.0]], [0, 1], np.linspace(0, 1, 20), 7)
    whole = OUBridge().solve(asked, Progress()).latents
    monkeypatch.setattr("interp_explorer.engine.bridges.chain.NUMBERS_AT_ONCE", 2 * 20 * 3)
    assert torch.equal(
        OUBridge().solve(replace(asked, generator=torch.Generator().manual_seed(0)), Progress()).latents, whole
    )
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        OUBridge().solve(asked, progress)


def test_a_covariance_is_factorised_once_for_all_draws_and_coordinates():
    conditional.cache_clear()
    for draws, dimension in ((3, 2), (50, 7), (2, 1)):
        ends = [[1.0] * dimension, [0.0] * dimension]
        GPBridge(beta=1.234).solve(problem(ends, [0, 1], np.linspace(0, 1, 30), draws), Progress())
    assert conditional.cache_info().misses == 1


def test_a_refined_grid_keeps_its_times():
    times = torch.tensor([0.0, 0.1, 0.31, 1.0], dtype=torch.float64)
    fine = refine(times, 7)
    assert torch.equal(fine[::7], times) and (fine.diff() > 0).all() and len(fine) == 22


@pytest.mark.parametrize("duration", [0.01, 100.0])
@pytest.mark.parametrize("method", [*METHODS[::2], GPBridge(alpha=2.0), GPBridge(kernel="periodic", period=0.09)])
def test_short_and_long_bridges_are_finite(flat, method, duration):
    result = solve(request(replace(method, T=duration)), flat)
    assert np.isfinite(result.latents).all()
    assert np.abs(result.latents).max() < 8


# What is refused, and what is said


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


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("duration", [0.0, -1.0, math.nan])
def test_a_duration_that_is_not_positive_is_refused(flat, method, duration):
    with pytest.raises(ExplorerError, match=r"\bT\b"):
        solve(request(replace(method, T=duration)), flat)


def test_other_priors_are_named_and_the_langevin_bridge_needs_a_score(make_toy):
    model = make_toy(lambda z: z, 2, semicircle(2))
    for method in (OUBridge(), GPBridge()):
        assert "the model's is semicircle" in solve(request(method), model).note
    assert "semicircle" not in solve(request(FAST), model).note
    with pytest.raises(ExplorerError, match="no score"):
        solve(request(FAST), make_toy(lambda z: z, 2, SimpleNamespace(name="box", dimension=2)))


def test_too_many_langevin_bridges_are_refused_before_they_are_made():
    asked = problem([[1.0] * 128, [0.0] * 128], [0, 1], np.linspace(0, 1, 100), 1000)
    with pytest.raises(ExplorerError, match="too many"):
        LangevinBridge(T=100.0).solve(asked, Progress())


def test_a_prior_finer_than_the_grid_can_be_is_said():
    prior = GaussianMixture([1.0], [[0.0]], [[[1e-3]]])
    asked = problem([[0.05], [0.0]], [0, 1], np.linspace(0, 1, 30), 1, prior)
    assert "resolve only coarsely" in LangevinBridge(T=50.0, steps=2, burn_in=2).solve(asked, Progress()).note


def test_the_parameters_of_bridges_are_known_without_torch():
    code = (
        "import sys; from interp_explorer.engine.methods import GPBridge; GPBridge(); assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_preview_of_a_large_fan_is_its_curves_alone(flat):
    asked = request(OUBridge(), draws=50)
    preview = solve(replace(asked, preview=True), flat)
    assert preview.stage == "path" and preview.frames is None
    whole = solve(replace(asked, draws=8, preview=True), flat)
    assert whole.stage == "final" and whole.frames is not None
    np.testing.assert_array_equal(preview.latents[:8], whole.latents)
