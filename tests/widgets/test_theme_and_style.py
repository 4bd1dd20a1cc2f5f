"""Colours that can be read, a sheet without gaps, and icons that follow the theme."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from interp_explorer.widgets import icons
from interp_explorer.widgets.buttons import CommandButton, IconButton
from interp_explorer.widgets.style import apply_theme, current_theme, mixed, palette, set_role, style_sheet
from interp_explorer.widgets.theme import DARK, LIGHT, THEMES, Theme

BOTH = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_known_colors() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@BOTH
@pytest.mark.parametrize("ground", ["pane", "background", "soft"])
@pytest.mark.parametrize("ink", ["text", "dim", "error"])
def test_words_can_be_read_on_their_ground(theme: Theme, ink: str, ground: str) -> None:
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.5


@BOTH
def test_words_of_the_primary_button_can_be_read(theme: Theme) -> None:
    assert contrast(theme.on_accent, theme.accent) >= 4.5


@BOTH
def test_palette_carries_the_tokens(theme: Theme) -> None:
    made = palette(theme)
    role = QPalette.ColorRole
    found = {each: made.color(each).name() for each in (role.Window, role.Base, role.WindowText, role.Highlight)}
    assert found == {
        role.Window: theme.background, role.Base: theme.pane, role.WindowText: theme.text,
        role.Highlight: theme.accent,
    }  # fmt: skip


@BOTH
def test_sheet_leaves_no_token_open_and_uses_only_known_colors(theme: Theme) -> None:
    sheet = style_sheet(theme)
    assert "@" not in sheet
    assert set(re.findall(r"#[0-9a-f]{6}", sheet)) >= {theme.pane, theme.soft, theme.line, theme.dim, theme.accent}
    other = DARK if theme is LIGHT else LIGHT
    assert other.background not in sheet


def test_switching_themes_changes_everything_at_once(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, LIGHT)
    label, button = QLabel("words"), IconButton("eye", "Look")
    for widget in (label, button):
        qtbot.addWidget(widget)
        widget.ensurePolished()
    light_icon = button.icon().pixmap(16, 16).toImage()
    apply_theme(qapp, DARK)
    assert current_theme() is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.background)
    qapp.processEvents()
    assert button.icon().pixmap(16, 16).toImage() != light_icon


def test_role_changes_the_look_of_a_widget_that_is_shown(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, LIGHT)
    label = QLabel("words")
    qtbot.addWidget(label)
    set_role(label, "section")
    label.ensurePolished()
    assert (label.font().pixelSize(), label.palette().color(QPalette.ColorRole.WindowText).name()) == (11, LIGHT.dim)
    set_role(label, "error")
    assert label.palette().color(QPalette.ColorRole.WindowText).name() == LIGHT.error


def test_mixed_goes_from_one_color_to_the_other() -> None:
    assert [mixed("#000000", "#ff8000", share) for share in (0, 0.5, 1)] == ["#000000", "#804000", "#ff8000"]


@pytest.mark.parametrize("name", icons.icon_names())
def test_every_icon_is_drawn_in_the_color_asked_for(qapp: QApplication, name: str) -> None:
    image = icons.pixmap(name, "#ff0000", 16, 2.0).toImage()
    assert (image.width(), image.devicePixelRatio()) == (32, 2.0)
    colors = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
    inked = [color for color in colors if color.alpha() > 200]
    assert len(inked) > 8
    assert all((color.red(), color.green(), color.blue()) == (255, 0, 0) for color in inked)


def test_icons_of_the_look_are_all_there() -> None:
    wanted = {
        "eye", "eye-off", "plus", "trash", "play", "pause", "shuffle", "swap", "export", "undo", "redo", "open",
        "save", "resample", "fit", "sun", "moon", "chevron-down", "loop", "more",
    }  # fmt: skip
    assert wanted <= set(icons.icon_names())


def test_unknown_icon_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        icons.icon("no-such-icon", "#000000")


def test_command_button_has_room_for_its_shortcut(qtbot: QtBot) -> None:
    plain, with_key = CommandButton("Play"), CommandButton("Play", shortcut="Space")
    for button in (plain, with_key):
        qtbot.addWidget(button)
    assert with_key.minimumSizeHint().width() > plain.minimumSizeHint().width() + 20
    assert (with_key.toolTip(), with_key.accessibleName()) == ("Play (Space)", "Play")
    with_key.set_command("Pause", "pause")
    assert (with_key.text(), with_key.toolTip(), with_key.accessibleName()) == ("Pause", "Pause (Space)", "Pause")
