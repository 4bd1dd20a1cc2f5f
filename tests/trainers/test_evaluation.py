"""Measures have their exact values where those are known."""

import numpy as np
import pytest
import torch
from torch import nn

from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.networks import build_network
from interp_explorer.engine.priors import Normal
from interp_explorer.trainers.datasets import open_dataset
from interp_explorer.trainers.evaluation import frechet_distance, score_autoencoder, score_classifier, score_samples


def with_moments(mean, covariance, count=60):
    """A sample whose mean and covariance are exactly these."""
    raw = np.random.default_rng(0).normal(size=(count, len(mean)))
    raw -= raw.mean(0)
    white = raw @ np.linalg.inv(np.linalg.cholesky(np.cov(raw.T))).T
    return white @ np.linalg.cholesky(covariance).T + mean


def test_frechet_distance_of_commuting_gaussians():
    a = with_moments([0.0, 0.0, 0.0], np.diag([1.0, 4.0, 9.0]))
    b = with_moments([1.0, -2.0, 0.0], np.diag([4.0, 1.0, 0.25]), count=90)
    # |m|^2 + sum of (deviation_a - deviation_b)^2
    assert frechet_distance(a, b) == pytest.approx(5 + 1 + 1 + 2.5**2)


def test_frechet_distance_of_gaussians_that_do_not_commute():
    c_a, c_b = np.array([[2.0, 0.8], [0.8, 1.0]]), np.array([[1.0, -0.5], [-0.5, 3.0]])
    # For 2x2 matrices tr sqrt(M) = sqrt(tr M + 2 sqrt(det M)).
    product = c_a @ c_b
    root = np.sqrt(np.trace(product) + 2 * np.sqrt(np.linalg.det(product)))
    expected = np.trace(c_a) + np.trace(c_b) - 2 * root
    assert frechet_distance(with_moments([0, 0], c_a), with_moments([0, 0], c_b)) == pytest.approx(expected)


def test_frechet_distance_is_a_distance_and_takes_features_that_never_vary():
    a, b = np.random.default_rng(0).normal(size=(2, 30, 5))
    a[:, 2] = b[:, 2] = 0
    assert frechet_distance(a, a) == pytest.approx(0, abs=1e-12)
    assert frechet_distance(a, b) == pytest.approx(frechet_distance(b, a))
    assert frechet_distance(a, a + 2) == pytest.approx(4 * 5)
    assert frechet_distance(a[:3], b) > 0


@pytest.mark.parametrize(
    ("a", "b"),
    [(np.zeros((5, 2)), np.zeros((5, 3))), (np.zeros((1, 2)), np.zeros((5, 2))), (np.full((5, 2), np.nan),) * 2],
)
def test_features_without_a_distance(a, b):
    with pytest.raises(ExplorerError, match="no Frechet distance"):
        frechet_distance(a, b)


class Oracle(nn.Module):
    """A decoder that gives stored images and a classifier that is right about them."""

    def __init__(self, images, labels, sureness):
        super().__init__()
        self.images, self.labels, self.sureness = images, labels, sureness

    def forward(self, batch):
        if batch.ndim == 2:
            return self.images[: len(batch)]
        near = torch.cdist(batch.flatten(1), self.images.flatten(1)).argmin(1)
        return self.sureness * torch.eye(2)[self.labels[near]]

    def features(self, batch):
        return batch.flatten(1)[:, :5]


@pytest.fixture
def data(eight):
    return open_dataset(eight, 8)


def test_scores_of_a_perfect_generator_and_of_an_undecided_classifier(data):
    images = torch.from_numpy(data.test.images).float().div(255).repeat(100, 1, 1, 1)
    labels = torch.from_numpy(data.test.labels).repeat(100)
    for sureness, share in ((9, 1), (0.1, 0)):
        oracle = Oracle(images, labels, sureness)
        scores = score_samples(oracle, Normal(3), oracle, "oracle", data, torch.Generator().manual_seed(0))
        assert scores["share with p > 0.9"] == share
        assert scores["effective classes"] == pytest.approx(2, rel=1e-3)
        assert scores["frechet (oracle features)"] == pytest.approx(0, abs=0.05)
    assert score_classifier(Oracle(images, labels, 9), data) == {"test error": 0}
    assert score_classifier(Oracle(images, 1 - labels, 9), data) == {"test error": 1}


def test_scores_of_an_autoencoder_that_ignores_its_input(data):
    class Grey(nn.Module):
        def logits(self, z):
            return torch.zeros(len(z), 1, 8, 8)

        def forward(self, z):
            return self.logits(z).sigmoid()

    encoder = build_network("vae-encoder", {"size": 8, "maps": 2, "latent_dimension": 3}).eval()
    for weights in encoder.posterior.parameters():
        weights.data.zero_()
    scores = score_autoencoder(encoder, Grey(), data)
    expected = np.square(data.test.images / 255 - 0.5).mean()
    assert scores["test mean squared error"] == pytest.approx(expected)
    assert scores["test reconstruction (nats)"] == pytest.approx(64 * np.log(2))
    assert scores["test divergence (nats)"] == 0
