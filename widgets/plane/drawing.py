"""Paints curves, ends, control points and playheads, and the frame of the plane with its scale, all in pixels."""

from __future__ import annotations

import math
from typing import Any, Protocol, cast

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF

from ..path_pen import path_pen
from ..style import with_alpha
from ..theme import PathStyle, Theme
from .content import Content
from .curve import ARROW, Curve
from .scale import nice_length, written

CURVE_WIDTH, SELECTED_WIDTH, FAINT_WIDTH = 2.2, 2.8, 1.0
CONTROL_RADIUS, HANDLE_RADIUS, PLAYHEAD_RADIUS, END_RADIUS = 6.5, 5.5, 5.0, 8.5
HALO = 1.5
THREAD_WIDTH = 1.2
"""Of the line that holds the dashes of a rough path together."""
ARROW_WIDTH, HEAD_LENGTH = 1.8, 11.0
GRIP_RADIUS = 9.0
STALE = 0.6
FAINT = 0.4
MEAN_WIDTH, MEAN = 1.6, 0.75
TUBE = 0.1
GRID_LINE = 0.45
WARNED_RADIUS, WARNED_SPACING = 3.5, 16.0
CORNER = 6.0
EDGE = 16.0
SCALE_LENGTH = 72.0
FAR = 20_000.0


class Ground(Protocol):
    """What the drawing needs to know of the canvas."""

    content: Content
    pixels_per_unit: np.ndarray
    aspect_locked: bool
    note: str
    keyboard_focus: bool

    @property
    def ground(self) -> QRectF: ...
    def to_pixels(self, points: np.ndarray) -> np.ndarray: ...
    def font(self) -> QFont: ...


def paint_content(painter: QPainter, canvas: Ground) -> None:
    """Paint everything that belongs to the scene."""
    content = canvas.content
    if content.in_space:
        _paint_axes(painter, canvas)
    _paint_grid_lines(painter, canvas)
    lines: list[np.ndarray] = []
    for curve in content.bottom_up:
        _paint_tube(painter, canvas, curve)
    for curve in content.bottom_up:
        line = _line(canvas, curve.points)
        lines.append(line)
        width = SELECTED_WIDTH if curve.selected else CURVE_WIDTH
        opacity = STALE if curve.stale else 1.0
        _paint_draws(painter, canvas, curve, FAINT * opacity)
        _stroke(painter, _line(canvas, curve.mean), path_pen(PathStyle(curve.style.color), MEAN_WIDTH, MEAN * opacity))
        if curve.rough and curve.style.dash:
            _stroke(painter, line, path_pen(PathStyle(curve.style.color), THREAD_WIDTH, opacity))
        _stroke(painter, line, path_pen(curve.style, width, opacity))
        _paint_warned(painter, canvas, curve)
    for curve in content.bottom_up:
        _paint_grips(painter, canvas, curve)
    for curve in content.bottom_up:
        _paint_own_end(painter, canvas, curve)
    _paint_ends(painter, canvas, lines)
    for curve in content.bottom_up:
        _paint_arrow(painter, canvas, curve)
    for curve in content.bottom_up:
        _paint_playhead(painter, canvas, curve)


def paint_frame(painter: QPainter, canvas: Ground) -> None:
    """Paint the scale, the note, the rounded corners and the hairline."""
    theme, ground = canvas.content.theme, canvas.ground
    font = canvas.font()
    font.setPixelSize(11)
    painter.setFont(font)
    _paint_scale(painter, canvas)
    if canvas.note:
        _paint_note(painter, canvas)
    outline = QPainterPath()
    outline.addRoundedRect(ground.adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
    outside = QPainterPath()
    outside.addRect(ground)
    painter.fillPath(outside.subtracted(outline), QColor(theme.background))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.accent if canvas.keyboard_focus else theme.line), 1.0))
    painter.drawPath(outline)


def _line(canvas: Ground, points: np.ndarray) -> np.ndarray:
    flat = canvas.to_pixels(canvas.content.flat(points))
    # The rasteriser wants finite coordinates of moderate size.
    return np.clip(flat[np.isfinite(flat).all(axis=1)], -FAR, FAR)


def _stroke(painter: QPainter, line: np.ndarray, pen: QPen) -> None:
    if len(line) > 1:
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(pg.functions.arrayToQPolygonF(line[:, 0], line[:, 1]))


def _paint_grid_lines(painter: QPainter, canvas: Ground) -> None:
    """Hairlines, each family in one go and in its own colour."""
    content, theme = canvas.content, canvas.content.theme
    colors = (theme.dim, theme.accent)
    for family in sorted({family for family, _ in content.lines}):
        path = QPainterPath()
        for points in (points for number, points in content.lines if number == family):
            line = _line(canvas, points)
            if len(line) > 1:
                path.addPath(pg.functions.arrayToQPath(line[:, 0], line[:, 1]))
        pen = QPen(with_alpha(colors[family % len(colors)], GRID_LINE), 1.0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)


def _paint_warned(painter: QPainter, canvas: Ground, curve: Curve) -> None:
    """Open rings on the points that are to be noticed, as far apart as can be told apart."""
    if not curve.warned.any():
        return
    theme, last = canvas.content.theme, None
    for place in canvas.to_pixels(canvas.content.flat(curve.points[curve.warned])):
        if last is None or np.abs(place - last).max() >= WARNED_SPACING:
            last = place
            _disc(painter, place, WARNED_RADIUS, QColor(theme.pane), QPen(QColor(theme.error), 1.5))


def _paint_draws(painter: QPainter, canvas: Ground, curve: Curve, opacity: float) -> None:
    """All faint draws as thin solid lines, in one go."""
    if not curve.faint.size:
        return
    lines = np.clip(canvas.to_pixels(canvas.content.flat(curve.faint)), -FAR, FAR)
    connected = np.isfinite(lines[:, :, 0])
    connected[:, -1] = False
    flat = lines.reshape(-1, 2)
    # Lines of one pixel of the screen are drawn thirty times as fast as any wider ones.
    pen = path_pen(PathStyle(curve.style.color), FAINT_WIDTH, opacity)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    connect = cast(Any, connected.ravel().astype(np.int32))
    painter.drawPath(pg.functions.arrayToQPath(flat[:, 0], flat[:, 1], connect))


def _paint_tube(painter: QPainter, canvas: Ground, curve: Curve) -> None:
    """The union of the tube's polygons, evenly shaded."""
    if not curve.tube.size or not np.isfinite(curve.tube).all():
        return
    corners = np.clip(canvas.to_pixels(curve.tube), -FAR, FAR)
    connected = np.ones(corners.shape[:2], np.int32)
    connected[:, -1] = 0
    flat, connect = corners.reshape(-1, 2), cast(Any, connected.ravel())
    area = pg.functions.arrayToQPath(flat[:, 0], flat[:, 1], connect)
    area.setFillRule(Qt.FillRule.WindingFill)
    painter.fillPath(area, with_alpha(curve.style.color, TUBE))


def _disc(painter: QPainter, place: np.ndarray, radius: float, fill: QColor, pen: QPen | None = None) -> None:
    if np.isfinite(place).all() and np.abs(place).max() < FAR:
        painter.setPen(pen if pen is not None else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(fill)
        painter.drawEllipse(QPointF(*map(float, place)), radius, radius)


def _solid(style: PathStyle, width: float, opacity: float = 1.0) -> QPen:
    return QPen(with_alpha(style.color, opacity), width)


def _paint_grips(painter: QPainter, canvas: Ground, curve: Curve) -> None:
    content, theme = canvas.content, canvas.content.theme
    opacity = STALE if curve.stale else 1.0
    pane = QColor(theme.pane)
    for place in _line(canvas, curve.handles):
        _disc(painter, place, HANDLE_RADIUS + 1.0 + HALO, pane)
        _disc(painter, place, HANDLE_RADIUS, pane, _solid(curve.style, 2.0, opacity))
    if content.ghost is not None and content.ghost[0] == curve.id:
        _disc(painter, canvas.to_pixels(content.ghost[1]), HANDLE_RADIUS, pane, _solid(curve.style, 2.0))
    width = 2.6 if curve.selected else 2.0
    for index, place in enumerate(canvas.to_pixels(content.controls(curve))):
        mark = (curve.id, index)
        if mark == content.touched or (content.held is not None and content.held[0] == mark):
            _disc(painter, place, GRIP_RADIUS + 4.0, with_alpha(curve.style.color, 0.2))
        if mark == content.focused:
            _disc(painter, place, GRIP_RADIUS + 2.0, QColor(0, 0, 0, 0), QPen(QColor(theme.accent), 1.5))
        # The pane around a ring sets it off against its curve.
        _disc(painter, place, CONTROL_RADIUS + width / 2 + HALO, pane)
        _disc(painter, place, CONTROL_RADIUS, pane, _solid(curve.style, width, opacity))


def _paint_arrow(painter: QPainter, canvas: Ground, curve: Curve) -> None:
    """A shaft and a head, filled where it was set and open where it was drawn by chance."""
    content, theme = canvas.content, canvas.content.theme
    arrow = canvas.to_pixels(content.arrow(curve))
    if not len(arrow) or not np.isfinite(arrow).all() or np.abs(arrow).max() > FAR:
        return
    tail, tip = arrow
    length = float(np.linalg.norm(tip - tail))
    along = (tip - tail) / length if length > 0 else np.array([1.0, 0.0])
    across = np.array([-along[1], along[0]])
    neck = tip - HEAD_LENGTH * along
    mark = (curve.id, ARROW)
    if mark == content.touched or (content.held is not None and content.held[0] == mark):
        _disc(painter, tip - HEAD_LENGTH / 2 * along, GRIP_RADIUS + 4.0, with_alpha(curve.style.color, 0.2))
    if mark == content.focused:
        ring = QPen(QColor(theme.accent), 1.5)
        _disc(painter, tip - HEAD_LENGTH / 2 * along, GRIP_RADIUS + 3.0, QColor(0, 0, 0, 0), ring)
    pane = QPen(QColor(theme.pane), ARROW_WIDTH + 2 * HALO)
    pane.setCapStyle(Qt.PenCapStyle.FlatCap)
    shaft = np.stack([tail + min(END_RADIUS, length) * along, neck])
    if length > END_RADIUS + HEAD_LENGTH:
        _stroke(painter, shaft, pane)
        _stroke(painter, shaft, QPen(with_alpha(curve.style.color, 1.0), ARROW_WIDTH))
    corners = [tip, neck + HEAD_LENGTH / 2 * across, neck - HEAD_LENGTH / 2 * across]
    head = QPolygonF([QPointF(*map(float, corner)) for corner in corners])
    painter.setPen(QPen(with_alpha(curve.style.color, 1.0), ARROW_WIDTH))
    painter.setBrush(with_alpha(curve.style.color, 1.0) if curve.arrow_set else QColor(theme.pane))
    painter.drawPolygon(head)


def _paint_playhead(painter: QPainter, canvas: Ground, curve: Curve) -> None:
    if len(curve.points) == 0:
        return
    place = canvas.to_pixels(canvas.content.flat(curve.at(canvas.content.playhead)[None]))[0]
    radius = PLAYHEAD_RADIUS + (2.5 if curve.selected else 0.0)
    _disc(painter, place, radius + HALO, QColor(canvas.content.theme.pane))
    _disc(painter, place, radius, with_alpha(curve.style.color, 1.0))


def _paint_own_end(painter: QPainter, canvas: Ground, curve: Curve) -> None:
    for place in canvas.to_pixels(canvas.content.flat(curve.own_end)):
        _disc(painter, place, END_RADIUS + HALO, QColor(canvas.content.theme.pane))
        _disc(painter, place, END_RADIUS, with_alpha(curve.style.color, 1.0))


def _paint_ends(painter: QPainter, canvas: Ground, lines: list[np.ndarray]) -> None:
    content = canvas.content
    if content.ends is None:
        return
    font = canvas.font()
    font.setPixelSize(15)
    painter.setFont(font)
    ends = canvas.to_pixels(content.flat(content.ends))
    for place in ends:
        _disc(painter, place, END_RADIUS, QColor(content.theme.text))
    crowd = np.concatenate([_between(line) for line in lines] + [ends])
    # The ends of a loop are one point with one label.
    together = float(np.abs(ends[1] - ends[0]).max()) < 1.0
    labelled = [(ends[0], "z₀ = z₁")] if together else list(zip(ends, ("z₀", "z₁"), strict=True))
    for place, label in labelled:
        if not np.isfinite(place).all() or np.abs(place).max() > FAR:
            continue
        area = QRectF(0.0, 0.0, 62.0 if together else 22.0, 18.0)
        centre = _label_place(place, crowd)
        # Beside its end a wider label stands off by half of what it has more.
        centre.setX(centre.x() + (area.width() - 22.0) / 2 * float(np.sign(round(centre.x() - place[0]))))
        area.moveCenter(centre)
        painter.setPen(QColor(content.theme.text))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, label)


def _between(line: np.ndarray) -> np.ndarray:
    """The points of a line with three more between each two."""
    if len(line) < 2:
        return line
    steps = np.linspace(0.0, 1.0, 4, endpoint=False)[:, None, None]
    return np.concatenate([(line[:-1] + steps * np.diff(line, axis=0)).reshape(-1, 2), line[-1:]])


def _label_place(end: np.ndarray, crowd: np.ndarray) -> QPointF:
    """The centre of an end's label: on the side that is farthest from the curves, the right one if it will do."""
    angles = np.arange(8) * (math.pi / 4)
    places = end + np.stack([np.cos(angles) * 23.0, np.sin(angles) * 21.0], axis=1)
    free = np.linalg.norm(places[:, None] - crowd[None], axis=2).min(axis=1)
    free[0] += 6.0
    return QPointF(*map(float, places[int(np.argmax(np.minimum(free, 26.0)))]))


def _paint_axes(painter: QPainter, canvas: Ground) -> None:
    content, theme = canvas.content, canvas.content.theme
    length = 0.8 * content.reach
    origin = canvas.to_pixels(np.zeros(2))
    font = canvas.font()
    font.setPixelSize(11)
    painter.setFont(font)
    for direction, name in zip(content.rotation.matrix.T, content.axes, strict=True):
        tip = canvas.to_pixels(direction[:2] * length)
        painter.setPen(QPen(with_alpha(theme.dim, 0.45), 1.0))
        painter.drawLine(QPointF(*map(float, origin)), QPointF(*map(float, tip)))
        painter.setPen(QColor(theme.dim))
        beyond = tip + (tip - origin) / max(float(np.linalg.norm(tip - origin)), 1.0) * 14.0
        area = QRectF(0.0, 0.0, 60.0, 16.0)
        area.moveCenter(QPointF(*map(float, beyond)))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, name)


def _paint_scale(painter: QPainter, canvas: Ground) -> None:
    """A bar of a round length; a second, upright one where the axes have different scales."""
    if canvas.content.is_empty:
        return
    theme, ground = canvas.content.theme, canvas.ground
    corner = QPointF(ground.left() + EDGE, ground.bottom() - EDGE)
    lengths = [nice_length(SCALE_LENGTH / float(scale)) for scale in canvas.pixels_per_unit]
    across, up = (length * float(scale) for length, scale in zip(lengths, canvas.pixels_per_unit, strict=True))
    painter.setPen(QPen(QColor(theme.dim), 1.2))
    painter.drawLine(corner, corner + QPointF(across, 0.0))
    ratio = float(canvas.pixels_per_unit[0] / canvas.pixels_per_unit[1])
    if abs(ratio - 1.0) > 0.01:
        painter.drawLine(corner, corner - QPointF(0.0, up))
        upper = QRectF(corner.x() + 6.0, corner.y() - up - 3.0, 90.0, 14.0)
        painter.drawText(upper, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, written(lengths[1]))
    else:
        painter.drawLine(corner, corner - QPointF(0.0, 4.0))
    painter.drawLine(corner + QPointF(across, 0.0), corner + QPointF(across, -4.0))
    lower = QRectF(corner.x() + across - 90.0 - 6.0, corner.y() - 19.0, 90.0, 14.0)
    painter.drawText(lower, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, written(lengths[0]))


def _paint_note(painter: QPainter, canvas: Ground) -> None:
    theme: Theme = canvas.content.theme
    room = canvas.ground.adjusted(EDGE, 8.0, -EDGE, 0.0)
    text = painter.fontMetrics().elidedText(canvas.note, Qt.TextElideMode.ElideMiddle, int(room.width()))
    area = QRectF(0.0, room.top(), painter.fontMetrics().horizontalAdvance(text) + 16.0, 22.0)
    area.moveRight(room.right() + 8.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(with_alpha(theme.pane, 0.85))
    painter.drawRoundedRect(area, 4.0, 4.0)
    painter.setPen(QColor(theme.dim))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
