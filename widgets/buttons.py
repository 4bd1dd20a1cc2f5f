"""Buttons: one with its shortcut shown dim at the right, and a small square one with an icon."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QToolButton, QWidget

from .icons import SIZE, icon, pixmap
from .style import CAPTION_PIXELS, current_theme, mixed, set_role, text_font

_GAP = 6
_SHORTCUT_GAP = 10
_PADDING = 12


class CommandButton(QPushButton):
    """A button 'icon  text  Shortcut'. At most one in a window is `primary`.

    The shortcut is only shown; whoever owns the action binds the key. A click leaves the focus where it is, so
    that the space bar goes on meaning what it meant.
    """

    def __init__(
        self, text: str, icon_name: str = "", shortcut: str = "", primary: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._icon_name = icon_name
        self._shortcut_text = shortcut
        set_role(self, "primary" if primary else "quiet")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_command(text, icon_name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_icon_name(self, name: str) -> None:
        """Show another icon beside the same words."""
        self._icon_name = name
        self.updateGeometry()
        self.update()

    def set_command(self, text: str, icon_name: str = "") -> None:
        """Say another command ('Play' becomes 'Pause'); its shortcut stays."""
        self._icon_name = icon_name
        self.setText(text)
        self.setToolTip(f"{text} ({self._shortcut_text})" if self._shortcut_text else text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for icon, text and shortcut."""
        width = 2 * _PADDING + QFontMetrics(self.font()).horizontalAdvance(self.text())
        width += SIZE + _GAP if self._icon_name else 0
        if self._shortcut_text:
            width += _SHORTCUT_GAP + QFontMetrics(text_font(CAPTION_PIXELS)).horizontalAdvance(self._shortcut_text)
        return QSize(width, 30)

    def minimumSizeHint(self) -> QSize:
        """A command is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button's frame from the sheet, its contents by hand: the shortcut has its own colour."""
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        theme = current_theme()
        primary = self.property("role") == "primary"
        color = theme.on_accent if primary else theme.text
        dim = mixed(theme.on_accent, theme.accent, 0.12) if primary else theme.dim
        if not self.isEnabled():
            color = dim = mixed(theme.dim, theme.pane, 0.35)
        area = QRect(_PADDING, 0, self.width() - 2 * _PADDING, self.height())
        if self._icon_name:
            image = pixmap(self._icon_name, color, SIZE, self.devicePixelRatioF())
            painter.drawPixmap(area.left(), (self.height() - SIZE) // 2, image)
            area.setLeft(area.left() + SIZE + _GAP)
        painter.setPen(QColor(color))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self._shortcut_text:
            painter.setFont(text_font(CAPTION_PIXELS))
            painter.setPen(QColor(dim))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._shortcut_text)


class IconButton(QToolButton):
    """A flat square button with an icon in the theme's dim colour, text colour while checked or hovered.

    A click leaves the focus where it is.
    """

    def __init__(self, icon_name: str, tool_tip: str, size: int = 24, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        set_role(self, "icon")
        self.setFixedSize(size, size)
        self.setIconSize(QSize(SIZE, SIZE))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_tool_tip(tool_tip)
        self._color_icon()

    def set_icon_name(self, name: str) -> None:
        """Show another icon."""
        if name != self._icon_name:
            self._icon_name = name
            self._color_icon()

    def icon_name(self) -> str:
        """The icon shown."""
        return self._icon_name

    def set_tool_tip(self, text: str) -> None:
        """What the button does, for the pointer and for a screen reader."""
        self.setToolTip(text)
        self.setAccessibleName(text)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._color_icon()

    def enterEvent(self, event: QEvent) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The icon wakes up under the pointer."""
        super().enterEvent(event)  # pyright: ignore[reportArgumentType]
        self.setIcon(icon(self._icon_name, current_theme().text))

    def leaveEvent(self, event: QEvent) -> None:
        """The icon goes back to dim."""
        super().leaveEvent(event)
        self._color_icon()

    def _color_icon(self) -> None:
        self.setIcon(icon(self._icon_name, current_theme().dim))
