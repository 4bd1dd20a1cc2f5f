"""A plane with curves, dots and areas, whose marks are dragged and on which one paints."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from .keyboard_view import KeyboardView
from .sketch.content import Dots, Region, SketchContent, SketchCurve
from .sketch.drawing import GRIP_RADIUS, heat_image, paint_sketch
from .sketch.frame import Frame, Rect
from .theme import Theme

__all__ = ["TOOLS", "Dots", "Region", "SketchCurve", "SketchView"]

TOOLS = ("move", "brush", "outline", "erase", "dots")
ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0),
    Qt.Key.Key_Down: (0.0, -1.0),
}
STEP, LARGE_STEP = 4.0, 24.0
KEYS_REST_MS = 300
"""Arrow keys that follow each other more quickly are one move."""
DOT_GAP, STROKE_GAP = 10.0, 6.0
ZOOM_PER_DEGREE = 1.012
CORNER = 6.0
HELP = (
    "Drag an end to move it, or reach it with Tab and press the arrow keys, with Shift further. While painting, drag "
    "with the mouse; or move the cross with the arrow keys and press Space to paint there, Enter to close an outline. "
    "The wheel zooms, dragging the ground moves the view, F shows everything."
)


class SketchView(KeyboardView):
    """Shows and asks; all places come and go in the coordinates of the plane.

    `mark_dragged` follows a mark in the hand, `mark_released` comes once at the end. `painted` and `erased` carry
    the places (n, 2) of one stroke of the present tool.
    """

    mark_dragged = Signal(int, float, float)
    mark_released = Signal(int, float, float)
    painted = Signal(object)
    erased = Signal(object)
    view_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = SketchContent()
        self._home: Rect = (-2.0, -2.0, 2.0, 2.0)
        self._frame = Frame.around(self._home, (400.0, 300.0))
        self._moved = False
        self._heat: QImage | None = None
        self._held: tuple[int, np.ndarray, np.ndarray] | None = None
        self._pan: np.ndarray | None = None
        self._nudged: int | None = None
        self._keys_rest = QTimer(self, singleShot=True, interval=KEYS_REST_MS)
        self._keys_rest.timeout.connect(self._end_nudge)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(160, 120)
        self.setAccessibleName("Plane of the curves")
        self.setAccessibleDescription(HELP)
        self.setWhatsThis(HELP)
        self.set_tool("move")

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._content.theme = theme
        self._shade()
        self.update()

    def set_home(self, rect: Rect) -> None:
        """What `fit` shows, (x0, y0, x1, y1); another one than before is shown at once."""
        if rect != self._home:
            self._home = rect
            self.fit()

    def set_heat_map(self, values: np.ndarray | None, rect: Rect = (0.0, 0.0, 1.0, 1.0)) -> None:
        """Values (rows, columns) in [0, 1] as quiet bands over the rectangle, row 0 at the bottom; None for none."""
        self._content.heat = None if values is None else (values, rect)
        self._shade()
        self.update()

    def set_curves(self, curves: Sequence[SketchCurve]) -> None:
        """The curves, the last one on top."""
        self._content.curves = tuple(curves)
        self.update()

    def set_dots(self, dots: Sequence[Dots]) -> None:
        """Sets of points, the last one on top."""
        self._content.dots = tuple(dots)
        self.update()

    def set_regions(self, regions: Sequence[Region]) -> None:
        """The areas."""
        self._content.regions = tuple(regions)
        self.update()

    def set_marks(self, places: np.ndarray, labels: Sequence[str] = ()) -> None:
        """Places (m, 2) that can be dragged; the one in the hand stays there."""
        marks = np.array(places, float).reshape(-1, 2)
        if len(marks) != len(self._content.marks):
            self._nudged = None
        if self._nudged is not None:
            marks[self._nudged] = self._content.marks[self._nudged]
        if self._held is not None and self._held[0] < len(marks):
            marks[self._held[0]] = self._content.marks[self._held[0]]
        self._content.marks, self._content.labels = marks, tuple(labels)
        if self._content.focused is not None and self._content.focused >= len(marks):
            self._content.focused = None
        self.update()

    def set_tool(self, tool: str, radius: float | None = None) -> None:
        """What a drag does, one of `TOOLS`, and how wide brush and eraser are."""
        if tool not in TOOLS:
            raise ValueError(f"there is no tool {tool!r}")
        self._content.tool = tool
        self._content.radius = self._content.radius if radius is None else radius
        self._content.stroke, self._content.pencil, self._content.touched = [], None, None
        self.setToolTip(_TIPS[tool])
        self.setCursor(Qt.CursorShape.ArrowCursor if tool == "move" else Qt.CursorShape.CrossCursor)
        self.update()

    def tool(self) -> str:
        """What a drag does."""
        return self._content.tool

    def fit(self) -> None:
        """Show everything."""
        self._moved = False
        self._look(Frame.around(self._home, (float(self.width()), float(self.height()))))

    def view_rect(self) -> Rect:
        """The part of the plane that is seen."""
        return self._frame.rect

    def pixel(self, place: Sequence[float] | np.ndarray) -> QPointF:
        """Where a place is seen."""
        x, y = self._frame.to_pixels(np.asarray(place, float))
        return QPointF(float(x), float(y))

    def give_up(self) -> bool:
        """Drop the stroke, or put back the mark in the hand; whether there was either."""
        stroke, self._content.stroke = self._content.stroke, []
        held, self._held = self._held, None
        if held is not None:
            self._content.marks[held[0]] = held[1]
            self.mark_released.emit(held[0], *map(float, held[1]))
        return bool(stroke) or held is not None

    def sizeHint(self) -> QSize:
        """Room for a picture to work in."""
        return QSize(480, 440)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move a mark or the pencil, paint, fit."""
        if not self._wants(event):
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_F:
            self.fit()
        elif key == Qt.Key.Key_Escape:
            self.give_up()
        elif key in ARROWS:
            large = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            step = np.array(ARROWS[key]) * (LARGE_STEP if large else STEP) / self._frame.scale
            self._move_by_key(step)
        elif key == Qt.Key.Key_Space:
            self._paint_by_key()
        else:
            self._finish_stroke()
        self.update()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes over the marks, then on to the next widget."""
        content = self._content
        self._end_nudge()
        if content.tool == "move" and len(content.marks):
            step = 1 if next else -1
            index = (0 if next else len(content.marks) - 1) if content.focused is None else content.focused + step
            if 0 <= index < len(content.marks):
                content.focused = index
                self.update()
                return True
        content.focused = None
        return super().focusNextPrevChild(next)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus; coming by Tab, begin with a mark."""
        super().focusInEvent(event)
        count = len(self._content.marks)
        if self._focus_shown and self._content.tool == "move" and count:
            self._content.focused = 0 if event.reason() == Qt.FocusReason.TabFocusReason else count - 1
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the focus."""
        super().focusOutEvent(event)
        self._end_nudge()
        self._content.focused = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a mark, begin a stroke, or take the ground."""
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        pixel = _pixel(event.position())
        content = self._content
        if event.button() == Qt.MouseButton.LeftButton and content.tool != "move":
            content.stroke, content.pencil = [self._place(pixel)], None
            self.update()
            return
        index = self._mark_at(pixel) if event.button() == Qt.MouseButton.LeftButton else None
        if index is None:
            self._pan = pixel
        else:
            content.focused = None
            self._held = index, content.marks[index].copy(), content.marks[index] - self._frame.to_plane(pixel)
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, paint or hover."""
        pixel, content = _pixel(event.position()), self._content
        if content.stroke and event.buttons() & Qt.MouseButton.LeftButton:
            gap = DOT_GAP if content.tool == "dots" else STROKE_GAP
            if np.linalg.norm(pixel - self._frame.to_pixels(np.array(content.stroke[-1]))) >= gap:
                content.stroke.append(self._place(pixel))
                self.update()
        elif self._held is not None:
            index, _, offset = self._held
            content.marks[index] = self._frame.to_plane(pixel) + offset
            self.update()
            self.mark_dragged.emit(index, *map(float, content.marks[index]))
        elif self._pan is not None:
            self._moved = True
            self._look(self._frame.panned(pixel - self._pan))
            self._pan = pixel
        else:
            self._hover(pixel)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what the hand was doing."""
        if self._content.stroke and event.button() == Qt.MouseButton.LeftButton:
            self._finish_stroke()
        held, self._held, self._pan = self._held, None, None
        if held is not None and not np.array_equal(self._content.marks[held[0]], held[1]):
            self.mark_released.emit(held[0], *map(float, self._content.marks[held[0]]))
        self._hover(_pixel(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show everything; a painting hand paints."""
        if self._content.tool != "move":
            self.mousePressEvent(event)
        elif self._mark_at(_pixel(event.position())) is None:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the cursor."""
        event.accept()
        self._moved = True
        factor = ZOOM_PER_DEGREE ** (event.angleDelta().y() / 8)
        self._look(self._frame.zoomed(factor, _pixel(event.position())))

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse has left."""
        super().leaveEvent(event)
        if self._held is None and self._content.touched is not None:
            self._content.touched = None
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep everything in view where it was; otherwise keep the middle and the scale."""
        super().resizeEvent(event)
        size = (float(self.width()), float(self.height()))
        fitted = Frame.around(self._home, size)
        self._look(Frame(size, self._frame.center, self._frame.scale, fitted.scale) if self._moved else fitted)

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
        paint_sketch(painter, self._content, self._frame, self._heat)
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.accent if self._focus_shown else theme.line), 1.0))
        painter.drawPath(outline)

    def _wants(self, event: QKeyEvent) -> bool:
        """Whether the key does something here, as things are."""
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        key, content = event.key(), self._content
        painting = content.tool != "move"
        if key == Qt.Key.Key_F:
            return True
        if key == Qt.Key.Key_Escape:
            return bool(content.stroke) or self._held is not None
        if key in ARROWS:
            return painting or content.focused is not None
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return bool(content.stroke)
        return key == Qt.Key.Key_Space and painting

    def _move_by_key(self, step: np.ndarray) -> None:
        content = self._content
        if content.tool != "move":
            content.pencil = (self._frame.center.copy() if content.pencil is None else content.pencil) + step
        elif content.focused is not None:
            content.marks[content.focused] += step
            self._nudged = content.focused
            self._keys_rest.start()
            self.mark_dragged.emit(content.focused, *map(float, content.marks[content.focused]))

    def _end_nudge(self) -> None:
        """Let the mark go that the arrow keys have moved: quick steps are one move."""
        self._keys_rest.stop()
        nudged, self._nudged = self._nudged, None
        if nudged is not None and nudged < len(self._content.marks):
            self.mark_released.emit(nudged, *map(float, self._content.marks[nudged]))

    def _paint_by_key(self) -> None:
        content = self._content
        if content.pencil is None:
            content.pencil = self._frame.center.copy()
        x, y = content.pencil
        content.stroke.append((float(x), float(y)))
        if content.tool != "outline":
            self._finish_stroke()

    def _finish_stroke(self) -> None:
        content = self._content
        places, content.stroke = np.array(content.stroke, float).reshape(-1, 2), []
        self.update()
        if content.tool == "erase":
            self.erased.emit(places)
        elif content.tool != "outline" or len(places) > 2:
            self.painted.emit(places)

    def _mark_at(self, pixel: np.ndarray) -> int | None:
        if len(self._content.marks) == 0:
            return None
        distances = np.linalg.norm(self._frame.to_pixels(self._content.marks) - pixel, axis=1)
        nearest = int(distances.argmin())
        return nearest if distances[nearest] <= GRIP_RADIUS else None

    def _hover(self, pixel: np.ndarray) -> None:
        if self._content.tool != "move":
            return
        touched = self._mark_at(pixel)
        if touched != self._content.touched:
            self._content.touched = touched
            self.update()
        self.setCursor(Qt.CursorShape.ArrowCursor if touched is None else Qt.CursorShape.OpenHandCursor)

    def _place(self, pixel: np.ndarray) -> tuple[float, float]:
        x, y = self._frame.to_plane(pixel)
        return float(x), float(y)

    def _shade(self) -> None:
        heat = self._content.heat
        self._heat = None if heat is None else heat_image(heat[0], self._content.theme.heat)

    def _look(self, frame: Frame) -> None:
        self._frame = frame
        self.update()
        self.view_changed.emit()


_TIPS = {
    "move": "Drag an end to move it; the wheel zooms, F shows everything",
    "brush": "Drag to paint an obstacle",
    "outline": "Drag around an area to make it an obstacle",
    "erase": "Drag over what is to go",
    "dots": "Click or drag to add points",
}


def _pixel(position: QPointF) -> np.ndarray:
    return np.array([position.x(), position.y()])
