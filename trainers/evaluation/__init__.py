"""How good a trained model is, in numbers."""

from .frechet import frechet_distance
from .scores import feature_network, score_autoencoder, score_classifier, score_samples

__all__ = ["feature_network", "frechet_distance", "score_autoencoder", "score_classifier", "score_samples"]
