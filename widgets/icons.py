"""The program's own icons: SVG files drawn with `currentColor`, coloured from the theme."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from .theme import Theme

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "icons"
SIZE = 16
SCALES = (1.0, 1.5, 2.0, 3.0)


def icon_names() -> tuple[str, ...]:
    """All icons there are, in alphabetical order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.svg")))


@lru_cache(maxsize=256)
def icon(name: str, color: str) -> QIcon:
    """The icon in one colour ('#rrggbb'), sharp at the usual screen scales. Raises FileNotFoundError."""
    made = QIcon()
    for scale in SCALES:
        made.addPixmap(pixmap(name, color, SIZE, scale))
    return made


def theme_icon(name: str, theme: Theme) -> QIcon:
    """The icon as menus and quiet buttons show it: text colour, dim where disabled."""
    made = QIcon(icon(name, theme.text))
    for scale in SCALES:
        made.addPixmap(pixmap(name, theme.dim, SIZE, scale), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, color: str, size: int = SIZE, device_pixel_ratio: float = 1.0) -> QPixmap:
    """The icon as a square pixmap of `size` points."""
    renderer = QSvgRenderer(QByteArray(_text(name).replace("currentColor", color).encode()))
    pixels = round(size * device_pixel_ratio)
    made = QPixmap(QSize(pixels, pixels))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    made.setDevicePixelRatio(device_pixel_ratio)
    return made


@lru_cache
def _text(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
