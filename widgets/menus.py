"""Menus of which one entry is ticked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu


def add_choices(menu: QMenu, choices: Sequence[tuple[str, str]], current: str, choose: Callable[[str], None]) -> None:
    """Fill a menu with exclusive choices, (name, label) each; `choose` gets the name of the one that is clicked."""
    group = QActionGroup(menu)
    for name, label in choices:
        action = menu.addAction(label)
        action.setCheckable(True)
        action.setChecked(name == current)
        action.triggered.connect(partial(_tell, choose, name))
        group.addAction(action)


def _tell(choose: Callable[[str], None], name: str, _: bool = False) -> None:
    choose(name)
