"""From arrays of floats to pictures on the screen: grey or colour, smooth, never stretched."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPixmap

CORNER_RADIUS = 3.0


def to_qimage(image: np.ndarray) -> QImage:
    """A QImage of its own memory from (C, H, W) or (H, W); floats in [0, 1] or bytes; C is 1 or 3.

    Values outside [0, 1] are clipped, NaN is black. Raises ValueError for any other shape.
    """
    if image.ndim == 2:
        image = image[None]
    if image.ndim != 3 or image.shape[0] not in (1, 3) or 0 in image.shape:
        raise ValueError(f"a picture has 1 or 3 channels and is not empty, not {image.shape}")
    pixels = np.ascontiguousarray(to_bytes(image).transpose(1, 2, 0))
    height, width, channels = pixels.shape
    layout = QImage.Format.Format_Grayscale8 if channels == 1 else QImage.Format.Format_RGB888
    return QImage(pixels.data, width, height, width * channels, layout).copy()


def to_bytes(images: np.ndarray) -> np.ndarray:
    """Floats in [0, 1] as rounded bytes; bytes stay as they are."""
    if images.dtype == np.uint8:
        return images
    return np.rint(np.nan_to_num(np.clip(images, 0.0, 1.0), nan=0.0) * 255.0).astype(np.uint8)


def fitted(size: QSize | QSizeF, box: QRectF) -> QRectF:
    """The largest rectangle of the proportions of `size`, centred in `box`."""
    wide, high = max(1.0, float(size.width())), max(1.0, float(size.height()))
    scale = min(box.width() / wide, box.height() / high)
    inner = QRectF(0.0, 0.0, wide * scale, high * scale)
    inner.moveCenter(box.center())
    return inner


def picture(
    image: np.ndarray | QImage,
    width: float,
    height: float,
    device_pixel_ratio: float = 1.0,
    smooth: bool = True,
    radius: float = CORNER_RADIUS,
) -> QPixmap:
    """A pixmap that fits into `width` x `height`, in the proportions of the image, with rounded corners."""
    source = image if isinstance(image, QImage) else to_qimage(image)
    inner = fitted(source.size(), QRectF(0.0, 0.0, width, height))
    pixels = QSize(
        max(1, round(inner.width() * device_pixel_ratio)), max(1, round(inner.height() * device_pixel_ratio))
    )
    how = Qt.TransformationMode.SmoothTransformation if smooth else Qt.TransformationMode.FastTransformation
    scaled = source.scaled(pixels, Qt.AspectRatioMode.IgnoreAspectRatio, how)
    if radius > 0.0:
        scaled = _rounded(scaled, radius * device_pixel_ratio)
    pixmap = QPixmap.fromImage(scaled)
    pixmap.setDevicePixelRatio(device_pixel_ratio)
    return pixmap


def draw_centred(painter: QPainter, pixmap: QPixmap, box: QRectF) -> QRectF:
    """Draw a pixmap at its own size in the middle of `box`, on whole pixels; returns where it is."""
    size = pixmap.deviceIndependentSize()
    corner = QPointF(
        round(box.x() + (box.width() - size.width()) / 2), round(box.y() + (box.height() - size.height()) / 2)
    )
    painter.drawPixmap(corner, pixmap)
    return QRectF(corner, size)


def _rounded(image: QImage, radius: float) -> QImage:
    target = QImage(image.size(), QImage.Format.Format_ARGB32_Premultiplied)
    target.fill(Qt.GlobalColor.transparent)
    outline = QPainterPath()
    outline.addRoundedRect(QRectF(target.rect()), radius, radius)
    painter = QPainter(target)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(image)
    painter.drawPath(outline)
    painter.end()
    return target
