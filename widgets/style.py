"""From the tokens of a theme to Qt: a palette, a font and one small style sheet.

Widgets say what they are by the property `role` (see `set_role`); the sheet says how a role looks.
What is painted by hand asks `current_theme` while it paints, and is repainted when the palette changes.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from .theme import LIGHT, THEMES, Theme

TEXT_PIXELS = 13
CAPTION_PIXELS = 11
RADIUS = 6
FONT_FAMILIES = ("Inter", "Segoe UI Variable Text", "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans")
_THEME_PROPERTY = "interp_explorer_theme"


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Dress the whole application; safe to call again to switch themes."""
    app.setProperty(_THEME_PROPERTY, theme.name)
    if app.style().name() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(text_font())
    app.setPalette(palette(theme))
    app.setStyleSheet(style_sheet(theme))


def current_theme() -> Theme:
    """The theme last applied; light before that."""
    app = QApplication.instance()
    return THEMES.get(app.property(_THEME_PROPERTY), LIGHT) if app is not None else LIGHT


def set_role(widget: QWidget, role: str) -> None:
    """Say what a widget is, so that the sheet can dress it; may change at any time."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def text_font(pixels: int = TEXT_PIXELS, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The program's font: the first known family there is, else the system's; figures all equally wide."""
    font = QFont(_families())
    font.setPixelSize(pixels)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


@lru_cache(maxsize=1)
def _families() -> list[str]:
    known = [family for family in FONT_FAMILIES if QFontDatabase.hasFamily(family)]
    return [*known, QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()]


def with_alpha(color: str, alpha: float) -> QColor:
    """A token's colour, translucent."""
    made = QColor(color)
    made.setAlphaF(alpha)
    return made


def mixed(first: str, second: str, share: float) -> str:
    """The colour `share` of the way from the first token to the second, as '#rrggbb'."""
    a, b = QColor(first), QColor(second)
    parts = ((1 - share) * x + share * y for x, y in zip(a.getRgb()[:3], b.getRgb()[:3], strict=True))  # pyright: ignore[reportIndexIssue]
    return QColor(*(round(part) for part in parts)).name()


def palette(theme: Theme) -> QPalette:
    """The theme as Qt's own colours, for everything the sheet does not name."""
    role = QPalette.ColorRole
    colors = {
        role.Window: theme.background, role.WindowText: theme.text, role.Base: theme.pane,
        role.AlternateBase: theme.soft, role.Text: theme.text, role.PlaceholderText: theme.dim,
        role.Button: theme.pane, role.ButtonText: theme.text, role.BrightText: theme.error,
        role.ToolTipBase: theme.pane, role.ToolTipText: theme.text, role.Light: theme.pane,
        role.Midlight: theme.soft, role.Mid: theme.line, role.Dark: theme.line, role.Shadow: theme.line,
        role.Highlight: theme.accent, role.HighlightedText: theme.on_accent, role.Accent: theme.accent,
        role.Link: theme.accent, role.LinkVisited: theme.accent,
    }  # fmt: skip
    made = QPalette()
    for each, color in colors.items():
        made.setColor(each, QColor(color))
    for each in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, each, QColor(mixed(theme.dim, theme.pane, 0.35)))
    return made


def style_sheet(theme: Theme) -> str:
    """The one sheet of the program."""
    tokens = {
        **{name: getattr(theme, name) for name in _TOKENS},
        "hover": mixed(theme.soft, theme.pane, 0.45),
        "pressed": mixed(theme.soft, theme.line, 0.7),
        "accent_hover": mixed(theme.accent, theme.text, 0.12),
        "faint": mixed(theme.dim, theme.pane, 0.35),
        "handle": mixed(theme.line, theme.dim, 0.35),
        # The chosen segment is lighter than its ground in light, darker in dark: the pane's colour.
        "segment": theme.pane,
        "radius": f"{RADIUS}px",
        "caption": f"{CAPTION_PIXELS}px",
    }
    sheet = _SHEET
    for name in sorted(tokens, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", tokens[name])
    return sheet


_TOKENS = ("background", "pane", "soft", "line", "text", "dim", "accent", "on_accent", "error")

_SHEET = """
QToolTip { background: @pane; color: @text; border: 1px solid @line; padding: 4px 6px; }
*[role="pane"] { background: @pane; }
*[role="clear"] { background: transparent; }
*[role="card"] { background: @pane; border: 1px solid @line; border-radius: @radius; }
*[role="hairline"] { background: @line; border: none; }

QLabel[role="section"] { color: @dim; font-size: @caption; font-weight: 600; letter-spacing: 0.8px; }
QLabel[role="caption"] { color: @dim; font-size: @caption; }
QLabel[role="caption-strong"] { color: @text; font-size: @caption; }
QLabel[role="dim"] { color: @dim; }
QLabel[role="title"] { font-weight: 600; font-size: 14px; }
QLabel[role="error"] { color: @error; font-size: @caption; }

QPushButton { background: @pane; color: @text; border: 1px solid @line; border-radius: @radius;
    padding: 0 11px; min-height: 28px; outline: none; }
QPushButton:hover { background: @hover; }
QPushButton:pressed, QPushButton:checked { background: @pressed; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @faint; }
QPushButton[role="primary"] { background: @accent; color: @on_accent; border-color: @accent; }
QPushButton[role="primary"]:hover, QPushButton[role="primary"]:pressed { background: @accent_hover;
    border-color: @accent_hover; }
QPushButton[role="primary"]:focus { border-color: @text; }
QPushButton[role="primary"]:disabled { background: @soft; border-color: @soft; color: @faint; }
QPushButton[role="link"] { background: transparent; border: 1px solid transparent; border-radius: 4px; color: @accent;
    font-weight: 600; font-size: @caption; padding: 0 3px; min-height: 16px; }
QPushButton[role="link"]:hover { background: @soft; }
QPushButton[role="link"]:focus { border-color: @accent; }
QPushButton[role="disclosure"] { background: transparent; border: 1px solid transparent; border-radius: 4px;
    color: @dim; padding: 0 4px 0 0; min-height: 20px; text-align: left; }
QPushButton[role="disclosure"]:hover { color: @text; }
QPushButton[role="disclosure"]:focus { border-color: @accent; }
QPushButton[role="segment"] { background: transparent; border: 1px solid transparent; border-radius: 5px; color: @dim;
    padding: 0 15px; min-height: 24px; }
QPushButton[role="segment"]:hover { color: @text; }
QPushButton[role="segment"]:checked { background: @segment; color: @text; }
QPushButton[role="segment"]:focus { border-color: @accent; }
QPushButton[role="chip"], QPushButton[role="chip-wanted"], QPushButton[role="chip-unwanted"] {
    background: @soft; border: 1px solid transparent; border-radius: 5px; color: @text;
    padding: 0 6px; min-height: 22px; }
QPushButton[role="chip"]:hover { background: @pressed; }
QPushButton[role="chip-wanted"] { background: @accent; color: @on_accent; }
QPushButton[role="chip-unwanted"] { background: transparent; border-color: @line; color: @dim; }
QPushButton[role="chip"]:focus, QPushButton[role="chip-unwanted"]:focus { border-color: @accent; }
QPushButton[role="chip-wanted"]:focus { border-color: @text; }
QPushButton[role="tab"] { background: transparent; border: none; border-bottom: 2px solid transparent; border-radius: 0;
    color: @dim; padding: 0 0 2px 0; min-height: 22px; }
QPushButton[role="tab"]:hover { color: @text; }
QPushButton[role="tab"]:checked { color: @text; border-bottom-color: @accent; }
QPushButton[role="tab"]:focus { color: @accent; }
*[role="segments"] { background: @soft; border-radius: @radius; }

QToolButton[role="icon"] { background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 0; }
QToolButton[role="icon"]:hover { background: @soft; }
QToolButton[role="icon"]:pressed { background: @pressed; }
QToolButton[role="icon"]:focus { border-color: @accent; }
QToolButton::menu-indicator, QPushButton::menu-indicator { image: none; width: 0; }

ChoiceBox, QLineEdit, QSpinBox, QDoubleSpinBox { background: @soft; color: @text; border: 1px solid @soft;
    border-radius: @radius; padding: 0 8px; min-height: 26px; selection-background-color: @accent;
    selection-color: @on_accent; }
ChoiceBox:hover, QLineEdit:hover { border-color: @pressed; }
ChoiceBox:focus, QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus { border-color: @accent; }
ChoiceBox:disabled, QLineEdit:disabled { color: @faint; }
QLineEdit[role="number"] { padding: 0 6px; }
QLineEdit[role="number-error"] { padding: 0 6px; border-color: @error; color: @error; }
ChoiceBox::drop-down { border: none; width: 20px; }
ChoiceBox::down-arrow { image: none; }
ChoiceBox QAbstractItemView { background: @pane; color: @text; border: 1px solid @line; outline: none; padding: 4px;
    selection-background-color: @soft; selection-color: @text; }
ChoiceBox QAbstractItemView::item { min-height: 26px; padding: 0 8px; border-radius: 4px; }
ChoiceBox QAbstractItemView::item:selected, ChoiceBox QAbstractItemView::item:hover { background: @soft; color: @text; }

QSlider:horizontal { min-height: 20px; }
QSlider::groove:horizontal { height: 4px; background: @soft; border-radius: 2px; }
QSlider::sub-page:horizontal { height: 4px; background: @accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -5px 0; background: @accent; border: 1px solid @accent;
    border-radius: 7px; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { border-color: @text; }
QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled { background: @faint; border-color: @faint; }

QMenu { background: @pane; color: @text; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 6px 16px 6px 8px; border-radius: 4px; }
QMenu::item:selected { background: @soft; }
QMenu::item:disabled { color: @faint; }
QMenu::icon { padding-left: 6px; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }

QLineEdit[role="name"] { background: @pane; border: 1px solid @accent; border-radius: 4px; padding: 0 3px;
    margin: 2px 0; }
QScrollArea { background: transparent; border: none; }
QScrollArea[role="well"] { border: 1px solid transparent; }
QScrollBar:vertical { background: transparent; width: 8px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 8px; margin: 0; }
QScrollBar::handle { background: @handle; border-radius: 3px; margin: 1px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: @dim; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: @soft; border: none; border-radius: 2px; max-height: 4px; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }
QStatusBar { background: @pane; color: @dim; border-top: 1px solid @line; font-size: @caption; }
QStatusBar::item { border: none; }
QSplitter::handle { background: @line; }
QPlainTextEdit, QTextBrowser { background: @soft; color: @text; border: 1px solid @soft; border-radius: @radius;
    padding: 4px; }
"""
