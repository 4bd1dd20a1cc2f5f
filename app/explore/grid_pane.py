"""The grid of images between four corners (AE figs. 9-13), and what is done with it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ...engine.corners import corner_cell
from ...engine.edits import as_latent
from ...engine.ends import split_draw
from ...engine.errors import ExplorerError
from ...engine.model_file import ModelHeader, read_header
from ...engine.model_library import find_model
from ...engine.scene import CORNERS, FEWEST_CELLS, MOST_CELLS, Corners, End
from ...widgets.buttons import CommandButton
from ...widgets.elided_label import ElidedLabel
from ...widgets.end_card import EndCard
from ...widgets.grid_view import GridView
from ...widgets.message_line import MessageLine
from ...widgets.number_scale import NumberScale
from ...widgets.slider_field import SliderField
from ...widgets.style import set_role
from ..backend import Failure
from .controller import ExploreController
from .end_caption import end_caption, gallery_index

SIZE_WIDTH = 176
NOTHING = "Click an image to make it an end."


class GridPane(QWidget):
    """Four cards around a grid: pick, drop or draw a corner; any image becomes the source or the target."""

    def __init__(self, controller: ExploreController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._header: ModelHeader | None = None
        self._model = ""
        self._failure: Failure | None = None
        self._read: dict[str, tuple[str, np.ndarray]] = {}
        self.cards = {corner: self._make_card(corner) for corner in CORNERS}
        self.view = GridView(self)
        self.message = MessageLine(parent=self)
        self.cells = SliderField(
            NumberScale(FEWEST_CELLS, MOST_CELLS, whole=True), Corners().size, "Cells",
            "Images a side of the grid.", label="Cells", label_width=44, number_width=40,
        )  # fmt: skip
        self.cells.setFixedWidth(SIZE_WIDTH)
        self.chosen = ElidedLabel(NOTHING, self)
        set_role(self.chosen, "caption")
        self.buttons = {
            "source": CommandButton("Use as source", shortcut="S", parent=self),
            "target": CommandButton("Use as target", shortcut="T", parent=self),
        }
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Show the grid as it is."""
        controller, scene, grid = self._controller, self._controller.scene, self._controller.grid
        if not scene.view.grid:
            return
        self._open_model(scene.model)
        self.view.set_images(grid.size, grid.images, grid.stale)
        self.view.set_marks(self._marks())
        self.cells.set_value(scene.corners.size)
        ends = controller.grid.ends(scene)
        self._read = {corner: known for corner, known in self._read.items() if known[0] in [e.origin for e in ends]}
        for corner, end in zip(CORNERS, ends):
            self.cards[corner].show_end(self._picture(corner, end), self._caption(end))
        self._show_picking(controller.ends.picking)
        self._show_chosen()
        if grid.failure is not self._failure:
            self._failure = grid.failure
            self.message.clear()
            if grid.failure is not None:
                self.message.show_message(grid.failure.message, grid.failure.details)

    def _lay_out(self) -> None:
        around = QGridLayout()
        around.setContentsMargins(0, 0, 0, 0)
        around.setHorizontalSpacing(16)
        around.setVerticalSpacing(8)
        top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        for index, corner in enumerate(CORNERS):
            below, beyond = divmod(index, 2)
            side = (bottom if below else top) | (left if beyond else right)
            around.addWidget(self.cards[corner], below, 2 * beyond, side)
        around.addWidget(self.view, 0, 1, 2, 1)
        around.setColumnStretch(1, 1)
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.cells)
        bar.addSpacing(8)
        bar.addWidget(self.chosen, 1)
        for button in self.buttons.values():
            bar.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addLayout(around, 1)
        column.addWidget(self.message)
        column.addLayout(bar)

    def _connect(self) -> None:
        controller, view = self._controller, self.view
        controller.journal.scene_changed.connect(self.refresh)
        controller.journal.draft_changed.connect(self.refresh)
        controller.grid.changed.connect(self.refresh)
        controller.ends.picking_changed.connect(self._show_picking)
        controller.ends.finder.failed.connect(self._fail)
        controller.journal.history_changed.connect(lambda: None if self._failure else self.message.clear())
        controller.ends.finder.encoding.connect(self._encoding)
        controller.ends.encoded.connect(self._keep)
        self.message.dismissed.connect(controller.ends.finder.cancel)
        self.cells.value_changed.connect(lambda value: controller.ends.set_cells(int(value), False))
        self.cells.stroke_finished.connect(lambda value: controller.ends.set_cells(int(value), True))
        view.cell_selected.connect(self._select)
        view.used_as.connect(controller.ends.use_cell)
        view.resample_requested.connect(lambda corner: controller.ends.random_end(CORNERS[corner]))
        view.image_dropped.connect(lambda corner, path: controller.ends.image_end(CORNERS[corner], path))
        view.gallery_dropped.connect(lambda corner, index: self._pick(CORNERS[corner], index))
        for which, button in self.buttons.items():
            button.setToolTip(f"The chosen image becomes the {which} of all paths ({which[0].upper()})")
            button.clicked.connect(lambda _=False, which=which: self._use(which))

    def _make_card(self, corner: str) -> EndCard:
        card = EndCard("", f"{corner} corner", self)
        card.clicked.connect(lambda: self._controller.ends.pick_for(corner))
        card.random_requested.connect(lambda: self._controller.ends.random_end(corner))
        card.image_dropped.connect(lambda path: self._controller.ends.image_end(corner, path))
        card.gallery_dropped.connect(lambda index: self._pick(corner, index))
        return card

    def _open_model(self, name: str) -> None:
        if name == self._model:
            return
        self._model = name
        self.message.clear()
        self.view.select(None)
        try:
            self._header = read_header(find_model(name))
        except ExplorerError:
            self._header = None  # the same cause stops the decoder, whose error is shown

    def _picture(self, corner: str, end: End) -> np.ndarray | None:
        """What the corner was made from, where that is known, and what the model makes of it otherwise."""
        gallery, index = self._controller.grid.gallery(self._controller.scene.model), gallery_index(end)
        drawn_from_density = bool(split_draw(end.origin)[0])
        if gallery is not None and index is not None and index < len(gallery) and not drawn_from_density:
            return gallery.images[index]
        if corner in self._read and self._read[corner][0] == end.origin:
            return self._read[corner][1]
        row, column = corner_cell(corner, self._controller.grid.size)
        return self._controller.grid.images[row * self._controller.grid.size + column]

    def _caption(self, end: End) -> str:
        gallery = self._controller.grid.gallery(self._controller.scene.model)
        return end_caption(end, self._header, [] if gallery is None else gallery.labels)

    def _marks(self) -> dict[tuple[int, int], str]:
        """Which images are the ends of the paths."""
        grid, scene = self._controller.grid, self._controller.scene
        marks: dict[tuple[int, int], str] = {}
        for letter, end in (("S", scene.source), ("T", scene.target)):
            if grid.latents.shape[-1] != len(end.latent):
                continue
            for row, column in np.argwhere((grid.latents == np.array(end.latent)).all(-1)).tolist():
                marks[row, column] = f"{marks.get((row, column), '')} {letter}".strip()
        return marks

    def _select(self, row: int, column: int) -> None:
        corner = self.view.corner_of((row, column))
        if corner is not None:
            self._controller.ends.pick_for(CORNERS[corner])
        self._show_chosen()

    def _use(self, which: str) -> None:
        cell = self.view.selected()
        if cell is not None:
            self._controller.ends.use_cell(*cell, which)

    def _pick(self, corner: str, index: int) -> None:
        gallery = self._controller.grid.gallery(self._controller.scene.model)
        if gallery is not None and 0 <= index < len(gallery):
            self._controller.ends.set_end(corner, End(as_latent(gallery.latents[index]), f"gallery:{index}"))

    def _show_picking(self, which: str) -> None:
        for corner, card in self.cards.items():
            card.set_active(corner == which)
        self.view.set_active(CORNERS.index(which) if which in CORNERS else None)

    def _show_chosen(self) -> None:
        cell = self.view.selected()
        text = NOTHING if cell is None else f"row {cell[0] + 1}, column {cell[1] + 1}"
        corner = None if cell is None else self.view.corner_of(cell)
        if corner is not None:
            end = self._controller.grid.ends(self._controller.scene)[corner]
            text = f"{CORNERS[corner]} corner, {self._caption(end)}"
        if cell is not None and (mark := self.view.mark(*cell)):
            text += f": {' and '.join({'S': 'source', 'T': 'target'}[letter] for letter in mark.split())}"
        self.chosen.setText(text)
        for button in self.buttons.values():
            button.setEnabled(cell is not None)

    def _fail(self, which: str, sentence: str, details: str) -> None:
        if which in CORNERS:
            self.message.show_message(sentence, details)

    def _encoding(self, which: str, fraction: float) -> None:
        if which not in CORNERS:
            return
        if fraction < 1:
            self.message.show_message(f"Finding the {which} corner in latent space: {fraction:.0%}", kind="note")
        else:
            self.message.clear()

    def _keep(self, which: str, origin: str, original: np.ndarray, reconstruction: np.ndarray) -> None:
        if which in CORNERS:
            self._read[which] = origin, original
