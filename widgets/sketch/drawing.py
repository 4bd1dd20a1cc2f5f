"""Paints a sketch: heat, areas, trails, dots, curves, marks, and the stroke in the hand."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPainterPathStroker, QPen, QPolygonF

from ..path_pen import path_pen
from ..plane.heat_map import shaded
from ..plane.scale import nice_length, written
from ..style import with_alpha
from ..theme import Theme
from .content import Dots, Region, SketchContent
from .frame import Frame

MARK_RADIUS, GRIP_RADIUS, HALO = 8.0, 12.0, 1.5
FAR = 20_000.0
EDGE = 16.0
SCALE_LENGTH = 72.0


def heat_image(values: np.ndarray, color: str) -> QImage:
    """The bands of a heat map, rows upwards, as an image."""
    pixels = np.ascontiguousarray(shaded(values, color)[::-1])
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


def paint_sketch(painter: QPainter, content: SketchContent, frame: Frame, heat: QImage | None) -> None:
    """Paint everything on a painter whose ground is filled already."""
    theme = content.theme
    if heat is not None and content.heat is not None:
        x0, y0, x1, y1 = content.heat[1]
        (left, bottom), (right, top) = frame.to_pixels(np.array([[x0, y0], [x1, y1]]))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(left, top, right - left, bottom - top), heat)
    for region in content.regions:
        _paint_region(painter, region, frame, with_alpha(theme.dim, 0.22), QPen(with_alpha(theme.dim, 0.9), 1.2))
    for dots in content.dots:
        _paint_trails(painter, dots, frame)
    for dots in content.dots:
        _paint_dots(painter, dots, frame)
    for curve in content.curves:
        line = frame.to_pixels(curve.points[np.isfinite(curve.points).all(axis=1)])
        if len(line) > 1:
            painter.setPen(path_pen(curve.style, curve.width, curve.opacity))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(_polygon(line))
    for index, place in enumerate(frame.to_pixels(content.marks)):
        _paint_mark(painter, place, content, index)
    _paint_stroke(painter, content, frame)
    _paint_scale(painter, frame, theme)


def region_path(region: Region, frame: Frame) -> QPainterPath:
    """The outline of an area in pixels."""
    pixels = frame.to_pixels(region.places)
    path = QPainterPath()
    if region.radius is None:
        path.addPolygon(_polygon(pixels))
        path.closeSubpath()
        return path
    radius = region.radius * frame.scale
    if len(pixels) == 1:
        path.addEllipse(QPointF(*map(float, pixels[0])), radius, radius)
        return path
    path.addPolygon(_polygon(pixels))
    stroker = QPainterPathStroker()
    stroker.setWidth(2 * radius)
    stroker.setCapStyle(Qt.PenCapStyle.RoundCap)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return stroker.createStroke(path).simplified()


def _paint_region(painter: QPainter, region: Region, frame: Frame, fill: QColor, pen: QPen) -> None:
    painter.setPen(pen)
    painter.setBrush(fill)
    painter.drawPath(region_path(region, frame))


def _paint_trails(painter: QPainter, dots: Dots, frame: Frame) -> None:
    if dots.trails.size == 0:
        return
    painter.setPen(QPen(with_alpha(dots.color, 0.22), 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for trail in np.swapaxes(frame.to_pixels(dots.trails), 0, 1):
        painter.drawPolyline(_polygon(trail))


def _paint_dots(painter: QPainter, dots: Dots, frame: Frame) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(with_alpha(dots.color, dots.opacity))
    radius = dots.size / 2
    for x, y in np.clip(frame.to_pixels(dots.points), -FAR, FAR).tolist():
        painter.drawEllipse(QPointF(x, y), radius, radius)


def _paint_mark(painter: QPainter, place: np.ndarray, content: SketchContent, index: int) -> None:
    if not np.isfinite(place).all() or np.abs(place).max() > FAR:
        return
    theme, point = content.theme, QPointF(*map(float, place))
    painter.setPen(Qt.PenStyle.NoPen)
    if index == content.touched:
        painter.setBrush(with_alpha(theme.text, 0.16))
        painter.drawEllipse(point, GRIP_RADIUS + 3, GRIP_RADIUS + 3)
    painter.setBrush(QColor(theme.pane))
    painter.drawEllipse(point, MARK_RADIUS + HALO, MARK_RADIUS + HALO)
    if index == content.focused:
        painter.setPen(QPen(QColor(theme.accent), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(point, MARK_RADIUS + 3.5, MARK_RADIUS + 3.5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.text))
    painter.drawEllipse(point, MARK_RADIUS, MARK_RADIUS)
    if index < len(content.labels):
        font = painter.font()
        font.setPixelSize(15)
        painter.setFont(font)
        # Outwards from the middle of the marks, where no curve is.
        side = 1.0 if len(content.marks) < 2 or content.marks[index][0] >= content.marks[:, 0].mean() else -1.0
        area = QRectF(0.0, 0.0, 24.0, 18.0)
        area.moveCenter(point + QPointF(side * 22.0, -12.0))
        painter.setPen(QColor(theme.text))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, content.labels[index])


def _paint_stroke(painter: QPainter, content: SketchContent, frame: Frame) -> None:
    """What is being painted, and where the keyboard's pencil is."""
    theme = content.theme
    color = theme.error if content.tool == "erase" else theme.accent
    pen = QPen(QColor(color), 1.5)
    if content.stroke:
        places = np.array(content.stroke)
        if content.tool == "dots":
            _paint_dots(painter, Dots(places, color, 6.0, 1.0), frame)
        elif content.tool == "outline":
            painter.setPen(pen)
            painter.setBrush(with_alpha(color, 0.12))
            painter.drawPolygon(_polygon(frame.to_pixels(places)))
        else:
            _paint_region(painter, Region(places, content.radius), frame, with_alpha(color, 0.18), pen)
    if content.pencil is not None:
        point = QPointF(*map(float, frame.to_pixels(content.pencil)))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if content.tool in ("brush", "erase"):
            painter.drawEllipse(point, content.radius * frame.scale, content.radius * frame.scale)
        for across, along in ((6.0, 0.0), (0.0, 6.0)):
            painter.drawLine(point - QPointF(across, along), point + QPointF(across, along))


def _paint_scale(painter: QPainter, frame: Frame, theme: Theme) -> None:
    """A bar of a round length."""
    length = nice_length(SCALE_LENGTH / frame.scale)
    across = length * frame.scale
    corner = QPointF(EDGE, frame.size[1] - EDGE)
    font = painter.font()
    font.setPixelSize(11)
    painter.setFont(font)
    painter.setPen(QPen(QColor(theme.dim), 1.2))
    painter.drawLine(corner, corner + QPointF(across, 0.0))
    for end in (corner, corner + QPointF(across, 0.0)):
        painter.drawLine(end, end - QPointF(0.0, 4.0))
    area = QRectF(corner.x() + across - 96.0, corner.y() - 19.0, 90.0, 14.0)
    painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, written(length))


def _polygon(pixels: np.ndarray) -> QPolygonF:
    clipped = np.clip(pixels, -FAR, FAR)
    return pg.functions.arrayToQPolygonF(clipped[:, 0], clipped[:, 1])
