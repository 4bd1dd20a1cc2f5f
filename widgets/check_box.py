"""A check box in the theme's colours."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox

from .icons import pixmap
from .style import current_theme, mixed

_BOX = 16
_GAP = 8


class CheckBox(QCheckBox):
    """Drawn by hand: the sheet cannot colour a check mark."""

    def sizeHint(self) -> QSize:
        """Box and text."""
        text = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(_BOX + 2 + (_GAP + text if text else 0), 28)

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def hitButton(self, position: QPoint) -> bool:
        """Box and text are one target."""
        return self.rect().adjusted(0, 0, self.sizeHint().width() - self.width(), 0).contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Filled with the accent when on, a soft field when off."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = (self.height() - _BOX) / 2
        on = self.isChecked()
        ground = theme.accent if on else theme.soft
        edge = theme.text if self.hasFocus() and on else theme.accent if self.hasFocus() or on else theme.dim
        if not self.isEnabled():
            ground, edge = theme.soft, theme.line
        painter.setPen(QPen(QColor(edge), 1.0))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(0.5, top + 0.5, _BOX - 1, _BOX - 1), 4, 4)
        if on:
            mark = pixmap("check", theme.on_accent if self.isEnabled() else theme.dim, _BOX, self.devicePixelRatioF())
            painter.drawPixmap(0, round(top), mark)
        painter.setPen(QColor(theme.text if self.isEnabled() else mixed(theme.dim, theme.pane, 0.35)))
        painter.drawText(
            self.rect().adjusted(_BOX + _GAP, 0, 0, 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self.text(),
        )
