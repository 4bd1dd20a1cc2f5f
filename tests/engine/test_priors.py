"""Priors: densities integrate to one, scores and Laplacians are derivatives, samples have the stated moments."""

import pytest
import torch

from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.priors import GaussianMixture, Normal, aggregate_posterior, make_prior, semicircle

MIXTURE = GaussianMixture(
    [0.3, 0.7],
    [[0.0, 1.0, 0.0], [2.0, -1.0, 0.5]],
    [torch.eye(3).tolist(), [[2, 0.5, 0], [0.5, 1, 0.1], [0, 0.1, 0.4]]],
)
PRIORS = [Normal(3), semicircle(4), MIXTURE]


@pytest.mark.parametrize("prior", PRIORS, ids=lambda prior: prior.name)
def test_score_and_laplacian_are_the_derivatives_of_the_log_density(prior):
    z = prior.sample(50, torch.Generator().manual_seed(1)).double().requires_grad_()
    (gradient,) = torch.autograd.grad(prior.log_density(z).sum(), z)
    torch.testing.assert_close(prior.score(z).detach(), gradient)
    for point in z[:5].detach():
        hessian = torch.autograd.functional.hessian(lambda x: prior.log_density(x), point)
        assert float(prior.laplacian(point)) == pytest.approx(float(hessian.trace()), abs=1e-9)


@pytest.mark.parametrize("prior", [Normal(2), semicircle(2)], ids=lambda prior: prior.name)
def test_density_integrates_to_one(prior):
    axis = torch.linspace(-16, 16, 641, dtype=torch.float64)
    grid = torch.stack(torch.meshgrid(axis, axis, indexing="ij"), -1)
    assert float(prior.log_density(grid).exp().sum() * 0.05**2) == pytest.approx(1, abs=1e-6)


def test_semicircle_has_the_moments_of_its_three_parts():
    prior = semicircle(8)
    z = prior.sample(200_000, torch.Generator().manual_seed(0)).double()
    mean = torch.tensor([4 / 3, 0, 0, 0, 0, 0, 0, 0], dtype=torch.float64)
    # Law of total variance: the parts' mean covariance plus that of their means.
    variance = torch.tensor([11 / 3 + 8 / 9, 7 / 3 + 24, *[0.5] * 6], dtype=torch.float64)
    standard_error = (variance / len(z)).sqrt()
    assert ((z.mean(0) - mean).abs() < 5 * standard_error).all()
    torch.testing.assert_close(z.var(0), variance, rtol=0.02, atol=0)


@pytest.mark.parametrize("prior", PRIORS, ids=lambda prior: prior.name)
def test_samples_repeat_with_the_seed_and_the_prior_survives_its_arguments(prior):
    again = make_prior(prior.name, prior.arguments())
    one = prior.sample(10, torch.Generator().manual_seed(3))
    two = again.sample(10, torch.Generator().manual_seed(3))
    assert torch.equal(one, two)
    torch.testing.assert_close(prior.log_density(one), again.log_density(one))


def test_aggregate_posterior_finds_the_parts_of_encoded_data():
    codes = MIXTURE.sample(4000, torch.Generator().manual_seed(0)).numpy()
    fitted = aggregate_posterior(codes, parts=2)
    held_out = MIXTURE.sample(4000, torch.Generator().manual_seed(1))
    gap = MIXTURE.log_density(held_out).mean() - fitted.log_density(held_out).mean()
    assert abs(float(gap)) < 0.02


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("uniform", {}),
        ("normal", {"dimension": 0}),
        ("semicircle", {"dimension": 1}),
        ("normal", {"size": 3}),
        ("gaussian-mixture", {"weights": [1.0], "means": [[0.0]], "covariances": [[[-1.0]]]}),
    ],
)
def test_unusable_priors_are_refused_in_one_sentence(name, arguments):
    with pytest.raises(ExplorerError, match=r"[Pp]rior"):
        make_prior(name, arguments)
