"""Images with what is known of them, as a source reads them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...engine.factors import Attribute, Factor


@dataclass(frozen=True)
class Images:
    """images uint8, (N, h, w) or (N, h, w, c) as read, (N, C, H, W) once fitted; labels int64 (N,); factors float64
    (N, F), the numbers that the images were made from, where they are known."""

    images: np.ndarray
    labels: np.ndarray
    factors: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.images)

    def at(self, index: np.ndarray) -> Images:
        """The images at those places."""
        return Images(self.images[index], self.labels[index], None if self.factors is None else self.factors[index])


@dataclass(frozen=True)
class Raw:
    """What a source reads: images of any one size, and a test split if the source has one."""

    name: str
    train: Images
    test: Images | None
    classes: tuple[str, ...]
    factors: tuple[Factor, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    spec: str = ""
