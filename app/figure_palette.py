"""The colours of static figures: those of the window's themes. No Qt."""

from __future__ import annotations

from ..engine.figures import Palette
from ..widgets.theme import THEMES


def figure_palette(theme_name: str) -> Palette:
    """The palette of a theme of the window, 'light' or 'dark'."""
    theme = THEMES[theme_name]
    paths = tuple((style.color, style.dash) for style in theme.paths)
    return Palette(theme.pane, theme.text, theme.dim, theme.line, paths)
