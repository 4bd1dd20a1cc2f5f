"""Which classes a path is to show: a chip for each, wanted, unwanted or neither; words where chips cannot say it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ..engine.errors import ExplorerError
from ..engine.qualities.attribute_words import Attribute, Clause, askable, parse_attribute, spoken
from .style import set_role, text_font

GAP = 4
CHIP_HEIGHT = 24
_PADDING = 11
_WIDTH = 172
MOST_CHIPS = 24
_NEXT = {None: True, True: False, False: None}
_STATES = {None: ("chip", "not asked for"), True: ("chip-wanted", "wanted"), False: ("chip-unwanted", "unwanted")}
HINT = "Click: wanted, unwanted, neither"


class ClassField(QWidget):
    """Shows and changes the words of an attribute (`engine.qualities.attribute_words`).

    Several wanted chips are one of them ('3 or 8'), several unwanted ones none of them ('not 1 or 7').
    A text with another meaning, or where no classes are known, is a line to type in.
    """

    chosen = Signal(str)

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self.line = QLineEdit(text, self)
        self.line.setPlaceholderText("such as 3, not 8")
        self.line.editingFinished.connect(self.finish)
        self.chips: list[Chip] = []
        self._area = QWidget(self)
        self._grid = QGridLayout(self._area)
        self._grid.setContentsMargins(0, 2, 0, 2)
        self._grid.setSpacing(GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        column.addWidget(self.line)
        self._show()

    def value(self) -> str:
        """The words."""
        return self.line.text()

    def set_value(self, text: str) -> None:
        """Show other words, without a signal."""
        if text != self.line.text():
            self.line.setText(text)
        self._show()

    def set_classes(self, names: Sequence[str]) -> None:
        """Offer these classes; none leaves the line."""
        if tuple(names) == self._names:
            return
        self._names = tuple(names)
        for chip in self.chips:
            self._grid.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        words = askable(self._names)
        self.chips = [Chip(word, self._area) for word in words] if len(words) <= MOST_CHIPS else []
        widest = max((chip.minimumWidth() for chip in self.chips), default=1)
        columns = max(1, (_WIDTH + GAP) // (widest + GAP))
        for index, chip in enumerate(self.chips):
            self._grid.addWidget(chip, index // columns, index % columns)
            chip.turned.connect(self._choose)
        self._show()

    def finish(self) -> None:
        """Send what has been typed."""
        if self.line.isModified():
            self.line.setModified(False)
            self._show()
            self.chosen.emit(self.line.text())

    def set_help(self, words: str) -> None:
        """The tool tip of the whole field."""
        self.setToolTip(words)
        self.line.setToolTip(words)
        self.line.setAccessibleName(self.accessibleName())

    def _choose(self) -> None:
        self.line.setText(words_of([chip.wanted for chip in self.chips], self._names))
        self.chosen.emit(self.line.text())

    def _show(self) -> None:
        wanted = wanted_in(self.line.text(), self._names) if self.chips else None
        if wanted is not None:
            for chip, state in zip(self.chips, wanted):
                chip.set_wanted(state)
        typing = self.line.hasFocus() and self.line.isModified()
        self._area.setVisible(wanted is not None and not typing)
        self.line.setVisible(wanted is None or typing)
        self.setFocusProxy(self.line if wanted is None else self.chips[0])


class Chip(QPushButton):
    """The name of one class; a click goes on from neither to wanted to unwanted."""

    turned = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.wanted: bool | None = None
        self.setFixedHeight(CHIP_HEIGHT)
        self.setMinimumWidth(min(_WIDTH, QFontMetrics(text_font()).horizontalAdvance(name) + 2 * _PADDING))
        self.clicked.connect(self._turn)
        self.set_wanted(None)

    def set_wanted(self, wanted: bool | None) -> None:
        """Show one of the three states, by colour and by a line through what is unwanted."""
        self.wanted = wanted
        role, words = _STATES[wanted]
        set_role(self, role)
        font = text_font()
        font.setStrikeOut(wanted is False)
        self.setFont(font)
        self.setAccessibleName(f"{self.text()}: {words}")
        self.setToolTip(f"{self.text()}: {words}\n{HINT}")

    def _turn(self) -> None:
        self.set_wanted(_NEXT[self.wanted])
        self.turned.emit()


def words_of(wanted: Sequence[bool | None], names: Sequence[str]) -> str:
    """The attribute that chips in these states stand for; nothing if all are neither."""
    clauses = []
    for side in (True, False):
        having = [classes for classes, state in zip(askable(names).values(), wanted) if state is side]
        if having:
            clauses.append(Clause(tuple(sorted({index for classes in having for index in classes})), side))
    return str(Attribute(tuple(clauses), tuple(names)))


def wanted_in(text: str, names: Sequence[str]) -> list[bool | None] | None:
    """The states of the chips that say the same as a text, or None where none do."""
    words = askable(names)
    states: list[bool | None] = [None] * len(words)
    if not text.strip():
        return states
    try:
        clauses = parse_attribute(text, names).clauses
    except ExplorerError:
        return None
    sides = [clause.wanted for clause in clauses]
    if sides not in ([True], [False], [True, False], [False, True]):
        return None
    for clause in clauses:
        for place, word in enumerate(words):
            if word in spoken(clause.classes, names):
                if states[place] is not None:
                    return None
                states[place] = clause.wanted
        if not set(spoken(clause.classes, names)) <= set(words):
            return None
    return states
