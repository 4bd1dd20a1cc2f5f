"""Drawn faces whose hair, beard, glasses, smile, age, skin, turn and light are known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np

from ..errors import ExplorerError
from ..factors import Attribute, Factor
from ..parameters import parameter
from ..qualities.attribute_words import JOINT
from .base import RENDERINGS, in_chunks
from .face import draw

CHUNK = 32
NONE, PLAIN = "none", "plain"
BEARDED, LEAST_BEARD = 0.5, 0.4
"""The share of faces with a beard, and how much of one they have at least."""


@RENDERINGS.register("faces")
@dataclass(frozen=True)
class Faces:
    """Faces with random factors, each drawn apart from the others: half wear eyeglasses, half a beard."""

    count: int = parameter(20_000, "Faces", "How many.", low=10, high=1_000_000)
    seed: int = parameter(0, "Seed", "Of the factors.", low=0, high=2**31)
    label: str = parameter(
        "eyeglasses+beard+blond hair+smile", "Label",
        "The attributes, with + between them, that make the classes: every combination is one. 'none' for no classes.",
    )  # fmt: skip

    summary: ClassVar[str] = "Drawn faces: hair, eyeglasses, beard, smile, age lines, skin, turn of the head, light."
    channels: ClassVar[int] = 3
    factors: ClassVar[tuple[Factor, ...]] = (
        Factor("hair colour", "continuous"),
        Factor("hair length", "continuous"),
        Factor("eyeglasses", "yes-no"),
        Factor("beard", "continuous"),
        Factor("smile", "continuous"),
        Factor("age lines", "continuous"),
        Factor("skin", "continuous"),
        Factor("head turn", "continuous", -1.0, 1.0),
        Factor("light", "continuous", -1.0, 1.0),
    )
    attributes: ClassVar[tuple[Attribute, ...]] = (
        Attribute("blond hair", 0, 0.7),
        Attribute("long hair", 1, 0.6),
        Attribute("eyeglasses", 2, 0.5),
        Attribute("beard", 3, 0.5 * LEAST_BEARD),
        Attribute("smile", 4, 0.5),
        Attribute("age lines", 5, 0.5),
    )

    @property
    def classes(self) -> tuple[str, ...]:
        """The combinations of the label's attributes, such as 'beard + smile'. Raises ExplorerError."""
        named = self._labelled()
        combinations = [
            [attribute.name for place, attribute in enumerate(named) if number >> place & 1]
            for number in range(2 ** len(named))
        ]
        return tuple(JOINT.join(names) or PLAIN for names in combinations) if named else ()

    def values(self) -> np.ndarray:
        """The faces in the order of their drawing: the first of a longer set are those of a shorter one."""
        drawn = np.random.default_rng(self.seed).random((self.count, len(self.factors) + 1))
        low, high = (np.array([getattr(factor, end) for factor in self.factors]) for end in ("low", "high"))
        values = low + drawn[:, :-1] * (high - low)
        values[:, 2] = values[:, 2] < 0.5
        beard = LEAST_BEARD + (1 - LEAST_BEARD) * values[:, 3]
        values[:, 3] = np.where(drawn[:, -1] < BEARDED, beard, 0)
        return values

    def labels(self, values: np.ndarray) -> np.ndarray:
        """The number of each face's combination: the n-th attribute of the label counts 2^n."""
        labels = np.zeros(len(values), np.int64)
        for place, attribute in enumerate(self._labelled()):
            labels += attribute.holds(values) * 2**place
        return labels

    def _labelled(self) -> list[Attribute]:
        """Raises ExplorerError for an unknown attribute."""
        known = {attribute.name: attribute for attribute in self.attributes}
        names = [] if self.label == NONE else [part.strip() for part in self.label.split("+")]
        for name in names:
            if name not in known:
                raise ExplorerError(f"Faces have no attribute {name!r}; they have: {', '.join(known)}.")
        return [known[name] for name in dict.fromkeys(names)]

    def render(self, values: np.ndarray, size: int) -> np.ndarray:
        """uint8 (N, 3, size, size) of factors (N, 9)."""
        return in_chunks(partial(draw, size), values, (3, size, size), CHUNK)
