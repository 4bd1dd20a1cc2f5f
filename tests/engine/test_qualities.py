"""Qualities against exact values, each other and their limits (SPEC sec. 2)."""

import math

import numpy as np
import pytest
import torch
from scipy.stats import chi2

from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.metric import Metric
from interp_explorer.engine.priors import Normal, semicircle
from interp_explorer.engine.qualities import QUALITY_LABELS
from interp_explorer.engine.qualities.base import Product, Scaled, regularise
from interp_explorer.engine.qualities.constant import Constant
from interp_explorer.engine.qualities.density_rank import ApproximateRank, ExactRank, log_upper_gamma
from interp_explorer.engine.qualities.estimated_rank import EstimatedRank
from interp_explorer.engine.qualities.make import QUALITIES, make_quality


def at_norm(dimension, norm):
    z = torch.zeros(dimension, dtype=torch.float64)
    z[0] = norm
    return z


def test_the_two_stated_values_at_dimension_20_and_norm_4():
    z = at_norm(20, 4.0)
    assert float(ExactRank(20).log_quality(z).exp()) == pytest.approx(0.716625, abs=1e-6)
    assert float(ApproximateRank(20).log_quality(z).exp()) == pytest.approx(0.721782, abs=5e-7)


@pytest.mark.parametrize("dimension", [1, 2, 8, 20, 128, 512])
def test_log_upper_gamma_is_the_chi_square_tail(dimension):
    a = dimension / 2
    x = torch.tensor([1e-9, 0.01, 1.0, a, a + 1e-6, a + 5, a + 100, a + 400], dtype=torch.float64)
    expected = chi2.logsf(2 * x.numpy(), dimension)
    np.testing.assert_allclose(log_upper_gamma(a, x).numpy(), expected, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("dimension", [2, 20, 512])
def test_log_upper_gamma_goes_on_smoothly_where_the_tail_underflows(dimension):
    a = dimension / 2
    x = torch.tensor([a + 599.999, a + 600.001, a + 5000], dtype=torch.float64, requires_grad=True)
    value = log_upper_gamma(a, x)
    (slope,) = torch.autograd.grad(value.sum(), x)
    assert torch.isfinite(value).all()
    assert float((value[0] - value[1]).detach()) == pytest.approx(0.002 * -float(slope[0]), rel=1e-4)
    # Far out log Q falls like -x + (a - 1) log x.
    assert float(slope[2]) == pytest.approx(-1 + (a - 1) / float(x[2].detach()), abs=1e-3)


def test_estimated_rank_is_its_defining_sum():
    rank = EstimatedRank(semicircle(8))
    z = semicircle(8).sample(500, torch.Generator().manual_seed(1)).double() * torch.linspace(0, 2, 500)[:, None]
    inside = rank.log_rank(semicircle(8).log_density(z))
    close = inside > -25
    assert close.sum() > 200
    torch.testing.assert_close(rank.log_quality(z)[close], inside[close], rtol=1e-4, atol=1e-5)


def test_estimated_rank_agrees_with_the_exact_one_under_a_normal_prior():
    prior = Normal(20)
    z = prior.sample(1000, torch.Generator().manual_seed(5)).double()
    gap = EstimatedRank(prior).log_quality(z).exp() - ExactRank(20).log_quality(z).exp()
    # Sampling error of 5000 draws is at most 0.007 (one deviation); the kernel's smoothing adds a bias of its own.
    assert float(gap.abs().max()) < 0.025
    assert float(gap.mean().abs()) < 0.01


def test_a_density_rank_is_uniformly_distributed_under_its_own_prior():
    for prior, rank in ((Normal(8), ExactRank(8)), (semicircle(8), EstimatedRank(semicircle(8)))):
        values = rank.log_quality(prior.sample(20_000, torch.Generator().manual_seed(2))).exp().sort().values
        gap = (values - torch.linspace(0, 1, len(values))).abs().max()
        assert float(gap) < 0.03


def test_estimated_rank_has_the_slope_of_its_values_and_keeps_falling_far_out():
    rank = EstimatedRank(semicircle(4))
    z = torch.tensor([[1.0, 2.0, 0.3, -0.2], [30.0, 0.0, 5.0, 0.0]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda x: rank.log_quality(x), z[:1])
    value = rank.log_quality(z * torch.tensor([1.0, 2.0, 4.0])[:, None, None])[:, 1]
    assert torch.isfinite(value).all() and value[0] > value[1] > value[2]


def test_a_point_that_is_no_number_has_no_rank():
    for rank in (ExactRank(3), EstimatedRank(semicircle(3))):
        values = rank.log_quality(torch.tensor([[0.0, 0.0, 0.0], [math.nan, 0.0, 0.0]]))
        assert torch.isfinite(values[0]) and values[1].isnan()


@pytest.mark.parametrize("epsilon", [0.0, 1e-6, 0.1, 0.5])
def test_regularised_quality_is_the_formula_and_never_overflows(epsilon):
    log_q = torch.tensor([0.0, -0.5, -20.0, -1e6], dtype=torch.float64, requires_grad=True)
    value = regularise(log_q, epsilon)
    if epsilon > 0:
        torch.testing.assert_close(value.exp(), epsilon + (1 - 2 * epsilon) * log_q.exp())
    else:
        assert torch.equal(value, log_q)
    (gradient,) = torch.autograd.grad(value.sum(), log_q)
    assert torch.isfinite(gradient).all()


def test_regularising_a_zero_quality_leaves_epsilon():
    assert float(regularise(torch.tensor(-math.inf), 0.1).exp()) == pytest.approx(0.1)


def test_scaled_and_product_qualities():
    z = torch.randn(10, 8, generator=torch.Generator().manual_seed(0))
    rank = ExactRank(8)
    torch.testing.assert_close(Scaled(rank, 0.5).log_quality(z).exp(), 0.5 * rank.log_quality(z).exp())
    both = Product([rank, Constant(0.25)])
    torch.testing.assert_close(both.log_quality(z).exp(), 0.25 * rank.log_quality(z).exp())


def test_every_quality_that_is_offered_can_be_made(make_toy):
    # A distance from a manifold is what toy surfaces have; no model is offered it.
    assert {*QUALITY_LABELS, "manifold"} == set(QUALITIES)
    z = torch.zeros(2, 5)
    model = make_toy(lambda z: z, 5, logits=lambda x: x[:, :3])
    for name in QUALITY_LABELS:
        value = make_quality(model, Metric(quality=name, level=0.4, attribute="b")).log_quality(z)
        assert value.shape == (2,) and (value <= 1e-6).all()


def test_a_normal_rank_is_refused_for_another_prior(make_toy):
    with pytest.raises(ExplorerError, match="semicircle"):
        make_quality(make_toy(lambda z: z, 8, semicircle(8)), Metric(quality="density-rank-exact"))
