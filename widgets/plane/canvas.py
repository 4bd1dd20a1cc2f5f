"""The ground of the plane: what part of it is seen, the heat map and the samples, and the drawing over them."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from ..style import with_alpha
from .content import Content
from .drawing import paint_content, paint_frame
from .heat_map import HeatMap

MARGIN = 44.0
CLOSEST, FARTHEST = 200.0, 20.0
SAMPLE_SIZE = 5.5
SAMPLE_OPACITY = 0.5
FEW_SAMPLES = 500
DEPTH_STEPS = 6


class Canvas(pg.GraphicsView):
    """Shows a `Content` through a window, a centre and pixels per unit on either axis, that changes only on request."""

    view_changed = Signal()

    def __init__(self, content: Content, parent: QWidget | None = None) -> None:
        # Set first: the base class sends a resize event while it is made.
        self.content = content
        self.aspect_locked = False
        self.center = np.zeros(2)
        self.pixels_per_unit = np.full(2, 100.0)
        self.note = ""
        self.keyboard_focus = False
        self._fitted: tuple[np.ndarray, np.ndarray] | None = None
        self._fit_pixels = self.pixels_per_unit
        self._fit_wanted = True
        self._has_heat = False
        self._box: pg.ViewBox | None = None
        super().__init__(parent)
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSize(160, 120)
        self._heat_map = HeatMap()
        self._samples = pg.ScatterPlotItem(pen=None, size=SAMPLE_SIZE, pxMode=True)
        box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0.0)
        box.disableAutoRange()
        box.addItem(self._heat_map, ignoreBounds=True)
        box.addItem(self._samples, ignoreBounds=True)
        self._box = box
        self.setCentralItem(box)

    @property
    def ground(self) -> QRectF:
        """The rectangle of the canvas in pixels."""
        return QRectF(self.viewport().rect())

    @property
    def size_in_pixels(self) -> np.ndarray:
        """(width, height)."""
        return np.array([max(self.viewport().width(), 1), max(self.viewport().height(), 1)], dtype=float)

    def to_pixels(self, points: np.ndarray) -> np.ndarray:
        """View coordinates (..., 2) as pixels of the canvas, y downwards."""
        return self.size_in_pixels / 2 + (points - self.center) * self.pixels_per_unit * (1.0, -1.0)

    def to_view(self, pixels: np.ndarray) -> np.ndarray:
        """Pixels of the canvas (..., 2) as view coordinates."""
        return self.center + (pixels - self.size_in_pixels / 2) / self.pixels_per_unit * (1.0, -1.0)

    @property
    def fitted(self) -> bool:
        """Whether all of the content was fitted in, and the view was not moved since."""
        return self._fitted is not None

    def view_rect(self) -> tuple[float, float, float, float]:
        """The part that is seen, (x0, y0, x1, y1)."""
        half = self.size_in_pixels / 2 / self.pixels_per_unit
        (x0, y0), (x1, y1) = self.center - half, self.center + half
        return float(x0), float(y0), float(x1), float(y1)

    def fit(self) -> None:
        """Show all of the content with margins; before the canvas has its size, as soon as it has."""
        self._fit_wanted = True
        shown = self.content.shown()
        if not len(shown) or not self.isVisible():
            return
        self._fit_wanted = False
        low, high = shown.min(axis=0), shown.max(axis=0)
        if self.content.in_space:
            self.content.pivot = (low + high) / 2
            self.content.reach = float(np.linalg.norm(shown - self.content.pivot, axis=1).max())
            flat = self.content.flat(shown)
            low, high = flat.min(axis=0), flat.max(axis=0)
            self.refresh_samples()
        self._fitted = low, high
        self._apply_fit()

    def zoom(self, factor: float, pixel: np.ndarray) -> None:
        """Enlarge by the factor; the place under the pixel stays there."""
        limit = np.clip(self.pixels_per_unit * factor, self._fit_pixels / FARTHEST, self._fit_pixels * CLOSEST)
        kept = self.to_view(pixel)
        self.pixels_per_unit = limit
        self.center = self.center + kept - self.to_view(pixel)
        self._fitted = None
        self._apply()

    def pan(self, pixels: np.ndarray) -> None:
        """Move the content by that many pixels."""
        self.center = self.center - pixels / self.pixels_per_unit * (1.0, -1.0)
        self._fitted = None
        self._apply()

    def set_heat_map(self, values: np.ndarray | None, rect: tuple[float, float, float, float]) -> None:
        """Show the values, rows upwards over (x0, y0, x1, y1), or none."""
        self._has_heat = values is not None
        if values is not None:
            self._heat_map.show_values(values, rect, self.content.theme.heat)
        self.refresh()

    def refresh_samples(self) -> None:
        """Draw the samples of the content anew."""
        samples = self.content.samples
        if samples is None or not len(samples):
            self._samples.clear()
            return
        places = self.content.flat(samples)
        # The more there are, the smaller and fainter: what shows is where they are dense.
        crowd = max(1.0, len(samples) / FEW_SAMPLES)
        size, opacity = SAMPLE_SIZE * crowd**-0.2, SAMPLE_OPACITY * crowd**-0.3
        if samples.shape[-1] == 2:
            brush = pg.mkBrush(with_alpha(self.content.theme.dim, opacity))
            self._samples.setData(pos=places, brush=brush, size=size)
            return
        # Far samples are fainter; few steps, so that few symbols are kept.
        brushes = [
            pg.mkBrush(with_alpha(self.content.theme.dim, opacity * (0.35 + 0.65 * step / (DEPTH_STEPS - 1))))
            for step in range(DEPTH_STEPS)
        ]
        depth = self.content.depth(samples)
        order = np.argsort(depth)
        steps = np.round(depth[order] * (DEPTH_STEPS - 1)).astype(int)
        self._samples.setData(pos=places[order], brush=[brushes[step] for step in steps], size=size)

    def refresh(self) -> None:
        """Paint again; fit first if that was asked for before there was anything to show."""
        if self._fit_wanted:
            self.fit()
        self._heat_map.setVisible(self._has_heat and not self.content.in_space)
        self.viewport().update()

    def showEvent(self, event: QShowEvent) -> None:
        """Do the fit that was asked for while the canvas was hidden."""
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, ev: QResizeEvent | None) -> None:
        """Keep the scale; or keep everything in view where it was fitted and not moved since."""
        super().resizeEvent(ev)
        if self._box is None:
            return
        if self._fitted is not None:
            self._apply_fit()
        else:
            self._apply()

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Paint the ground."""
        painter.fillRect(QRectF(rect), QColor(self.content.theme.pane))

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Paint all that is sized in pixels. The base class keeps scene coordinates equal to pixels."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_content(painter, self)
        paint_frame(painter, self)

    def _apply_fit(self) -> None:
        if self._fitted is None:
            return
        low, high = self._fitted
        room = np.maximum(self.size_in_pixels - 2 * MARGIN, 40.0)
        extent = high - low
        # A side without extent (a level line) takes the scale of the other.
        extent = np.maximum(extent, max(float(extent.max()) * 1e-3, 1e-9))
        scale = room / extent
        if self.aspect_locked or self.content.in_space or extent.min() <= extent.max() * 2e-3:
            scale = np.full(2, scale.min())
        self.center, self.pixels_per_unit, self._fit_pixels = (low + high) / 2, scale, scale
        self._apply()

    def _apply(self) -> None:
        if self._box is not None:
            x0, y0, x1, y1 = self.view_rect()
            self._box.setRange(xRange=(x0, x1), yRange=(y0, y1), padding=0.0, disableAutoRange=True)
        self.viewport().update()
        self.view_changed.emit()
