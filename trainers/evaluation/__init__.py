"""How good a trained model is, in numbers."""

from .frechet import frechet_distance
from .paths import score_paths
from .scores import score_autoencoder, score_classifier, score_images, score_reconstruction, score_samples

__all__ = [
    "frechet_distance",
    "score_autoencoder",
    "score_classifier",
    "score_images",
    "score_paths",
    "score_reconstruction",
    "score_samples",
]
