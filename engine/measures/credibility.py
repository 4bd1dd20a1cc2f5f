"""Admissibility, condition 4 (AE sec. 2): P(X(t)) >= 1 - beta for all t."""

from __future__ import annotations

from .base import DecodedPath, Measure


def credibility(path: DecodedPath) -> float:
    """1 - beta for the least beta that serves: the smallest quality on the path, in [0, 1].

    The paper's P is the probability that an image belongs to the data; Q of its latent point, not regularised,
    stands for it.
    """
    return float(path.quality.min())


CREDIBILITY = Measure(
    "Credibility",
    "The smallest Q on the path, not regularised: 1 − β in AE sec. 2, condition 4.",
    credibility,
    better="more",
)
