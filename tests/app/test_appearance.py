"""What the window looks like: approved pictures, compared coarsely, and text that is never cut.

A picture that has changed on purpose is approved by running this file with INTERP_EXPLORER_APPROVE=1.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from interp_explorer.app.settings import Settings
from interp_explorer.engine.scene import Scene

APPROVED = Path(__file__).parent / "approved"
CELLS = (32, 20)
SIZE = (1280, 800)
THEMES = ("light", "dark")
# Fonts differ between computers: a cell may be a little off, and few cells more than that.
MEAN_DIFFERENCE, CELL_DIFFERENCE, ODD_CELLS = 4.0, 28.0, 0.03


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def dressed(theme: str, open_window: Callable[..., Any], scene: Scene) -> Any:
    """The user of a window in a theme, with a control point, all solved."""
    user = open_window(scene, Settings(theme=theme, width=SIZE[0], height=SIZE[1]))
    user.wait_until_solved()
    user.controller.curves.add_control("geodesic-1", 0.4, None)
    user.wait_until_solved()
    return user


def coarse(image: QImage) -> np.ndarray:
    """Mean luminance of the cells of an image, (rows, columns), 0 to 255."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())[:, : grey.width()]
    columns, rows = CELLS
    return pixels.reshape(rows, SIZE[1] // rows, columns, SIZE[0] // columns).mean((1, 3))


def test_the_window_looks_as_approved(dressed: Any, theme: str) -> None:
    seen = coarse(dressed.window.grab().toImage())
    file = APPROVED / f"window-{theme}.png"
    if os.environ.get("INTERP_EXPLORER_APPROVE"):
        APPROVED.mkdir(exist_ok=True)
        Image.fromarray(np.round(seen).astype(np.uint8)).save(file)
    with Image.open(file) as approved:
        difference = np.abs(seen - np.asarray(approved, float))
    assert difference.mean() < MEAN_DIFFERENCE, f"the whole window is {difference.mean():.1f} off"
    odd = (difference > CELL_DIFFERENCE).mean()
    assert odd < ODD_CELLS, f"{odd:.0%} of the cells are off: {np.argwhere(difference > CELL_DIFFERENCE).tolist()}"


def test_no_text_is_cut(dressed: Any, cut_texts: Callable[[Any], list[str]]) -> None:
    dressed.window.panels.show_export()
    dressed.page.inspector.parameters.form._more.setChecked(True)
    dressed.page.ends.message.show_message("A sentence that is long enough for two lines in a pane as narrow as this.")
    dressed.wait_until_idle()
    parts = [dressed.window, dressed.window.panels.export]
    seen = [widget for part in parts for widget in part.findChildren(QWidget) if widget.isVisible()]
    cut = [problem for part in parts for problem in cut_texts(part)]
    assert not cut, "\n".join(cut)
    assert len([widget for widget in seen if isinstance(widget, QLabel) and widget.text()]) > 10


def test_everything_is_inside_its_pane(dressed: Any) -> None:
    for area in (dressed.page.splitter.widget(0), dressed.page.splitter.widget(2)):
        inside = area.widget()
        assert inside.width() <= area.viewport().width()
        for widget in inside.findChildren(QWidget):
            if widget.isVisible():
                right = widget.mapTo(inside, widget.rect().topRight()).x()
                assert right <= inside.width(), f"{widget!r} ends at {right} of {inside.width()}"


def test_every_control_has_a_name_and_a_tool_tip(dressed: Any) -> None:
    dressed.window.panels.show_export()
    controls = [
        widget
        for widget in dressed.window.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.focusProxy()
    ]
    assert len(controls) > 20
    nameless = [widget for widget in controls if not (widget.accessibleName() or getattr(widget, "text", str)())]
    assert not nameless
    silent = [widget for widget in controls if isinstance(widget, QAbstractButton) and not widget.toolTip()]
    assert not [widget for widget in silent if widget.window() is dressed.window], silent


def test_the_look_does_not_depend_on_what_was_before(dressed: Any, theme: str) -> None:
    first = dressed.window.grab().toImage()
    other = next(name for name in THEMES if name != theme)
    for name in (other, theme):
        dressed.window.set_theme(name)
        dressed.wait_until_idle()
    difference = np.abs(coarse(first) - coarse(dressed.window.grab().toImage()))
    assert difference.max() < 1
    assert dataclasses.asdict(dressed.window.preferences.settings)["theme"] == theme
