"""The first velocity of a path, as an arrow at the end where it begins."""

from __future__ import annotations

import numpy as np

from ...engine.projection import Projection
from ...engine.request import Flight
from ...engine.scene import Layer, Scene

SHARE = 0.125
"""The arrow goes as far as the path would in this time at its first velocity."""


def arrow(scene: Scene, layer: Layer, flight: Flight | None) -> np.ndarray | None:
    """Tail and tip (2, D) of the arrow of a layer's chosen draw, whose flight is given; None where it has none."""
    velocity = layer.chosen_velocity
    if flight is None or flight.velocity is None:
        return None
    tail = np.array((scene.source if flight.end == "target" else scene.target_of(layer)).latent)
    first = np.asarray(flight.velocity, float) if velocity is None else np.array(velocity)
    return np.stack([tail, tail + SHARE * first]) if len(first) == len(tail) else None


def dragged_velocity(ends: np.ndarray, projection: Projection, view: np.ndarray) -> np.ndarray:
    """The velocity (D,) whose arrow has its tip at `view` (2,); ends (2, D) are its tail and tip before.

    The part of it that cannot be seen stays.
    """
    tail, tip = ends
    return (projection.dragged(tip, view) - tail) / SHARE
