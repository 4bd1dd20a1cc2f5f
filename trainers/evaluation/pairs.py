"""What the protocols share that compare images between random pairs with real ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...engine.model import Model
from ...engine.parameters import parameter
from ...engine.progress import Progress
from ..datasets import Dataset
from .compared import DATA_HELP, MODELS_HELP, SUPPORTS, images_of, open_images, open_models
from .feature_space import FeatureSpace, open_features


@dataclass(frozen=True)
class PairsProtocol:
    """Models, images, how many pairs of them, and the features in which images between the two of a pair are compared
    with real ones."""

    models: str = parameter("digits-neurint", "Models", MODELS_HELP, kind="names")
    data: str = parameter("", "Data", DATA_HELP)
    support: str = parameter("test", "Support", "Where the pairs come from.", choices=SUPPORTS)
    pairs: int = parameter(5000, "Pairs", "Of images in each repeat.", low=2, high=1_000_000)
    repeats: int = parameter(5, "Repeats", "Each with pairs of its own.", low=1, high=1000)
    real: str = parameter("test", "Real images", "What is compared with.", choices=SUPPORTS)
    features: str = parameter(
        "", "Features",
        "Name or file of the classifier whose features are compared; by default one that was trained on the images.",
    )  # fmt: skip
    seed: int = parameter(0, "Seed", "Of pairs, velocities and times.", low=0, high=2**31)

    def open_models(self, device: str) -> list[Model]:
        """Raises ExplorerError."""
        return open_models(self.models, device)

    def open_images(self, models: Sequence[Model], device: str, progress: Progress) -> tuple[Dataset, FeatureSpace]:
        """The images, and the features that real ones have. Raises ExplorerError and Cancelled."""
        data = open_images(self.data, models[0])
        return data, open_features(self.features, data, images_of(data, self.real), device, progress)
