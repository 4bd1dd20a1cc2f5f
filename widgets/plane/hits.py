"""What is under a pixel of the canvas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from .canvas import Canvas
from .curve import ARROW, Curve, nearest_of_polylines, nearest_on_polyline
from .drawing import GRIP_RADIUS

CURVE_REACH = 7.0


@dataclass(frozen=True, eq=False)
class Hit:
    """A control point, the tip of an arrow, a handle, a place on a curve or on one of its faint draws: its time and its
    place in view coordinates. `index` is that of the control point, handle or draw."""

    kind: Literal["control", "arrow", "handle", "curve", "draw"]
    curve: Curve
    time: float
    place: np.ndarray
    index: int = -1


def hit_at(canvas: Canvas, pixel: np.ndarray) -> Hit | None:
    """The topmost thing within reach of the pixel: grips go before curves, the selected curve before others."""
    top_down = canvas.content.bottom_up[::-1]
    for curve in top_down:
        found = _grip(canvas, curve, pixel)
        if found is not None:
            return found
    for curve in top_down:
        found = _place_on_curve(canvas, curve, pixel)
        if found is not None:
            return found
    for curve in top_down:
        found = _place_on_draws(canvas, curve, pixel)
        if found is not None:
            return found
    return None


def end_at(canvas: Canvas, pixel: np.ndarray) -> int | None:
    """Which of the two ends is under the pixel, 0 or 1, unless a control point or the tip of an arrow lies over it."""
    ends = canvas.content.ends
    if ends is None or any(
        found is not None and found.kind != "handle"
        for found in (_grip(canvas, curve, pixel) for curve in canvas.content.curves)
    ):
        return None
    distances = np.linalg.norm(canvas.to_pixels(canvas.content.flat(ends)) - pixel, axis=1)
    index = int(distances.argmin())
    return index if distances[index] <= GRIP_RADIUS else None


def _grip(canvas: Canvas, curve: Curve, pixel: np.ndarray) -> Hit | None:
    content = canvas.content
    tip = content.arrow(curve)[1:]
    kinds: tuple[tuple[Literal["control", "arrow", "handle"], np.ndarray, np.ndarray], ...] = (
        ("arrow", tip, curve.times[:1]),
        ("control", content.controls(curve), curve.control_times),
        ("handle", content.flat(curve.handles), curve.handle_times),
    )
    for kind, places, times in kinds:
        if len(places) == 0:
            continue
        distances = np.linalg.norm(canvas.to_pixels(places) - pixel, axis=1)
        index = int(np.nanargmin(distances)) if np.isfinite(distances).any() else -1
        if index >= 0 and distances[index] <= GRIP_RADIUS:
            return Hit(kind, curve, float(times[index]), places[index], ARROW if kind == "arrow" else index)
    return None


def _place_on_curve(canvas: Canvas, curve: Curve, pixel: np.ndarray) -> Hit | None:
    places = canvas.content.flat(curve.points)
    finite = np.isfinite(places).all(axis=1)
    times, places = curve.times[finite], places[finite]
    if len(times) < 2:
        return None
    distance, position = nearest_on_polyline(canvas.to_pixels(places), pixel)
    if distance > CURVE_REACH:
        return None
    steps = np.arange(len(times))
    place = np.array([np.interp(position, steps, axis) for axis in places.T])
    return Hit("curve", curve, float(np.interp(position, steps, times)), place)


def _place_on_draws(canvas: Canvas, curve: Curve, pixel: np.ndarray) -> Hit | None:
    if not curve.faint.size or not np.isfinite(curve.faint).all():
        return None
    places = canvas.content.flat(curve.faint)
    distance, index, position = nearest_of_polylines(canvas.to_pixels(places), pixel)
    if distance > CURVE_REACH:
        return None
    steps = np.arange(len(curve.times))
    place = np.array([np.interp(position, steps, axis) for axis in places[index].T])
    return Hit("draw", curve, float(np.interp(position, steps, curve.times)), place, index)
