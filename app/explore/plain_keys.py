"""What the keys without Ctrl do in the Explore tab."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from .page import ExplorePage

LAYER_KEYS = 9


def plain_keys(page: ExplorePage) -> dict[tuple[int, bool], Callable[[], None]]:
    """(key, with shift) -> action."""
    controller, key = page.controller, Qt.Key
    keys: dict[tuple[int, bool], Callable[[], None]] = {
        (key.Key_Space, False): page.toggle_film,
        (key.Key_R, False): controller.resample,
        (key.Key_R, True): partial(controller.resample, everything=True),
        (key.Key_C, False): controller.layers.continue_chain,
        (key.Key_Up, False): partial(controller.layers.step_draw, -1),
        (key.Key_Down, False): partial(controller.layers.step_draw, 1),
        (key.Key_F, False): page.plane.fit,
        (key.Key_Left, False): partial(controller.view.step, -1),
        (key.Key_Right, False): partial(controller.view.step, 1),
        (key.Key_Escape, False): controller.cancel,
        (key.Key_F2, False): page.rename_selected,
        (key.Key_F5, False): controller.forget,
    }
    for index in range(LAYER_KEYS):
        keys[key.Key_1 + index, False] = partial(controller.layers.toggle, index)
    return keys
