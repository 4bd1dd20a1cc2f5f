"""What the tests of the Explore tab share."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NO_KEYS = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
LAYERS = ["linear-1", "spherical-1", "geodesic-1"]
OFF = QPoint(40, 24)
"""A way off the curve, in pixels."""


def drag_from_the_curve(user: Any, time: float = 0.4) -> QPoint:
    """Pull the geodesic away at a time, and wait for the answer. Gives the pixel where it was let go."""
    start = user.pixel(user.place_on_path(time))
    user.drag(start, start + OFF / 4, start + OFF / 2, start + OFF)
    user.wait_until_solved()
    return start + OFF
