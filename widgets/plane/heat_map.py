"""Q as quiet bands behind the curves."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

BANDS = 5
STRONGEST = 0.25
SIDE = 480


class HeatMap(pg.ImageItem):
    """Values in [0, 1] on a regular grid, drawn as BANDS steps of opacity up to STRONGEST."""

    def __init__(self) -> None:
        super().__init__(axisOrder="row-major")

    def show_values(self, values: np.ndarray, rect: tuple[float, float, float, float], color: str) -> None:
        """Draw values (rows, columns), rows upwards, over (x0, y0, x1, y1)."""
        x0, y0, x1, y1 = rect
        self.setImage(shaded(values, color), autoLevels=False)
        self.setRect(QRectF(x0, y0, x1 - x0, y1 - y0))

    def paint(self, painter: QPainter, *args: object) -> None:
        """Paint, smooth when enlarged."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        super().paint(painter, *args)


def shaded(values: np.ndarray, color: str) -> np.ndarray:
    """RGBA bytes of the bands, on a grid fine enough that their edges look drawn."""
    rows, columns = values.shape
    clean = np.clip(np.nan_to_num(values.astype(np.float32)), 0.0, 1.0)
    scale = max(1.0, SIDE / max(rows, columns))
    fine = _enlarged(_enlarged(clean, round(rows * scale)).T, round(columns * scale)).T
    shade = QColor(color)
    image = np.empty((*fine.shape, 4), np.uint8)
    image[..., :3] = shade.red(), shade.green(), shade.blue()
    # Conversion to bytes rounds down, so the strongest band stays within its limit.
    image[..., 3] = (255.0 * STRONGEST / BANDS) * _bands(np.clip(fine, 0.0, 1.0))
    return image


def _bands(values: np.ndarray) -> np.ndarray:
    """The number of the band, 0 to BANDS, going smoothly to the next over one cell of the grid."""
    levels = values * (BANDS + 1)
    # The edges between bands are at 1, 2, ..., BANDS; the lowest values stay clear.
    edge = np.clip(np.round(levels), 1, BANDS)
    slope = np.hypot(*np.gradient(levels)) if min(levels.shape) > 1 else np.ones_like(levels)
    return edge - 1.0 + np.clip((levels - edge) / np.maximum(slope, 1e-6) + 0.5, 0.0, 1.0)


def _enlarged(values: np.ndarray, fine: int) -> np.ndarray:
    """Rows interpolated (Catmull-Rom) to `fine` rows, cell centres to cell centres."""
    count = len(values)
    place = np.clip((np.arange(fine) + 0.5) * count / fine - 0.5, 0.0, count - 1.0)
    first = np.floor(place).astype(int)
    u = (place - first).astype(np.float32)[:, None]
    weights = (
        (-u + 2 * u**2 - u**3) / 2,
        (2 - 5 * u**2 + 3 * u**3) / 2,
        (u + 4 * u**2 - 3 * u**3) / 2,
        (-(u**2) + u**3) / 2,
    )
    # Four taps a row, not a matrix product: that would wake the threads of BLAS, which the solver needs.
    enlarged = np.zeros((fine, values.shape[1]), np.float32)
    for offset, weight in zip((-1, 0, 1, 2), weights, strict=True):
        enlarged += weight * values[np.clip(first + offset, 0, count - 1)]
    return enlarged
