"""What a new run is made with: images, preset, name, seed and the recipe's parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ...engine.errors import ExplorerError
from ...engine.parameters import check, to_dict
from ...trainers.presets import PRESETS, USUAL
from ...trainers.run_library import RunFacts, free_folder, known_data, runs_folder
from ...widgets.buttons import CommandButton
from ...widgets.choice_box import ChoiceBox
from ...widgets.columns import MARGIN, RIGHT_WIDTH, SidePane
from ...widgets.field_label import FieldLabel
from ...widgets.form import ParameterForm
from ...widgets.message_line import MessageLine
from ...widgets.sections import Hairline, Section
from ...widgets.source_field import SourceField
from ...widgets.style import set_role
from .child import Order
from .words import source

LABEL_WIDTH, NUMBER_WIDTH = 100, 72
DATA_HELP = (
    "A NumPy archive (.npz) of images, a folder of images of one size, a folder of IDX files, 'digits', "
    "'openml:NAME', or a set that is drawn: 'pole', 'turntable:object=mug', 'faces'. "
    "A file or a folder may be dropped here."
)
LARGEST_SEED = 2**31 - 1


class SetupPane(QWidget):
    """`start_requested` carries an `Order`. What is wrong with it is said above the button."""

    start_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._recipe = ""
        self._presets: Mapping[str, Any] = {}
        self._named_by_hand = False
        self.data = SourceField("Images", DATA_HELP, "Images (*.npz *.gz *-ubyte);;All files (*)", self)
        self.preset = ChoiceBox([(USUAL, USUAL)], fill=True, parent=self)
        self.preset.setAccessibleName("Preset")
        self.preset.setToolTip("Values of all parameters that go together")
        self.preset_help = QLabel(self)
        self.preset_help.setWordWrap(True)
        set_role(self.preset_help, "caption")
        self.name = QLineEdit(self)
        self.name.setAccessibleName("Name of the run")
        self.name.setToolTip(f"The run's folder in {runs_folder()}, and the name of its model")
        self.seed = QLineEdit("0", self)
        self.seed.setValidator(QIntValidator(0, LARGEST_SEED, self))
        self.seed.setAccessibleName("Seed")
        self.seed.setToolTip("The same seed, images and parameters give the same model")
        self.form = ParameterForm(label_width=LABEL_WIDTH, number_width=NUMBER_WIDTH)
        self.message = MessageLine(parent=self)
        self.start = CommandButton("Start training", "play", primary=True, parent=self)
        self.start.setToolTip("Train in a process of its own; the window stays free")
        self.start.setEnabled(False)
        self._lay_out()
        self.data.changed.connect(lambda _: self._rename())
        self.preset.chosen.connect(lambda _: self._fill())
        self.name.textEdited.connect(self._name_by_hand)
        self.start.clicked.connect(self._ask)
        self._fill()

    def set_recipe(self, name: str, presets: Mapping[str, Any]) -> None:
        """Set up another recipe; `presets` are its instances by the name of the preset."""
        self._recipe, self._presets = name, presets
        self.start.setEnabled(True)
        self.parameters.set_title(name)
        kept = self.preset.current()
        self.preset.set_choices([(preset, preset) for preset in PRESETS if preset in presets])
        self.preset.set_current(kept if kept in presets else USUAL)
        self._fill()
        self._rename()

    def set_runs(self, runs: Sequence[RunFacts]) -> None:
        """Offer the images of earlier runs too; the latest are chosen at first."""
        known = known_data(runs)
        self.data.set_known([(text, source(text)) for text in known])
        if not self.data.text():
            self.data.set_text(next((facts.data for facts in runs if facts.data in known), known[0]))
        self._rename()

    def order(self) -> Order:
        """What the fields ask for. Raises ExplorerError if they ask for nothing that could be tried."""
        self.form.flush()
        data, name, preset = self.data.text(), self.name.text().strip(), self.preset.current()
        if not data:
            raise ExplorerError("Choose the images to train on.")
        if not name or name != Path(name).name or name.startswith("."):
            raise ExplorerError("Give the run a name that can be the name of a folder.")
        out = runs_folder() / name
        if out.exists():
            raise ExplorerError(f"There is a run called {name} already; give this one another name.")
        chosen = self.form.instance()
        check(chosen, f"recipe {self._recipe!r}")
        usual = to_dict(self._presets[preset])
        values = {key: value for key, value in to_dict(chosen).items() if value != usual[key]}
        return Order(self._recipe, data, out, preset, int(self.seed.text() or 0), values)

    def show_error(self, sentence: str, details: str = "") -> None:
        """Say why nothing was begun."""
        self.message.show_message(sentence, details)

    def _ask(self) -> None:
        self.message.clear()
        try:
            order = self.order()
        except ExplorerError as error:
            self.show_error(str(error), error.details)
            return
        self.start_requested.emit(order)

    def _fill(self) -> None:
        preset = self.preset.current()
        self.preset_help.setText(PRESETS[preset])
        if self._presets:
            self.form.set_instance(self._presets[preset])

    def _rename(self) -> None:
        """A name of images and recipe that is free, unless the user has given one."""
        if not self._named_by_hand and self._recipe:
            self.name.setText(free_folder(self.data.text(), self._recipe).name)

    def _name_by_hand(self, text: str) -> None:
        self._named_by_hand = bool(text)

    def begun(self) -> None:
        """The order was taken: the next run has another name."""
        self._named_by_hand = False
        self.message.clear()
        self._rename()

    def _lay_out(self) -> None:
        run = Section("New run")
        for label, field in (("Images", self.data), ("Preset", self.preset)):
            run.body.addLayout(_row(label, field))
        run.body.addWidget(self.preset_help)
        for label, field in (("Name", self.name), ("Seed", self.seed)):
            run.body.addLayout(_row(label, field))
        self.parameters = Section("Parameters")
        self.parameters.body.addWidget(self.form)
        contents = QWidget()
        column = QVBoxLayout(contents)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(16)
        column.addWidget(run)
        column.addWidget(self.parameters)
        column.addStretch(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(MARGIN, 8, MARGIN, 12)
        foot.setSpacing(4)
        foot.addWidget(self.message)
        foot.addWidget(self.start)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(SidePane(contents, RIGHT_WIDTH), 1)
        whole.addWidget(Hairline())
        whole.addLayout(foot)


def _row(label: str, field: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(4)
    words = FieldLabel(label, LABEL_WIDTH)
    words.setBuddy(field)
    row.addWidget(words)
    row.addWidget(field, 1)
    return row
