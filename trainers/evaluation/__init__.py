"""How good a trained model is, in numbers."""

from .frechet import frechet_distance
from .scores import score_autoencoder, score_classifier, score_samples

__all__ = ["frechet_distance", "score_autoencoder", "score_classifier", "score_samples"]
