"""What each part of NeurInt contributes (NI table 6, and NeurInt-PT of table 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor

from ...engine.model import Model
from ...engine.parameters import parameter, to_dict
from ...engine.progress import Progress
from .compared import draw_pairs, floats, images_of, summarise
from .interpolants import CHUNK, FEWEST_STEPS, distances, draw_ends
from .joinings import JOININGS, need_encoder, own_joining
from .pairs import PairsProtocol
from .protocol import PROTOCOLS
from .report import Report, Row

METHOD = "own paths"


@PROTOCOLS.register("ablation")
@dataclass(frozen=True)
class AblationProtocol(PairsProtocol):
    """NI table 6: models that were trained alike but for what joins two latents, each measured on its own paths.

    The Frechet distance as in `frechet`, and how far the images at both ends of a path are from the two it is to
    join: the root of the mean squared error of a pixel, over all pairs.
    """

    steps: int = parameter(32, "Steps", "Of the solver, and of the grid of times.", low=FEWEST_STEPS, high=1000)

    summary: ClassVar[str] = "Models trained with other paths between latents, each on its own (NI table 6)."

    def run(self, device: str, progress: Progress) -> Report:
        """Measure every model on its own paths."""
        models = self.open_models(device)
        for model in models:
            need_encoder(model)
        own = [own_joining(model) for model in models]
        data, space = self.open_images(models, device, progress)
        images = images_of(data, self.support)
        rows: list[Row] = []
        for index, (model, method) in enumerate(zip(models, own)):
            found: dict[tuple[str, str], list[float]] = {}
            for repeat in range(self.repeats):
                done = index + repeat / self.repeats
                part = progress.within(done / len(models), (done + 1 / self.repeats) / len(models))
                seed = self.seed + repeat
                [distance] = distances(model, images, [method], space, self.pairs, self.steps, seed, part).values()
                found.setdefault((METHOD, space.measure), []).append(distance)
                for name, error in self._end_errors(model, images, method, seed, part).items():
                    found.setdefault((METHOD, name), []).append(error)
            rows += summarise(model.name, found)
        settings = {
            **to_dict(self), "features": space.name,
            "recipes": ",".join(str(model.header.recipe.get("name", "unknown")) for model in models),
        }  # fmt: skip
        return Report("ablation", settings, tuple(rows), plus_minus="spread")

    @torch.no_grad()
    def _end_errors(
        self, model: Model, images: np.ndarray, method: str, seed: int, progress: Progress
    ) -> dict[str, float]:
        """Root mean squared errors of a pixel at source and target."""
        ends = draw_ends(model, images, self.pairs, seed, progress)
        chance = torch.Generator().manual_seed(ends.seed)
        silent = Progress(cancelled=progress.cancelled)
        paths = JOININGS[method].paths(model, ends.source, ends.target, self.steps, chance, silent)
        places = draw_pairs(len(images), self.pairs, torch.Generator().manual_seed(seed))
        return {
            f"error at the {end}": self._error(model, paths[:, at], images[index.numpy()], silent)
            for end, at, index in zip(("source", "target"), (0, -1), places)
        }

    def _error(self, model: Model, latents: Tensor, images: np.ndarray, progress: Progress) -> float:
        total = 0.0
        for start in range(0, len(images), CHUNK):
            progress.check()
            made = model.decode_checked(latents[start : start + CHUNK])
            total += float((made - floats(images[start : start + CHUNK], model.device)).square().mean((1, 2, 3)).sum())
        return (total / len(images)) ** 0.5
