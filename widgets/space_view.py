"""Curves on a surface in space, drawn by software alone: turned by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from .keyboard_view import KeyboardView
from .space.bodies import Body
from .space.camera import UPRIGHT, Camera
from .space.content import SpaceContent, SpaceCurve, SpacePoint
from .space.drawing import paint_space
from .theme import Theme

__all__ = ["SpaceCurve", "SpacePoint", "SpaceView"]

RADIANS_PER_PIXEL = 0.008
TURN, LARGE_TURN = 0.1, 0.5
ZOOM_STEP, ZOOM_PER_DEGREE = 1.2, 1.012
CLOSEST, FARTHEST = 8.0, 0.3
FILLED = 0.82
CORNER = 6.0
ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}
ZOOMS = {Qt.Key.Key_Plus: ZOOM_STEP, Qt.Key.Key_Equal: ZOOM_STEP, Qt.Key.Key_Minus: 1 / ZOOM_STEP}
HELP = (
    "Drag or press the arrow keys to turn, with Shift the keys turn further; the wheel, + and - zoom; dragging with "
    "Shift moves the view; F or a double click shows everything from the front again."
)


class SpaceView(KeyboardView):
    """Shows a body, curves and points; all of them in the caller's three coordinates, the third one upwards."""

    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = SpaceContent()
        self._camera = Camera(zoom=FILLED)
        self._last: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setMinimumSize(160, 120)
        self.setAccessibleName("View in space")
        self.setAccessibleDescription(HELP)
        self.setToolTip("Drag to turn; the wheel zooms; F shows everything")
        self.setWhatsThis(HELP)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._content.theme = theme
        self.update()

    def set_body(self, body: Body | None) -> None:
        """The surface; another one is looked at from the front."""
        if body is self._content.body:
            return
        self._content.body = body
        self.reset()

    def set_curves(self, curves: Sequence[SpaceCurve]) -> None:
        """The curves, the last one on top."""
        self._content.curves = tuple(curves)
        self.update()

    def set_points(self, points: Sequence[SpacePoint]) -> None:
        """Marked places."""
        self._content.points = tuple(points)
        self.update()

    def camera(self) -> Camera:
        """From where it is looked at."""
        return self._camera

    def pixel(self, place: np.ndarray) -> QPointF:
        """Where a place in space is seen."""
        x, y, _ = self._camera.seen(np.asarray(place, float), self._size())
        return QPointF(float(x), float(y))

    def reset(self) -> None:
        """Look at everything from the front."""
        body = self._content.body
        if body is None:
            self._look(Camera(zoom=FILLED))
        else:
            self._look(Camera(UPRIGHT.turned(0.0, body.tilt), body.center, body.radius, FILLED))

    def turn(self, right: float, down: float) -> None:
        """Turn by angles in radians, as if the hand pushed the near side."""
        self._look(replace(self._camera, rotation=self._camera.rotation.turned(right, down)))

    def zoom(self, factor: float) -> None:
        """Come nearer, or go farther away."""
        zoom = min(max(self._camera.zoom * factor, FARTHEST), CLOSEST)
        self._look(replace(self._camera, zoom=zoom))

    def sizeHint(self) -> QSize:
        """Room for a picture to work in."""
        return QSize(480, 440)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn, zoom, reset."""
        if not self._wants(event):
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        if key in ARROWS:
            step = LARGE_TURN if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else TURN
            self.turn(*(step * part for part in ARROWS[key]))
        elif key in ZOOMS:
            self.zoom(ZOOMS[key])
        else:
            self.reset()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._last = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn, or move with Shift or the middle button."""
        if self._last is None:
            return
        step = event.position() - self._last
        self._last = event.position()
        moves = event.modifiers() & Qt.KeyboardModifier.ShiftModifier or event.buttons() & Qt.MouseButton.MiddleButton
        if moves:
            self._look(replace(self._camera, pan=self._camera.pan + np.array([step.x(), step.y()])))
        else:
            self.turn(step.x() * RADIANS_PER_PIXEL, step.y() * RADIANS_PER_PIXEL)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._last = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show everything again."""
        self.reset()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom."""
        event.accept()
        self.zoom(ZOOM_PER_DEGREE ** (event.angleDelta().y() / 8))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A rounded card with the picture."""
        theme = self._content.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        painter.fillPath(outline, QColor(theme.pane))
        painter.save()
        painter.setClipPath(outline)
        paint_space(painter, self._content, self._camera, self._size())
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.accent if self._focus_shown else theme.line), 1.0))
        painter.drawPath(outline)

    def _size(self) -> tuple[float, float]:
        return float(self.width()), float(self.height())

    def _look(self, camera: Camera) -> None:
        self._camera = camera
        self.update()
        self.turned.emit()

    def _wants(self, event: QKeyEvent) -> bool:
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        return event.key() in (*ARROWS, *ZOOMS, Qt.Key.Key_F)
