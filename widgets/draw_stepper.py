"""Which of several random draws is looked at: a number between two arrows, its seed, and a new draw."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from .buttons import IconButton
from .field_label import FieldLabel
from .style import set_role

DRAWS_OFFERED = (1, 4, 8, 12, 16, 50)


def offer_draws(menu: QMenu, count: int, choose: Callable[[int], None]) -> None:
    """Fill a menu with numbers of draws; the present one is checked."""
    for number in DRAWS_OFFERED:
        action = menu.addAction(str(number))
        action.setCheckable(True)
        action.setChecked(number == count)
        action.triggered.connect(lambda _=False, number=number: choose(number))


LABEL_WIDTH = 34


class DrawStepper(QWidget):
    """'Draw  < 3 of 8 >  seed 412 (new)'. It only asks; the caller answers with `set_draw`."""

    stepped = Signal(int)  #: 1 for the next draw, -1 for the one before
    count_chosen = Signal(int)
    resample_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.before = IconButton("chevron-left", "The draw before (Up)", 22, self)
        self.after = IconButton("chevron-right", "The next draw (Down)", 22, self)
        self.resample = IconButton("resample", "Draw this one anew (R); all draws: Shift R", 22, self)
        self.place = QPushButton(self)
        self.place.setToolTip("Choose how many draws there are")
        self.place.setMinimumWidth(60)
        set_role(self.place, "link")
        self._count = 1
        self.seed = QLabel(self)
        set_role(self.seed, "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        # Narrower than the labels below it: many draws and a long seed need the room.
        row.addWidget(FieldLabel("Draw", LABEL_WIDTH, self))
        for part in (self.before, self.place, self.after):
            row.addWidget(part)
        row.addStretch(1)
        for part in (self.seed, self.resample):
            row.addWidget(part)
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.after.clicked.connect(lambda: self.stepped.emit(1))
        self.resample.clicked.connect(self.resample_requested)
        self.place.clicked.connect(self._open_menu)

    def set_draw(self, index: int, count: int, seed: int, own: bool) -> None:
        """Show the draw `index`, from 0, of `count`; `own` says whether the seed is this draw's alone."""
        self._count = count
        self.place.setText(f"{index + 1} of {count} \u25be")
        self.place.setAccessibleName(f"Draw {index + 1} of {count}")
        self.seed.setText(f"seed {seed}")
        self.seed.setToolTip(
            "The seed of this draw alone" if own else "The seed of all draws that have none of their own"
        )

    def menu(self) -> QMenu:
        """How many draws there may be."""
        menu = QMenu(self)
        offer_draws(menu, self._count, self.count_chosen.emit)
        return menu

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.place.mapToGlobal(self.place.rect().bottomLeft()))
