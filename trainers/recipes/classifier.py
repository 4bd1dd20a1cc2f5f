"""The classifier that scores samples and guides paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim import Adam, Optimizer

from ...engine.errors import ExplorerError
from ...engine.networks import build_network
from ...engine.parameters import parameter
from ..datasets import Dataset
from ..descent import descend
from ..evaluation import score_classifier
from ..state import Batch, TrainingState
from .base import RECIPES, Recipe

SHEET_IMAGES = 100


@RECIPES.register("classifier")
@dataclass(frozen=True)
class ClassifierRecipe(Recipe):
    """A small convolutional network trained with cross-entropy on images in [0, 1], as decoders emit them."""

    batch_size: int = parameter(256, "Batch size", "Images in a batch", low=2, high=4096, scale="log")
    maps: int = parameter(16, "Maps", "Feature maps at the finest grid", low=1, high=512)
    features: int = parameter(128, "Features", "Width of the last hidden layer", low=1, high=8192)
    learning_rate: float = parameter(1e-4, "Learning rate", "Of Adam", low=1e-6, high=1.0, scale="log")

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "ci": {"steps": 60, "size": 8, "maps": 8, "sample_every": 30, "checkpoint_every": 30, "log_every": 10},
        "cpu": {"steps": 2000, "learning_rate": 1e-3},
        "paper": {"steps": 20_000, "maps": 32},
    }
    summary: ClassVar[str] = "Tells the classes of images apart: it judges samples and guides paths."
    averaged: ClassVar[tuple[str, ...]] = ("classifier",)

    def networks(self, data: Dataset) -> dict[str, nn.Module]:
        """The classifier. Raises ExplorerError if the images have fewer than two classes."""
        if len(data.classes) < 2:
            raise ExplorerError(f"{data.name} has no labels of two or more classes to learn.")
        shape = {"channels": data.image_shape[0], "size": self.size, "maps": self.maps}
        return {
            "classifier": build_network("classifier", {**shape, "classes": len(data.classes), "hidden": self.features})
        }

    def optimisers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        return {"classifier": Adam(networks["classifier"].parameters(), self.learning_rate)}

    def step(self, batch: Batch, state: TrainingState) -> dict[str, Tensor]:
        logits = state.networks["classifier"](batch.images)
        loss = F.cross_entropy(logits, batch.labels)
        gradient = descend("classifier", loss, state.optimisers["classifier"])
        error = (logits.argmax(1) != batch.labels).float().mean()
        return {"classifier": loss, "batch error": error, "classifier gradient": gradient}

    def sheet(self, state: TrainingState, data: Dataset) -> Tensor:
        """The test images it is least sure of, among the first thousand, the least sure first."""
        images = torch.from_numpy(data.test.images[:1000]).to(state.device).float() / 255
        labels = torch.from_numpy(data.test.labels[:1000]).to(state.device)
        with torch.no_grad():
            loss = F.cross_entropy(state.averages["classifier"](images), labels, reduction="none")
        return images[loss.argsort(descending=True)[:SHEET_IMAGES]]

    def parts(self, state: TrainingState) -> dict[str, nn.Module]:
        return {"classifier": state.averages["classifier"]}

    def scores(self, parts: Mapping[str, nn.Module], data: Dataset) -> dict[str, float]:
        return score_classifier(parts["classifier"], data)

    def title(self, data: Dataset) -> str:
        return f"{data.name}: classifier"

    def method(self) -> str:
        return "A convolutional classifier trained with cross-entropy; its weights are a moving average."
