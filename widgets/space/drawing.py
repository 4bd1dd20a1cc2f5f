"""Paints a body, curves and points in space: far faces first, what is hidden faint."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ..path_pen import path_pen
from ..style import mixed, with_alpha
from ..theme import Theme
from .bodies import Body
from .camera import Camera, hidden
from .content import SpaceContent, SpaceCurve

HIDDEN = 0.32
FILL = 0.5
LIGHT_FROM = np.array([-0.35, 0.55, 0.76])
END_RADIUS = 7.0
HALO = 1.5
FAR = 20_000.0

Size = tuple[float, float]


def paint_space(painter: QPainter, content: SpaceContent, camera: Camera, size: Size) -> None:
    """Paint everything on a painter whose ground is filled already."""
    body = content.body
    triangles = camera.seen(body.occluders, size) if body is not None else np.zeros((0, 3, 3))
    tolerance = body.tolerance / camera.radius if body is not None else 0.0
    if body is not None:
        _paint_faces(painter, body, camera, size, content.theme)
        for lines, opacity in ((body.grid, 0.28), (body.edges, 0.8)):
            _paint_lines(painter, lines, camera, size, triangles, tolerance, content.theme, opacity)
    for curve in content.curves:
        _paint_curve(painter, curve, camera, size, triangles, tolerance)
    for point in content.points:
        seen = camera.seen(point.place, size)
        covered = bool(hidden(seen[None], triangles, tolerance)[0])
        _paint_point(painter, seen, point.label, HIDDEN if covered else 1.0, content.theme)


def _paint_faces(painter: QPainter, body: Body, camera: Camera, size: Size, theme: Theme) -> None:
    seen = camera.seen(body.faces, size)
    normals = np.cross(body.faces[:, 1] - body.faces[:, 0], body.faces[:, 2] - body.faces[:, 0])
    # A patch at a pole has two equal corners, and its normal from the others.
    flat = np.linalg.norm(normals, axis=1) < 1e-12
    if flat.any():
        degenerate = body.faces[flat]
        normals[flat] = np.cross(degenerate[:, 2] - degenerate[:, 0], degenerate[:, 3] - degenerate[:, 0])
    normals = camera.rotation.apply(normals)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    # Both sides of a face are lit alike: it is a film, not a wall.
    lit = np.abs(normals @ LIGHT_FROM)
    steps = np.round(lit * 15).astype(int)
    dark, bright = mixed(theme.pane, theme.heat, 0.34), mixed(theme.pane, theme.heat, 0.1)
    colors = [with_alpha(mixed(dark, bright, step / 15), FILL) for step in range(16)]
    painter.save()
    # Smoothed seams between neighbours would show as lines.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    for index in np.argsort(seen[..., 2].mean(axis=1)):
        painter.setBrush(colors[steps[index]])
        painter.drawConvexPolygon(_polygon(seen[index]))
    painter.restore()


def _paint_lines(
    painter: QPainter,
    lines: Sequence[np.ndarray],
    camera: Camera,
    size: Size,
    triangles: np.ndarray,
    tolerance: float,
    theme: Theme,
    opacity: float,
) -> None:
    """All lines of a body, tested together."""
    if not lines:
        return
    seen = camera.seen(np.concatenate(lines), size)
    covered = hidden(seen, triangles, tolerance)
    pens = [QPen(with_alpha(theme.dim, opacity * share), 1.0) for share in (1.0, HIDDEN)]
    start = 0
    for part in lines:
        stop = start + len(part)
        _stroke_parts(painter, seen[start:stop], covered[start:stop], pens)
        start = stop


def _paint_curve(
    painter: QPainter, curve: SpaceCurve, camera: Camera, size: Size, triangles: np.ndarray, tolerance: float
) -> None:
    points = curve.points[np.isfinite(curve.points).all(axis=1)]
    if len(points) < 2:
        return
    seen = camera.seen(points, size)
    pens = [path_pen(curve.style, curve.width, curve.opacity * share) for share in (1.0, HIDDEN)]
    _stroke_parts(painter, seen, hidden(seen, triangles, tolerance), pens)


def _stroke_parts(painter: QPainter, seen: np.ndarray, covered: np.ndarray, pens: list[QPen]) -> None:
    """The line in runs of what is seen and what is hidden; a step counts as hidden if both its ends are."""
    steps = covered[:-1] & covered[1:]
    edges = np.flatnonzero(np.diff(steps)) + 1
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for run in np.split(np.arange(len(steps)), edges):
        painter.setPen(pens[int(steps[run[0]])])
        painter.drawPolyline(_polygon(seen[run[0] : run[-1] + 2]))


def _paint_point(painter: QPainter, seen: np.ndarray, label: str, opacity: float, theme: Theme) -> None:
    place = QPointF(float(seen[0]), float(seen[1]))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(with_alpha(theme.pane, opacity))
    painter.drawEllipse(place, END_RADIUS + HALO, END_RADIUS + HALO)
    painter.setBrush(with_alpha(theme.text, opacity))
    painter.drawEllipse(place, END_RADIUS, END_RADIUS)
    if label:
        font = painter.font()
        font.setPixelSize(15)
        painter.setFont(font)
        area = QRectF(0.0, 0.0, 24.0, 18.0)
        area.moveCenter(place + QPointF(20.0, -14.0))
        painter.setPen(QColor(theme.text) if opacity == 1.0 else with_alpha(theme.text, 0.6))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, label)


def _polygon(seen: np.ndarray) -> QPolygonF:
    clipped = np.clip(seen[:, :2], -FAR, FAR)
    return QPolygonF([QPointF(x, y) for x, y in clipped.tolist()])
