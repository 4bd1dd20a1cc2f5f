"""Data sets of square images from openml.org, by name."""

from __future__ import annotations

import math
from urllib.error import URLError

import numpy as np

from ...engine.errors import ExplorerError
from .base import DATASETS, Source, labelled
from .raw import Raw

PREFIX = "openml:"


def read(spec: str, size: int) -> Raw:
    """The data set of that name, fetched once and kept by scikit-learn; each row is one square image.

    Raises ExplorerError when there is no connection, no such name, or the rows are no square images.
    """
    from sklearn.datasets import fetch_openml
    from sklearn.datasets._openml import OpenMLError

    name = spec.removeprefix(PREFIX)
    try:
        rows, target = fetch_openml(name, as_frame=False, parser="liac-arff", return_X_y=True)
    except OpenMLError as error:
        raise ExplorerError(f"OpenML has no data set {name!r}.", str(error)) from error
    except (URLError, OSError) as error:
        raise ExplorerError(
            f"OpenML cannot be reached for {name!r}; check the connection, or give a file instead.", str(error)
        ) from error
    except ValueError as error:
        raise ExplorerError(f"OpenML's data set {name!r} cannot be read: {error}.") from error
    return from_rows(name, rows, target)


def from_rows(name: str, rows: np.ndarray, target: np.ndarray | None) -> Raw:
    """Rows of side^2 grey or 3 side^2 colour values (channels first) as images. Raises ExplorerError otherwise."""
    rows = np.asarray(rows)
    for channels in (1, 3):
        side = math.isqrt(rows.shape[1] // channels)
        if channels * side * side == rows.shape[1]:
            images = rows.reshape(len(rows), channels, side, side).transpose(0, 2, 3, 1)
            known = name.lower().removesuffix("_784").replace("_", "-")
            return labelled(known, (images, target), None)
    raise ExplorerError(f"The rows of {name!r} have {rows.shape[1]} values, which make no square image.")


DATASETS.register("openml")(Source(lambda spec: spec.startswith(PREFIX), read, "'openml:NAME'"))
