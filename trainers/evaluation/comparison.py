"""Models compared on true views, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ...engine.errors import ExplorerError
from ...engine.figures import Curve, Panel, Picture
from ...engine.model import Model
from ...engine.parameters import to_dict
from ...engine.progress import Progress
from ..datasets import Dataset
from .alike import kinds_of, seeds_of
from .compared import open_images, open_models, spread
from .protocol import PROTOCOLS, EvaluationProtocol
from .report import Report, Row
from .views import Rings, Views, rings_of
from .ways import Way, ways

QUIET, MAIN, OTHER = 0, 2, 1
"""Styles of curves: the dashed grey of what is compared with, and the first two of what it is about."""
FIRST_STYLES = MAIN, OTHER


@dataclass(frozen=True)
class Line:
    """What has curves of its own: a way, or all ways of one kind; `members` are their numbers."""

    name: str
    members: tuple[int, ...]

    def mean(self, values: Sequence[np.ndarray]) -> np.ndarray:
        """Of each way's values, the mean over its members."""
        return np.mean([values[index] for index in self.members], axis=0)

    def band(self, values: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray] | None:
        """Their mean less and plus their standard deviation; None of a single way."""
        if len(self.members) == 1:
            return None
        deviation = np.std([values[index] for index in self.members], axis=0, ddof=1)
        return self.mean(values) - deviation, self.mean(values) + deviation

    def curve(
        self, x: np.ndarray, values: Sequence[np.ndarray], style: int, label: str = "", entry: str | None = None
    ) -> Curve:
        """Mean and band; `label` says what it is where the panel says whose."""
        return Curve(label or self.name, x, self.mean(values), style, entry, self.band(values))


@dataclass(frozen=True, eq=False)
class Comparison:
    """Models, the views that they are compared on, and all ways from view to view.

    `kinds` gives the name under which a model is gathered with others; it is empty where no two were trained alike.
    """

    models: list[Model]
    data: Dataset
    views: Views
    kinds: dict[str, str]
    ways: list[Way]

    @classmethod
    def open(
        cls, models: str, data: str, methods: str, gather: bool, seed: int, device: str, progress: Progress
    ) -> Comparison:
        """Raises ExplorerError and Cancelled."""
        if not models:
            raise ExplorerError("Say with --models which models to compare, by name or file.")
        opened = open_models(models, device)
        images = open_images(data, opened[0])
        views = Views.of(images)
        names = kinds_of([model.header for model in opened]) if gather else []
        kinds = {model.name: name for model, name in zip(opened, names)} if len(set(names)) < len(names) else {}
        return cls(opened, images, views, kinds, ways(opened, methods, views, seed, progress))

    @cached_property
    def rings(self) -> Rings:
        """The views in order. Raises ExplorerError."""
        return rings_of(self.views)

    def stages(self, progress: Progress) -> Iterator[tuple[Way, Progress]]:
        """Each way with its share of the progress."""
        for index, way in enumerate(self.ways):
            yield way, progress.within(index / len(self.ways), (index + 1) / len(self.ways))

    @cached_property
    def lines(self) -> list[Line]:
        """What is worth a curve; what fades comes last."""
        several = len({way.method for way in self.ways if way.latents is not None}) > 1
        found: dict[str, list[int]] = {}
        for index, way in enumerate(self.ways):
            kind = self.kinds.get(way.model, way.model)
            name = way.method if way.latents is None else f"{kind}, {way.method}" if several else kind
            if way.drawn:
                found.setdefault(name, []).append(index)
        return [Line(name, tuple(members)) for name, members in found.items()]

    def curves(self, x: np.ndarray, values: Sequence[np.ndarray]) -> tuple[Curve, ...]:
        """A curve for each line, of one array of values a way: what fades is the quiet one."""
        styles = [*FIRST_STYLES, *range(3, len(self.lines) + 1)][: len(self.lines) - 1]
        return tuple(line.curve(x, values, style) for line, style in zip(self.lines, [*styles, QUIET]))

    def report(
        self, protocol: EvaluationProtocol, more: Mapping[str, Any], rows: Sequence[Row], details: Sequence[Row],
        picture: Picture,
    ) -> Report:  # fmt: skip
        """What was found, with `more` settings; where models are gathered, each model's own rows are details."""
        own = [row for row in (*rows, *details) if row.model in self.kinds]
        if self.kinds:
            rows, details = gathered(rows, self.kinds), [*gathered(details, self.kinds), *own]
        return Report(
            PROTOCOLS.name_of(protocol), {**to_dict(protocol), **self._settings(), **more}, tuple(rows),
            "spread over models" if self.kinds else "spread", layout="measures", details=tuple(details),
            picture=picture,
        )  # fmt: skip

    def _settings(self) -> dict[str, Any]:
        """What to say beside the numbers: the images, which models did not learn from their training split, and whose
        seeds are gathered."""
        others = [model.name for model in self.models if model.header.data.get("sha256") != self.data.sha256]
        said: dict[str, Any] = {"images": len(self.views.images), "held out": int(self.views.held.sum())}
        if others:
            said["trained on other images"] = ", ".join(others)
        if self.kinds:
            said["seeds"] = seeds_of([model.header for model in self.models], list(self.kinds.values()))
        return said


def gathered(rows: Sequence[Row], kinds: Mapping[str, str]) -> list[Row]:
    """A row for each kind of model, method and measure: mean and spread over models, and how many."""
    found: dict[tuple[str, str, str], list[float]] = {}
    for row in rows:
        found.setdefault((kinds.get(row.model, row.model), row.method, row.measure), []).append(row.value)
    return [Row(*key, float(np.mean(values)), spread(values), len(values)) for key, values in found.items()]


def side_by_side(panels: tuple[Panel, ...]) -> Picture:
    """Panels in rows of three."""
    return Picture(panels, aspect=0.42 * -(-len(panels) // 3), columns=3, shared=True)


BY_ENDS = "ends in train, ends in test: of arcs with both ends in that split"
"""What the names of `by_ends` mean."""


def by_ends(views: Views, index: np.ndarray) -> list[tuple[str, np.ndarray]]:
    """Which arcs (A, P) have both ends among the images to train on, and which among those to test on."""
    source, target = views.held[index[:, 0]], views.held[index[:, -1]]
    found = [("ends in train", ~source & ~target), ("ends in test", source & target)]
    return [(name, chosen) for name, chosen in found if chosen.any()]
