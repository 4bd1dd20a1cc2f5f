"""A list of things to choose from, each with a title and a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from .style import CAPTION_PIXELS, RADIUS, current_theme, mixed, text_font

MARGIN, GAP = 10, 3
STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class StoryList(QWidget):
    """Entries (name, title, sentence) below each other; Tab reaches the chosen one, up and down choose others."""

    chosen = Signal(str)

    def __init__(self, entries: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._names: list[str] = []
        self._last = -1
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self.set_entries(entries)

    def set_entries(self, entries: Sequence[tuple[str, str, str]]) -> None:
        """Show other entries; the chosen name stays chosen, or else the first is."""
        current = self._names[self._last] if self._names else ""
        for story in self._group.buttons()[len(entries) :]:
            self._group.removeButton(story)
            self._column.removeWidget(story)
            story.hide()
            story.deleteLater()
        self._names = [name for name, _, _ in entries]
        for index, (_, title, sentence) in enumerate(entries):
            if index == len(self._group.buttons()):
                story = Story(title, sentence, self)
                story.clicked.connect(lambda _=False, index=index: self._choose(index))
                self._group.addButton(story, index)
                self._column.addWidget(story)
            else:
                self.story(self._names[index]).set_words(title, sentence)
        if self._names:
            self.set_current(current if current in self._names else self._names[0])

    def current(self) -> str:
        """The name chosen."""
        return self._names[self._group.checkedId()]

    def set_current(self, name: str) -> None:
        """Choose a name without a signal. Raises ValueError for an unknown one."""
        wanted = self._names.index(name)
        for index, story in enumerate(self._group.buttons()):
            story.setChecked(index == wanted)
            story.setFocusPolicy(Qt.FocusPolicy.StrongFocus if index == wanted else Qt.FocusPolicy.ClickFocus)
        self._last = wanted

    def story(self, name: str) -> Story:
        """The entry of that name."""
        return self._group.button(self._names.index(name))  # pyright: ignore[reportReturnType]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to a neighbour."""
        step = STEPS.get(Qt.Key(event.key()))
        index = self._group.checkedId() + (step or 0)
        if step is None or not 0 <= index < len(self._names):
            super().keyPressEvent(event)
            return
        self._choose(index)
        self._group.button(index).setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, index: int) -> None:
        if index != self._last:
            self.set_current(self._names[index])
            self.chosen.emit(self._names[index])


class Story(QAbstractButton):
    """A title over a sentence that wraps; soft ground while chosen."""

    def __init__(self, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = ""
        self.set_words(title, sentence)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_words(self, title: str, sentence: str) -> None:
        """Say something else."""
        if (title, sentence) == (self.text(), self._sentence):
            return
        self._sentence = sentence
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setToolTip(sentence)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As narrow as a pane."""
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def minimumSizeHint(self) -> QSize:
        """All of the sentence is always seen."""
        return QSize(120, self.heightForWidth(max(self.width(), 200)))

    def hasHeightForWidth(self) -> bool:
        """The sentence wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Title and sentence."""
        return 2 * MARGIN - 4 + QFontMetrics(self.font()).height() + GAP + self._sentence_height(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the sentence into other lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows are the list's business."""
        if Qt.Key(event.key()) in STEPS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, title, sentence."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = theme.soft if self.isChecked() else mixed(theme.soft, theme.pane, 0.45) if self.underMouse() else None
        painter.setPen(QPen(QColor(theme.accent), 1.0) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        area = self.rect().adjusted(MARGIN, MARGIN - 2, -MARGIN, 0)
        painter.setFont(self.font())
        painter.setPen(QColor(theme.text))
        painter.drawText(area, WRAP, self.text())
        painter.setFont(text_font(CAPTION_PIXELS))
        painter.setPen(QColor(theme.dim))
        painter.drawText(area.adjusted(0, QFontMetrics(self.font()).height() + GAP, 0, 0), WRAP, self._sentence)

    def _sentence_height(self, width: int) -> int:
        room = QRect(0, 0, max(width - 2 * MARGIN, 20), 1000)
        return QFontMetrics(text_font(CAPTION_PIXELS)).boundingRect(room, WRAP, self._sentence).height()
