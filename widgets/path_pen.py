"""The pen that draws a path layer; plane, plots and swatches share it, so that a layer looks the same everywhere."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPen

from .style import with_alpha
from .theme import PathStyle


def path_pen(style: PathStyle, width: float, opacity: float = 1.0) -> QPen:
    """A pen with round ends in the layer's colour and dashes."""
    pen = QPen(with_alpha(style.color, opacity), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if style.dash:
        # A round cap adds half a width at both ends of a dash: take it from the dash and give it to the gap.
        pen.setDashPattern([max(x - 1.0, 0.01) if i % 2 == 0 else x + 1.0 for i, x in enumerate(style.dash)])
    return pen
