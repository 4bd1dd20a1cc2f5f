"""The features in which made images are compared with real ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ...engine.errors import ExplorerError
from ...engine.model import load_classifier
from ...engine.model_library import available_models
from ...engine.networks import fold_batch_norm
from ...engine.progress import Progress
from ..datasets import Dataset
from .compared import CHUNK, floats
from .frechet import frechet_distance


@dataclass(frozen=True)
class FeatureSpace:
    """The last hidden layer of a classifier, whose name is part of every distance measured in it.

    reference (n, K): features of the real images.
    """

    name: str
    classifier: Any
    device: str
    reference: np.ndarray

    @property
    def measure(self) -> str:
        """What the distance is called; it is no FID, which has Inception's features."""
        return f"frechet ({self.name} features)"

    def distance(self, parts: Iterator[Tensor]) -> float:
        """Frechet distance of images, in batches (N, C, H, W), from the reference."""
        with torch.no_grad():
            features = [self.classifier.features(images).cpu().numpy() for images in parts]
        return frechet_distance(np.concatenate(features), self.reference)


def open_features(name: str, data: Dataset, reference: np.ndarray, device: str, progress: Progress) -> FeatureSpace:
    """The feature space of a classifier, by name or file, with its reference images (uint8).

    With no name, an installed classifier that was trained on this data set. Raises ExplorerError where there is
    none, or it is for images of another size; and Cancelled.
    """
    header, network = load_classifier(name or _of_data(data))
    if header.image_shape != data.image_shape:
        raise ExplorerError(f"The classifier {header.name} is for images of {header.image_shape}: choose another.")
    classifier: Any = fold_batch_norm(network).to(device)
    features = []
    with torch.no_grad():
        for start in range(0, len(reference), CHUNK):
            progress.check()
            images = floats(reference[start : start + CHUNK], device)
            features.append(classifier.features(images).cpu().numpy())
    return FeatureSpace(header.name, classifier, device, np.concatenate(features))


def _of_data(data: Dataset) -> str:
    headers = [h for h in available_models("classifier") if h.data.get("sha256") == data.sha256]
    fitting = [header for header in headers if header.image_shape == data.image_shape]
    if not fitting:
        raise ExplorerError(
            f"No classifier here was trained on {data.name} at this size: train one (interp-explorer train classifier) "
            "and name its file with --features."
        )
    return min(fitting, key=lambda header: ("decoder" in header.networks, header.name)).name
