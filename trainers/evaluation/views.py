"""Views from all around: the images of a data set in order of their angle, and the arcs between two of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...engine.errors import ExplorerError
from ...engine.factors import Factor
from ..datasets import Dataset

SAME = 1e-6


@dataclass(frozen=True, eq=False)
class Views:
    """All images of a data set, those to train on before those to test on.

    images uint8 (N, C, H, W); factors (N, F), described by `described`; held (N,), whether an image is for testing;
    object (N,), a number that images of equal choices share.
    """

    name: str
    images: np.ndarray
    factors: np.ndarray
    held: np.ndarray
    described: tuple[Factor, ...]
    object: np.ndarray

    @classmethod
    def of(cls, data: Dataset) -> Views:
        """The images of both splits. Raises ExplorerError where their factors are not known."""
        if data.train.factors is None or data.test.factors is None:
            raise ExplorerError(
                f"{data.name} does not say what its images were made from: take a set with factors, such as pole, "
                "turntable, or a folder of COIL."
            )
        splits = data.train, data.test
        factors = np.concatenate([data.train.factors, data.test.factors])
        choices = factors[:, [index for index, factor in enumerate(data.factors) if factor.kind == "choice"]]
        kinds = np.unique(choices, axis=0, return_inverse=True)[1].reshape(-1)
        return cls(
            data.name,
            np.concatenate([split.images for split in splits]),
            factors,
            np.repeat([False, True], [len(split) for split in splits]),
            data.factors,
            kinds,
        )


@dataclass(frozen=True, eq=False)
class Rings:
    """views (R, V): places of the images of each ring, which differ in the circular factor `column` alone, in order of
    its value; `step` from one to the next."""

    views: np.ndarray
    column: int
    step: float

    def arcs(self, steps: int) -> np.ndarray:
        """Places (R V, steps + 1) of the views from each view on, wrapped around."""
        around = self.views.shape[1]
        index = (np.arange(around)[:, None] + np.arange(steps + 1)) % around
        return self.views[:, index].reshape(-1, steps + 1)

    def steps_in(self, length: float) -> int:
        """How many steps an arc has. Raises ExplorerError for one that ends between views or is too short or long."""
        steps = round(length / self.step)
        if abs(steps * self.step - length) > SAME or not 2 <= steps < self.views.shape[1]:
            raise ExplorerError(
                f"An arc of {length:g} does not fit views {self.step:g} apart: give a multiple of that, at least twice "
                "as much and less than once around."
            )
        return steps


def rings_of(views: Views) -> Rings:
    """Rings of views all around. Raises ExplorerError where there is no angle or a view is missing or there twice."""
    column = next((index for index, factor in enumerate(views.described) if factor.kind == "circular"), None)
    if column is None:
        known = ", ".join(factor.name for factor in views.described)
        raise ExplorerError(f"{views.name} has no angle to go round by; its factors are: {known}.")
    factor = views.described[column]
    angles = np.round(views.factors[:, column] % factor.period / SAME).astype(np.int64)
    known = np.unique(angles)
    gaps = np.diff(np.append(known, known[0] + round(factor.period / SAME)))
    if np.ptp(gaps) > 2:
        widest = int(np.argmax(gaps))
        start = known[widest] * SAME
        raise ExplorerError(
            f"{views.name} lacks views: after {start:g} the next {factor.name} is {start + gaps[widest] * SAME:g}; "
            "arcs need views evenly all around."
        )
    others = np.delete(views.factors, column, axis=1)
    names, ring = np.unique(others, axis=0, return_inverse=True)
    ring = ring.reshape(-1)
    table = np.full((len(names), len(known)), -1)
    place = np.searchsorted(known, angles)
    table[ring, place] = np.arange(len(ring))
    if (table < 0).any():
        row, missing = np.argwhere(table < 0)[0]
        where = _said(views, column, names[row])
        raise ExplorerError(
            f"{views.name} lacks the view at {factor.name} {known[missing] * SAME:g}{where}; arcs need every view."
        )
    if table.size != len(ring):
        raise ExplorerError(f"{views.name} has several images of one view; leave one of each.")
    return Rings(table, column, factor.period / len(known))


def _said(views: Views, column: int, values: np.ndarray) -> str:
    others = [factor for index, factor in enumerate(views.described) if index != column]
    said = [f"{f.name} is {f.choices[int(v)] if f.choices else f'{v:g}'}" for f, v in zip(others, values)]
    return f" where {' and '.join(said)}" if said else ""
