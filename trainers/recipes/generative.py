"""What recipes that make a decoder share."""

from __future__ import annotations

import abc
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ...engine.curves.fixed import great_circles
from ...engine.model_library import model_name
from ...engine.parameters import parameter
from ...engine.priors import Prior
from ..datasets import Dataset
from ..evaluation import score_samples
from ..state import TrainingState
from .base import Recipe
from .strips import STRIP_FRAMES, STRIP_ROWS, strips_along

SHEET_IMAGES = 100
SEED = 0
"""Of the latents on the sheets and in the scores, so that two runs can be compared."""


@dataclass(frozen=True)
class DecoderRecipe(Recipe):
    """A recipe that makes a decoder; an optional classifier judges its images."""

    latent_dimension: int = parameter(8, "Latent dimension", "Numbers in a latent", low=1, high=4096)
    maps: int = parameter(32, "Maps", "Feature maps at the finest grid", low=1, high=512)
    judge: str = parameter(
        "", "Classifier", "Name or file of the classifier that scores the samples and ships with the model"
    )

    def judged_by(self) -> str:
        """The parameter `judge`."""
        return self.judge

    @property
    def judge_name(self) -> str:
        """How scores call the classifier."""
        return model_name(self.judge)


@dataclass(frozen=True)
class GenerativeRecipe(DecoderRecipe):
    """A recipe whose decoder is trained to map a prior, known before training, to images."""

    @abc.abstractmethod
    def latents(self) -> Prior:
        """The density that latents are trained to have."""

    def density(self, parts: Mapping[str, nn.Module], data: Dataset) -> Prior:
        """The same, whatever was trained."""
        return self.latents()

    def sheet(self, state: TrainingState, data: Dataset) -> Tensor:
        """Images of the same latents each time, drawn from the prior."""
        z = self.latents().sample(SHEET_IMAGES, torch.Generator().manual_seed(SEED))
        with torch.no_grad():
            return self.parts(state)["decoder"](z.to(state.device))

    @torch.no_grad()
    def strips(self, state: TrainingState, data: Dataset) -> Tensor:
        """Great circles between draws from the prior."""
        ends = self.latents().sample(2 * STRIP_ROWS, torch.Generator().manual_seed(SEED)).to(state.device)
        source, target = ends.chunk(2)
        times = torch.linspace(0, 1, STRIP_FRAMES, device=state.device)[:, None, None]
        return strips_along(self.parts(state)["decoder"], great_circles(source, target, times))

    def scores(self, parts: Mapping[str, nn.Module], data: Dataset) -> dict[str, float]:
        """Of samples from the prior, where there is a classifier to judge them."""
        if "classifier" not in parts:
            return {}
        generator = torch.Generator().manual_seed(SEED)
        prior = self.density(parts, data)
        return score_samples(parts["decoder"], prior, parts["classifier"], self.judge_name, data, generator)
