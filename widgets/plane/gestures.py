"""What the mouse does on the plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from .canvas import Canvas
from .content import Content
from .curve import END
from .hits import Hit, end_at, hit_at
from .hold import Hold

DRAG_DISTANCE = 3.0
FRAME_MS = 16
ZOOM_PER_DEGREE = 1.012
RADIANS_PER_PIXEL = 0.008
TIP = "Drag the selected curve to pull it; the wheel zooms, F shows everything"
TIP_IN_SPACE = "Drag to turn; the wheel zooms, F shows everything"
TIPS = {
    "control": "Drag this control point, or move it by the arrow keys; Delete removes it",
    "arrow": "The first velocity: drag it to set it, or move it by the arrow keys; Delete takes the drawn one again",
    "handle": "Drag to pull the curve here",
    "curve": "Click to select; drag the selected curve to pull it; a double-click adds a control point",
    "draw": "Click to choose this draw",
}
TIP_ABOVE = QPoint(0, 72)
"""Qt shows a tip some way below the place it is told."""
NO_DRAG_IN_SPACE = "Control points and velocities are moved in a 2-D projection; dragging turns the view."


TIP_END = "Click to choose another picture for this end, in the gallery"
TIP_MOVABLE_END = f"Drag this end anywhere. {TIP_END}"
END_IS_FIXED = "The two ends fix this plane: drag them in PCA 2-D, or click one, then a picture in the gallery."


@dataclass
class _Press:
    start: np.ndarray
    last: np.ndarray
    hit: Hit | None
    doing: Literal["nothing", "hold", "pan", "turn"] = "nothing"
    offset: np.ndarray | None = None
    end: int | None = None


class GestureCanvas(Canvas):
    """A canvas that is panned, zoomed, turned and pulled with the mouse."""

    hovered = Signal(float, float)
    hover_left = Signal()
    curve_clicked = Signal(str, float)
    draw_clicked = Signal(str, int, float)
    control_clicked = Signal(str, int)
    end_clicked = Signal(int)  #: 0 for z0, 1 for z1
    ground_clicked = Signal()
    curve_double_clicked = Signal(str, float, float, float)
    ground_double_clicked = Signal()
    menu_wanted = Signal(object, QPoint)
    turned = Signal()
    hint = Signal(str)

    def __init__(self, content: Content, hold: Hold, parent: QWidget | None = None) -> None:
        super().__init__(content, parent)
        self._hold = hold
        self._press: _Press | None = None
        self.cursor_pixel: QPoint | None = None
        self.card_above = False
        self._hover_waits = False
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setInterval(FRAME_MS)
        self._frame.timeout.connect(self._emit_waiting_hover)
        self.viewport().setMouseTracking(True)
        self.setToolTip(TIP)

    @property
    def pressed(self) -> bool:
        """Whether a mouse button is down on the canvas."""
        return self._press is not None

    def mousePressEvent(self, ev: QMouseEvent) -> None:
        """Remember what is under the mouse: a click or a drag may follow."""
        ev.accept()
        self._hold.let_go()
        self._hold.drop()
        if ev.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        pixel = _pixel(ev.position())
        left = ev.button() == Qt.MouseButton.LeftButton
        end = end_at(self, pixel) if left else None
        self._press = _Press(pixel, pixel, hit_at(self, pixel) if left and end is None else None, end=end)

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        """Drag or hover."""
        ev.accept()
        pixel = _pixel(ev.position())
        press = self._press
        if press is None:
            self._hover(pixel)
            return
        if press.doing == "nothing":
            if np.linalg.norm(pixel - press.start) < DRAG_DISTANCE:
                return
            self._leave_hover()
            self._begin(press, pixel, ev)
        step = pixel - press.last
        press.last = pixel
        if press.doing == "hold" and press.offset is not None:
            place = self.to_view(pixel) - press.offset
            if not np.array_equal(place, self._hold.place):
                self._hold.move(place)
        elif press.doing == "pan":
            self.pan(step)
        elif press.doing == "turn":
            self.content.rotation = self.content.rotation.turned(*map(float, step * RADIANS_PER_PIXEL))
            self.turned.emit()
        self.viewport().update()

    def mouseReleaseEvent(self, ev: QMouseEvent) -> None:
        """End a drag; without one it was a click."""
        ev.accept()
        press, self._press = self._press, None
        if press is None:
            return
        if press.doing == "hold":
            self._hold.let_go()
        elif press.doing == "nothing" and press.end is not None:
            self.end_clicked.emit(press.end)
        elif press.doing == "nothing":
            self._click(press.hit)
        pixel = _pixel(ev.position())
        self._point_at(hit_at(self, pixel))
        self.viewport().update()

    def mouseDoubleClickEvent(self, ev: QMouseEvent) -> None:
        """A control point more, or a fit."""
        ev.accept()
        if ev.button() != Qt.MouseButton.LeftButton:
            return
        pixel = _pixel(ev.position())
        if end_at(self, pixel) is not None:
            return
        hit = hit_at(self, pixel)
        if hit is None:
            self.ground_double_clicked.emit()
        elif hit.kind in ("curve", "handle"):
            self.curve_double_clicked.emit(hit.curve.id, hit.time, float(hit.place[0]), float(hit.place[1]))

    def wheelEvent(self, ev: QWheelEvent) -> None:
        """Zoom around the cursor."""
        ev.accept()
        self.zoom(ZOOM_PER_DEGREE ** (ev.angleDelta().y() / 8), _pixel(ev.position()))

    def contextMenuEvent(self, ev: QContextMenuEvent) -> None:
        """Ask for the menu of what is under the mouse."""
        ev.accept()
        self.menu_wanted.emit(hit_at(self, _pixel(QPointF(ev.pos()))), ev.globalPos())

    def leaveEvent(self, ev: QEvent) -> None:
        """The mouse has left."""
        super().leaveEvent(ev)
        self._leave_hover()
        if self._press is None:
            self._point_at(None)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tool tips stand on the side of the cursor where the card with the image does not."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.tip_at(_pixel(QPointF(event.pos())))
            place = event.globalPos() if self.card_above else event.globalPos() - TIP_ABOVE
            QToolTip.showText(place, text, self.viewport())
            return True
        return super().viewportEvent(event)

    def tip_at(self, pixel: np.ndarray) -> str:
        """What can be done with what is under a pixel."""
        if self.content.in_space:
            return TIP_IN_SPACE
        if end_at(self, pixel) is not None:
            return TIP_MOVABLE_END if self.content.ends_movable else TIP_END
        hit = hit_at(self, pixel)
        return TIP if hit is None else TIPS[hit.kind]

    def _begin(self, press: _Press, pixel: np.ndarray, ev: QMouseEvent) -> None:
        hit = press.hit
        if self.content.in_space:
            if hit is not None and hit.kind in ("control", "handle", "arrow"):
                self.hint.emit(NO_DRAG_IN_SPACE)
            shift = bool(ev.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            press.doing = "pan" if shift or ev.buttons() & Qt.MouseButton.MiddleButton else "turn"
        elif press.end is not None and self.content.ends_movable and self.content.ends is not None:
            place = self.content.ends[press.end]
            press.doing, press.offset = "hold", self.to_view(press.start) - place
            self._hold.take(END, press.end, place)
        elif press.end is not None:
            self.hint.emit(END_IS_FIXED)
            press.doing = "pan"
        elif hit is None or hit.kind == "draw" or (hit.kind == "curve" and not hit.curve.selected):
            press.doing = "pan"
        else:
            # The point keeps its distance to the cursor, so that it does not jump when it is taken.
            press.doing, press.offset = "hold", self.to_view(press.start) - hit.place
            if hit.kind in ("control", "arrow"):
                self._hold.take(hit.curve.id, hit.index, hit.place)
            else:
                self._hold.pull_out(hit.curve.id, hit.time, hit.place, self.to_view(pixel) - press.offset)
        self.content.ghost = None
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def _click(self, hit: Hit | None) -> None:
        if hit is None:
            self.ground_clicked.emit()
            return
        if hit.kind == "draw":
            self.draw_clicked.emit(hit.curve.id, hit.index, hit.time)
            return
        if hit.kind in ("control", "arrow"):
            self.control_clicked.emit(hit.curve.id, hit.index)
        if hit.kind == "arrow":
            return
        self.curve_clicked.emit(hit.curve.id, hit.time)

    def _hover(self, pixel: np.ndarray) -> None:
        self.cursor_pixel = QPoint(int(pixel[0]), int(pixel[1]))
        self._point_at(hit_at(self, pixel))
        if self.content.in_space:
            return
        self._hover_waits = True
        if not self._frame.isActive():
            self._emit_waiting_hover()

    def _emit_waiting_hover(self) -> None:
        if self._hover_waits and self.cursor_pixel is not None:
            self._hover_waits = False
            self._frame.start()
            x, y = self.to_view(_pixel(QPointF(self.cursor_pixel)))
            self.hovered.emit(float(x), float(y))

    def _leave_hover(self) -> None:
        self._hover_waits = False
        if self.cursor_pixel is not None:
            self.cursor_pixel = None
            self.hover_left.emit()

    def _point_at(self, hit: Hit | None) -> None:
        """Show by cursor and marks what a press here would do."""
        content = self.content
        flat = not content.in_space
        end = None if self.cursor_pixel is None else end_at(self, _pixel(QPointF(self.cursor_pixel)))
        if end is not None:
            hit = None
        touched = (hit.curve.id, hit.index) if hit is not None and hit.kind in ("control", "arrow") and flat else None
        pulls = hit is not None and (hit.kind == "handle" or (hit.kind == "curve" and hit.curve.selected)) and flat
        ghost = (hit.curve.id, hit.place) if hit is not None and pulls else None
        if (touched, ghost) != (None, None) or (content.touched, content.ghost) != (None, None):
            content.touched, content.ghost = touched, ghost
            self.viewport().update()
        if touched is not None or ghost is not None or (end is not None and flat and content.ends_movable):
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        elif hit is not None or end is not None:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.viewport().unsetCursor()


def _pixel(position: QPointF) -> np.ndarray:
    return np.array([position.x(), position.y()])
