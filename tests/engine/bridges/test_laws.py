"""Bridges against their exact laws (SPEC sec. 6)."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from interp_explorer.engine.bridges.chain import chain
from interp_explorer.engine.bridges.covariances import COVARIANCES
from interp_explorer.engine.bridges.gaussian_process import conditional, gaussian_process, moments
from interp_explorer.engine.bridges.ornstein_uhlenbeck import exact, mean_and_variance
from interp_explorer.engine.methods import GPBridge, OUBridge
from interp_explorer.engine.priors import Normal
from interp_explorer.engine.progress import Progress

from .helpers import OU, check_mean, ou_covariance, problem, stretch


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
