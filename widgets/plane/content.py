"""All that the plane shows, and where it is in the two dimensions of the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ..theme import LIGHT, Theme
from .curve import ARROW, Curve
from .rotation import Rotation

Mark = tuple[str, int]
"""A control point, or the tip of an arrow: the id of its curve and its index there."""


@dataclass
class Content:
    """What the setters of the view have set, with what is under the hand.

    `flat` turns everything to view coordinates; in space these are relative to `pivot`, and `reach` is
    how far from it the content goes.
    """

    theme: Theme = LIGHT
    curves: tuple[Curve, ...] = ()
    samples: np.ndarray | None = None
    lines: tuple[tuple[int, np.ndarray], ...] = ()
    ends: np.ndarray | None = None
    ends_movable: bool = False
    playhead: float = 0.0
    rotation: Rotation = field(default_factory=Rotation.default)
    pivot: np.ndarray = field(default_factory=lambda: np.zeros(3))
    reach: float = 1.0
    axes: Sequence[str] = ("1", "2", "3")
    focused: Mark | None = None
    held: tuple[Mark, np.ndarray] | None = None
    touched: Mark | None = None
    ghost: tuple[str, np.ndarray] | None = None

    @property
    def in_space(self) -> bool:
        """Whether the points have three coordinates."""
        shown = [curve.points for curve in self.curves] + [x for x in (self.ends, self.samples) if x is not None]
        return any(points.shape[-1] == 3 for points in shown)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.curves and self.ends is None and (self.samples is None or len(self.samples) == 0)

    @property
    def selected(self) -> Curve | None:
        """The selected curve."""
        return next((curve for curve in self.curves if curve.selected), None)

    @property
    def bottom_up(self) -> list[Curve]:
        """The curves in the order they are painted, the selected one on top."""
        return sorted(self.curves, key=lambda curve: curve.selected)

    def curve(self, name: str) -> Curve | None:
        """The curve of that id."""
        return next((curve for curve in self.curves if curve.id == name), None)

    def flat(self, points: np.ndarray) -> np.ndarray:
        """Points (n, 2) or (n, 3) in view coordinates (n, 2)."""
        return points if points.shape[-1] == 2 else self.rotation.apply(points - self.pivot)[..., :2]

    def depth(self, points: np.ndarray) -> np.ndarray:
        """How near each of the points (n, 3) is to the eye, 0 (far) to 1."""
        z = self.rotation.apply(points - self.pivot)[..., 2]
        low, high = float(z.min()), float(z.max())
        return (z - low) / (high - low) if high > low else np.ones_like(z)

    def controls(self, curve: Curve) -> np.ndarray:
        """The control points of a curve in view coordinates; the one in the hand is where the hand is."""
        places = self.flat(curve.controls)
        if self.held is not None:
            (name, index), place = self.held
            if name == curve.id and 0 <= index < len(places):
                places = places.copy()
                places[index] = place
        return places

    def arrow(self, curve: Curve) -> np.ndarray:
        """Tail and tip of a curve's arrow in view coordinates, or no rows; a tip in the hand is where the hand is."""
        places = self.flat(curve.arrow)
        if len(places) and self.held is not None and self.held[0] == (curve.id, ARROW):
            places = np.stack([places[0], self.held[1]])
        return places

    def place(self, curve: Curve, index: int) -> np.ndarray:
        """Where one of the curve's marks is, in view coordinates."""
        return self.arrow(curve)[1] if index == ARROW else self.controls(curve)[index]

    def focused_curve(self) -> tuple[Curve, int] | None:
        """The curve and index of the focused mark, if it still exists."""
        if self.focused is None:
            return None
        name, index = self.focused
        curve = self.curve(name)
        return (curve, index) if curve is not None and index in curve.marks else None

    def shown(self) -> np.ndarray:
        """Ends, curves and most samples as rows, in the coordinates they came in."""
        size = 3 if self.in_space else 2
        rows = [np.zeros((0, size)), *(x for curve in self.curves for x in (curve.points, curve.controls))]
        spread = [x for curve in self.curves for x in (curve.faint, curve.tube)]
        rows += [x.reshape(-1, x.shape[-1]) for x in spread]
        rows += [x for curve in self.curves for x in (curve.arrow, curve.own_end)]
        if self.ends is not None:
            rows.append(self.ends)
        if self.samples is not None and len(self.samples):
            low, high = np.percentile(self.samples, (2, 98), axis=0)
            rows.append(self.samples[((low <= self.samples) & (self.samples <= high)).all(axis=1)])
        together = np.concatenate([points for points in rows if points.shape[-1] == size])
        return together[np.isfinite(together).all(axis=1)]
