"""The look that the tests of the widgets are made for."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from interp_explorer.widgets.style import apply_theme
from interp_explorer.widgets.theme import LIGHT


@pytest.fixture
def light(qapp: QApplication) -> None:
    """The light theme, whatever an earlier test has applied."""
    apply_theme(qapp, LIGHT)
