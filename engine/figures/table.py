"""Figures as tables: exactly the numbers that are drawn."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np

from .base import Panel, Picture

HEAD = ("panel", "series", "x", "y")


def as_csv(picture: Picture) -> str:
    """One row a point, RFC 4180; numbers have as many digits as it takes to read back the same ones."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(HEAD)
    for panel in picture.panels:
        for name, x, y in _series(panel):
            writer.writerows((panel.title, name, repr(float(a)), repr(float(b))) for a, b in zip(x, y))
    return stream.getvalue()


def _series(panel: Panel) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    for curve in panel.curves:
        yield curve.label, curve.x, curve.y
        if curve.band is not None:
            for name, bound in zip(("lower", "upper"), curve.band):
                yield f"{curve.label}, {name}", curve.x, bound
    if panel.dots is not None:
        label, places = panel.dots
        yield label, places[:, 0], places[:, 1]
    for label, place in panel.marks:
        yield label, place[:1], place[1:]
