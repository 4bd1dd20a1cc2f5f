"""scikit-learn's digits: 1797 handwritten digits of 8x8, part of that library."""

from __future__ import annotations

import numpy as np

from .base import DATASETS, Source, labelled
from .raw import Raw

NAME = "digits"


def read(spec: str, size: int) -> Raw:
    """The digits, grey levels 0..16 brought to 0..255."""
    from sklearn.datasets import load_digits

    rows, labels = load_digits(return_X_y=True)
    images = np.rint(np.asarray(rows).reshape(-1, 8, 8) * (255 / 16)).astype(np.uint8)
    return labelled(NAME, (images, np.asarray(labels)), None)


DATASETS.register(NAME)(Source(lambda spec: spec == NAME, read, "'digits'"))
