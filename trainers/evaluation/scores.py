"""Measures of trained networks on the test images."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ...engine.priors import Prior
from ..datasets import Dataset
from ..losses import bernoulli_reconstruction, gaussian_divergence
from .frechet import frechet_distance

SAMPLES = 5000
SURE = 0.9
CHUNK = 500


def score_classifier(classifier: nn.Module, data: Dataset) -> dict[str, float]:
    """'test error': the share of test images given a wrong class."""
    wrong = _chunked(classifier, _floats(data.test.images)).argmax(1) != torch.from_numpy(data.test.labels)
    return {"test error": wrong.double().mean().item()}


def score_samples(
    decoder: nn.Module, prior: Prior, classifier: Any, judge: str, data: Dataset, generator: torch.Generator
) -> dict[str, float]:
    """`score_images` of samples from the prior."""
    return score_images(_chunked(decoder, prior.sample(SAMPLES, generator)), classifier, judge, data)


def score_images(images: Tensor, classifier: Any, judge: str, data: Dataset) -> dict[str, float]:
    """Of made images: the share the classifier is sure of, the Frechet distance to the test images in its features,
    and how many classes they spread over, as exp of the entropy of the predicted classes.

    `judge` is the classifier's name, which is part of the name of the distance.
    """
    probabilities = _chunked(classifier, images).softmax(1)
    shares = probabilities.mean(0)
    test = _chunked(classifier.features, _floats(data.test.images)).numpy()
    return {
        f"share with p > {SURE}": (probabilities.max(1).values > SURE).double().mean().item(),
        f"frechet ({judge} features)": frechet_distance(_chunked(classifier.features, images).numpy(), test),
        "effective classes": torch.special.entr(shares).sum().exp().item(),
    }


def score_reconstruction(rebuild: Callable[[Tensor], Tensor], data: Dataset) -> dict[str, float]:
    """'test mean squared error': of a pixel of test images (N, C, H, W) that were encoded and decoded again."""
    images = _floats(data.test.images)
    return {"test mean squared error": (_chunked(rebuild, images) - images).square().mean().item()}


def score_autoencoder(encoder: nn.Module, decoder: Any, data: Dataset, bernoulli: bool = True) -> dict[str, float]:
    """Of test images decoded from their posterior's mean: mean squared error of a pixel, and the two parts of the
    negative evidence lower bound in nats an image (one draw of the latent). Of a likelihood that is not Bernoulli
    the error says all, and only the divergence is added."""
    generator = torch.Generator().manual_seed(0)
    squares, reconstruction, divergence = [], [], []
    with torch.no_grad():
        for images in _floats(data.test.images).split(CHUNK):
            mean, log_variance = encoder(images)
            noise = torch.randn(mean.shape, generator=generator)
            squares.append((decoder(mean) - images).square().mean().item() * len(images))
            logits = decoder.logits(mean + (0.5 * log_variance).exp() * noise)
            reconstruction.append(bernoulli_reconstruction(logits, images).item() * len(images))
            divergence.append(gaussian_divergence(mean, log_variance).item() * len(images))
    count = len(data.test)
    return {
        "test mean squared error": sum(squares) / count,
        **({"test reconstruction (nats)": sum(reconstruction) / count} if bernoulli else {}),
        "test divergence (nats)": sum(divergence) / count,
    }


def _floats(images: np.ndarray) -> Tensor:
    return torch.from_numpy(images).float() / 255


@torch.no_grad()
def _chunked(network: Callable[[Tensor], Tensor], batch: Tensor) -> Tensor:
    return torch.cat([network(chunk) for chunk in batch.split(CHUNK)])
