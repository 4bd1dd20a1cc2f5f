"""What a training recipe is."""

from __future__ import annotations

import abc
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from torch import Tensor, nn
from torch.optim import Optimizer

from ...engine.parameters import parameter, to_dict
from ...engine.priors import Prior
from ...engine.registry import Registry
from ..datasets import Dataset
from ..state import Batch, TrainingState

RECIPES = Registry("recipe")
"""Name -> a frozen dataclass, a subclass of `Recipe`, whose fields are its configuration."""

BOOKKEEPING = frozenset({"steps", "log_every", "sample_every", "checkpoint_every", "judge", "fitted_prior"})
"""Parameters that do not change what a step does: a run may be resumed with others."""


@dataclass(frozen=True)
class Recipe(abc.ABC):
    """Networks, their optimisers and one step of training; the loop does the rest.

    `summary` is a sentence for the person choosing, `presets` are overrides of the defaults by name. `averaged`
    names the networks whose moving average is kept.
    """

    steps: int = parameter(20_000, "Steps", "Batches to train on", low=1, high=10_000_000, scale="log")
    batch_size: int = parameter(64, "Batch size", "Images in a batch", low=2, high=4096, scale="log")
    size: int = parameter(32, "Image size", "Width and height, a power of two", low=8, high=1024, unit="px")
    average_images: int = parameter(
        40_000, "Averaging", "Half-life of the moving average of the weights", low=0, high=10_000_000, unit="images",
        advanced=True,
    )  # fmt: skip
    log_every: int = parameter(
        50, "Log every", "Steps between two lines of the log", low=1, high=100_000, unit="steps", advanced=True
    )
    sample_every: int = parameter(
        1000, "Samples every", "Steps between two sheets of samples", low=1, high=1_000_000, unit="steps", advanced=True
    )
    checkpoint_every: int = parameter(
        1000, "Checkpoint every", "Steps between two checkpoints", low=1, high=1_000_000, unit="steps", advanced=True
    )

    summary: ClassVar[str]
    presets: ClassVar[Mapping[str, Mapping[str, Any]]]
    averaged: ClassVar[tuple[str, ...]]

    @abc.abstractmethod
    def networks(self, data: Dataset) -> dict[str, nn.Module]:
        """Fresh networks by name, on the CPU, initialised from torch's global generator."""

    @abc.abstractmethod
    def optimisers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        """Optimisers by name."""

    @abc.abstractmethod
    def step(self, batch: Batch, state: TrainingState) -> dict[str, Tensor]:
        """Train on one batch; gives what to log, 0-d tensors by name. Raises Diverged."""

    @abc.abstractmethod
    def sheet(self, state: TrainingState, data: Dataset) -> Tensor:
        """The hundred or so images (N, C, H, W) that show how far training is, always from the same draws."""

    def strips(self, state: TrainingState, data: Dataset) -> Tensor | None:
        """Rows of STRIP_FRAMES images (N, C, H, W) on the ways between pairs that are always the same; None where
        there is no decoder."""
        return None

    @abc.abstractmethod
    def parts(self, state: TrainingState) -> dict[str, nn.Module]:
        """The trained networks by their role in a model file, in eval mode: averages where there are."""

    @abc.abstractmethod
    def scores(self, parts: Mapping[str, nn.Module], data: Dataset) -> dict[str, float]:
        """Measures on the test images by name; `parts` holds the judge as 'classifier' where there is one."""

    @abc.abstractmethod
    def title(self, data: Dataset) -> str:
        """A few words that tell the model from its neighbours in a list."""

    @abc.abstractmethod
    def method(self) -> str:
        """How the networks are trained, in a sentence or two, for the model card."""

    def kind(self) -> str:
        """What its models are called in comparisons with those of other recipes: settings that make it another
        method are part of it."""
        return RECIPES.name_of(self)

    def judged_by(self) -> str:
        """Name or file of the classifier that scores the samples and ships with the model; '' for none."""
        return ""

    def density(self, parts: Mapping[str, nn.Module], data: Dataset) -> Prior | None:
        """The density of the latents of trained networks, the results of `parts`; None where there is no decoder."""
        return None


def config_hash(name: str, recipe: Recipe, data_sha256: str, seed: int) -> str:
    """A hash of everything that decides the outcome of a step: recipe, configuration, data and seed."""
    config = {key: value for key, value in to_dict(recipe).items() if key not in BOOKKEEPING}
    return hashlib.sha256(json.dumps([name, config, data_sha256, seed], sort_keys=True).encode()).hexdigest()
