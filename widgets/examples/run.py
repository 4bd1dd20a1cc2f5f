"""What every example needs: an application, a theme, a window and some images."""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ..style import apply_theme, set_role
from ..theme import LIGHT, THEMES


def run(make: Callable[[], QWidget], width: int = 248, height: int = 0) -> None:
    """Show what `make` makes on a pane, in the theme named on the command line."""
    app = QApplication(sys.argv)
    apply_theme(app, THEMES.get(sys.argv[-1], LIGHT))
    window = QWidget()
    window.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    set_role(window, "pane")
    column = QVBoxLayout(window)
    column.setContentsMargins(16, 16, 16, 16)
    column.addWidget(make())
    column.addStretch(1)
    window.resize(width, height or window.sizeHint().height())
    window.show()
    app.exec()


def images(count: int, side: int = 32) -> np.ndarray:
    """Rings that grow: (count, 1, side, side) floats in [0, 1]."""
    axis = np.linspace(-1, 1, side)
    radius = np.hypot(axis[:, None], axis[None, :])
    wanted = np.linspace(0.2, 0.9, count)[:, None, None]
    return np.exp(-(((radius - wanted) / 0.12) ** 2))[:, None].astype(np.float32)
