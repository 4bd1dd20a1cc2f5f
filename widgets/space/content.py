"""All that the view in space shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..theme import LIGHT, PathStyle, Theme
from .bodies import Body


@dataclass(frozen=True, eq=False)
class SpaceCurve:
    """A polyline (n, 3) in a style; `opacity` below 1 for what is only to be guessed."""

    points: np.ndarray
    style: PathStyle
    width: float = 2.2
    opacity: float = 1.0


@dataclass(frozen=True, eq=False)
class SpacePoint:
    """A place (3,) with a label."""

    place: np.ndarray
    label: str = ""


@dataclass
class SpaceContent:
    """What the setters of the view have set."""

    theme: Theme = LIGHT
    body: Body | None = None
    curves: tuple[SpaceCurve, ...] = ()
    points: tuple[SpacePoint, ...] = ()
