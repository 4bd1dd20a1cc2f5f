"""What the comparisons with true views share: models, views, ways, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...engine.errors import ExplorerError
from ...engine.figures import Curve
from ...engine.model import Model
from ...engine.progress import Progress
from ..datasets import Dataset
from .compared import open_images, open_models
from .views import Rings, Views, rings_of
from .ways import Way, ways

DATA_HELP = "Images with factors: pole, turntable:object=mug, coil20.npz:object=5, a folder with factors.csv, ..."
QUIET, MAIN, OTHER = 0, 2, 1
"""Styles of curves: the dashed grey of what is compared with, and the first two of what it is about."""
FIRST_STYLES = MAIN, OTHER


@dataclass(frozen=True, eq=False)
class Comparison:
    """Models and the views that they are compared on."""

    models: list[Model]
    data: Dataset
    views: Views

    @classmethod
    def open(cls, models: str, data: str, device: str) -> Comparison:
        """Raises ExplorerError."""
        if not models:
            raise ExplorerError("Say with --models which models to compare, by name or file, with commas between them.")
        opened = open_models(models, device)
        images = open_images(data, opened[0])
        return cls(opened, images, Views.of(images))

    def rings(self) -> Rings:
        """The views in order. Raises ExplorerError."""
        return rings_of(self.views)

    def ways(self, methods: str, seed: int, progress: Progress) -> list[Way]:
        """Everything that is compared. Raises ExplorerError and Cancelled."""
        return ways(self.models, methods, self.views, seed, progress)

    def stages(self, ways: Sequence[Way], progress: Progress) -> Iterator[tuple[Way, Progress]]:
        """Each way with its share of the progress."""
        for index, way in enumerate(ways):
            yield way, progress.within(index / len(ways), (index + 1) / len(ways))

    def settings(self) -> dict[str, Any]:
        """What to say beside the numbers: the images, and which models did not learn from their training split."""
        others = [model.name for model in self.models if model.header.data.get("sha256") != self.data.sha256]
        said: dict[str, Any] = {"images": len(self.views.images), "held out": int(self.views.held.sum())}
        return said | ({"trained on other images": ", ".join(others)} if others else {})


def by_ends(views: Views, index: np.ndarray) -> list[tuple[str, np.ndarray]]:
    """Which arcs (A, P) have both ends among the images to train on, and which among those to test on."""
    source, target = views.held[index[:, 0]], views.held[index[:, -1]]
    found = [("ends in train", ~source & ~target), ("ends in test", source & target)]
    return [(name, chosen) for name, chosen in found if chosen.any()]


def curves(shown: Sequence[tuple[int, str]], x: np.ndarray, lines: Sequence[np.ndarray]) -> tuple[Curve, ...]:
    """A curve for each numbered way: what fades is the quiet one, whichever comes last."""
    styles = [*FIRST_STYLES, *range(3, len(shown) + 1)][: len(shown) - 1]
    return tuple(Curve(name, x, lines[index], style) for (index, name), style in zip(shown, [*styles, QUIET]))


def numbered(ways: Sequence[Way], names: Sequence[str]) -> list[tuple[int, str]]:
    """Number and name of the ways that are worth a curve."""
    return [(index, name) for index, (way, name) in enumerate(zip(ways, names)) if way.drawn]
