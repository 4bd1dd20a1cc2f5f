"""Factors added to what a source has read, and images chosen by them: 'coil20.npz:object=5'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from ...engine.errors import ExplorerError
from ...engine.factors import Factor, factor_named
from .headings import YES_NO
from .raw import Images, Raw


def with_factors(raw: Raw, columns: Sequence[tuple[Factor, np.ndarray]]) -> Raw:
    """The same with a factor for each column of values (N,).

    Raises ExplorerError where their numbers differ, or two have one name.
    """
    names = [factor.name for factor, _ in columns]
    if repeated := next((name for name in names if names.count(name) > 1), None):
        raise ExplorerError(f"{raw.name} has two factors {repeated!r}: give each a name of its own.")
    for factor, values in columns:
        if values.shape != (len(raw.train),):
            raise ExplorerError(f"{raw.name}: {len(raw.train)} images but {factor.name!r} of shape {values.shape}.")
    table = np.stack([np.asarray(values, np.float64) for _, values in columns], axis=1)
    if not np.isfinite(table).all():
        raise ExplorerError(f"{raw.name}: its factors are not all finite numbers.")
    return replace(raw, train=replace(raw.train, factors=table), factors=tuple(factor for factor, _ in columns))


def split_choice(spec: str) -> tuple[str, dict[str, str]]:
    """A place and the factors chosen from what is there: 'coil20.npz:object=5+7,angle=0'."""
    place, colon, choices = spec.rpartition(":")
    parts = [part.partition("=") for part in choices.split(",")]
    if not (colon and place and all(name and equals for name, equals, _ in parts)) or Path(spec).exists():
        return spec, {}
    return place, {name.strip(): value.strip() for name, _, value in parts}


def choose(raw: Raw, wanted: Mapping[str, str]) -> Raw:
    """Only the images whose factors have the wanted values, several of one factor with + between them.

    Raises ExplorerError for an unknown factor or value.
    """
    if raw.train.factors is None:
        raise ExplorerError(f"{raw.name} has no factors, so nothing can be chosen from it.")
    for name, values in wanted.items():
        index = factor_named(raw.factors, name)
        if index is None:
            known = ", ".join(factor.name for factor in raw.factors)
            raise ExplorerError(f"{raw.name} has no factor {name!r}; it has: {known}.")
        raw = _choose_one(raw, index, [value.strip() for value in values.split("+")])
    return raw


def _choose_one(raw: Raw, index: int, texts: Sequence[str]) -> Raw:
    factor, train = raw.factors[index], raw.train
    assert train.factors is not None
    column = train.factors[:, index]
    numbers = [_value(factor, text) for text in texts]
    kept = np.flatnonzero(np.isin(column, [number for number in numbers if number is not None]))
    for text, number in zip(texts, numbers):
        if number is None or number not in column:
            known = ", ".join(factor.choices or _written(factor, np.unique(column)))
            raise ExplorerError(f"{raw.name} has no {factor.name} {text!r}; it has: {known}.")
    chosen, factors = train.at(kept), raw.factors
    assert chosen.factors is not None
    if factor.kind == "choice":
        places, column = np.unique(chosen.factors[:, index].astype(int), return_inverse=True)
        left = replace(factor, high=len(places) - 1.0, choices=tuple(factor.choices[place] for place in places))
        factors = (*factors[:index], left, *factors[index + 1 :])
        table = chosen.factors.copy()
        table[:, index] = column
        chosen = replace(chosen, factors=table)
    classes, labels = np.unique(chosen.labels, return_inverse=True)
    chosen = Images(chosen.images, labels.astype(np.int64), chosen.factors)
    names = tuple(raw.classes[label] for label in classes) if raw.classes else ()
    return replace(raw, train=chosen, factors=factors, classes=names)


def _written(factor: Factor, values: np.ndarray) -> list[str]:
    if factor.kind == "yes-no":
        return [name for name, value in YES_NO.items() if value in values]
    return [f"{value:g}" for value in values]


def _value(factor: Factor, text: str) -> float | None:
    if factor.kind == "choice":
        return float(factor.choices.index(text)) if text in factor.choices else None
    if factor.kind == "yes-no":
        return YES_NO.get(text)
    try:
        return float(text)
    except ValueError:
        return None
