"""What a user does with the ends of the paths and the corners of the grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ...engine import edits
from ...engine.ends import split_draw
from ...engine.scene import CORNERS, FEWEST_CELLS, MOST_CELLS, End, Scene
from .end_finder import EndFinder, FoundEnd
from .four_corners import FourCorners
from .journal import Journal
from .seeds import fresh_seed


class EndActions(QObject):
    """Each is one step; an end that must be drawn or encoded first becomes one when it is found."""

    picking_changed = Signal(str)
    """Which end or corner the next picture of the gallery is for."""

    encoded = Signal(str, str, object, object)
    """Which end or corner, its origin, the image as read and its reconstruction (C, H, W)."""

    def __init__(self, journal: Journal, grid: FourCorners, finder: EndFinder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._journal = journal
        self._grid = grid
        self.finder = finder
        self._model = journal.scene.model
        self._picking = "source"
        journal.scene_changed.connect(self._follow)

    @property
    def picking(self) -> str:
        """'source', 'target' or one of CORNERS: what the next picture of the gallery is for."""
        return self._picking

    def pick_for(self, which: str) -> None:
        """Let the next picture of the gallery be for another end or corner."""
        if which != self._picking:
            self._picking = which
            self.picking_changed.emit(which)

    def set_end(self, which: str, end: End, label: str = "") -> None:
        """Another source, target or corner of the grid."""
        scene = self._with_end(self._journal.scene, which, end)
        self._journal.commit(scene, label or f"{which}: {end.origin.replace(':', ' ')}")

    def swap_ends(self) -> None:
        """Source and target exchanged."""
        self._journal.commit(edits.swapped(self._journal.scene), "swap ends")

    def random_end(self, which: str, seed: int | None = None) -> None:
        """A draw from the prior as an end or a corner; its seed is its origin."""
        seed = fresh_seed() if seed is None else seed
        self._find({which: f"random:{seed}"}, f"{which}: random {seed}")

    def random_ends(self) -> None:
        """Two draws from the prior."""
        seed = fresh_seed()
        self._find({"source": f"random:{seed}", "target": f"random:{seed + 1}"}, "resample ends")

    def draw_end(self, which: str) -> None:
        """Another draw from q(z | x) for an end that is a picture; its seed is in its origin."""
        _, picture = split_draw(getattr(self._journal.scene, which).origin)
        self._find({which: f"draw:{fresh_seed()}:{picture}"}, f"{which}: draw from q(z|x)")

    def mean_end(self, which: str) -> None:
        """The mean of q(z | x) again for an end that was a draw."""
        seed, picture = split_draw(getattr(self._journal.scene, which).origin)
        if seed:
            self._find({which: picture}, f"{which}: mean of q(z|x)")

    def image_end(self, which: str, path: str) -> None:
        """An image file as an end or a corner, encoded or inverted in the background."""
        self._find({which: path}, f"{which}: {Path(path).name}")

    def show_grid(self) -> None:
        """Show the grid of the four corners, from now on fixed, in place of the plane; no undo step."""
        self._journal.finish_stroke()
        scene = self._journal.scene
        corners = replace(scene.corners, ends=self._grid.ends(scene))
        self._journal.replace(replace(scene, view=replace(scene.view, grid=True), corners=corners))
        self.pick_for(CORNERS[0])

    def set_cells(self, size: int, final: bool) -> None:
        """The number of cells a side of the grid."""
        scene = self._journal.scene
        size = min(max(size, FEWEST_CELLS), MOST_CELLS)
        self._journal.stroke(replace(scene, corners=replace(scene.corners, size=size)), final, "cells")

    def use_cell(self, row: int, column: int, which: str) -> None:
        """A cell of the grid as an end; the grid stays as it is."""
        scene, grid = self._journal.scene, self._grid
        corners, last = grid.ends(scene), grid.size - 1
        if row in (0, last) and column in (0, last):
            end = corners[2 * (row > 0) + (column > 0)]
        else:
            end = End(edits.as_latent(grid.latents[row, column]), f"cell:{row + 1},{column + 1}")
        fixed = replace(scene, corners=replace(scene.corners, ends=corners))
        self._journal.commit(edits.with_end(fixed, which, end), f"{which}: row {row + 1}, column {column + 1}")

    def _find(self, texts: Mapping[str, str], label: str) -> None:
        model = self._journal.scene.model

        def take(answers: dict[str, FoundEnd]) -> None:
            scene = self._journal.scene
            if scene.model != model:
                return
            for which, found in answers.items():
                scene = self._with_end(scene, which, found.end)
                if found.pictures is not None:
                    self.encoded.emit(which, found.end.origin, *found.pictures)
            self._journal.commit(scene, label)

        self.finder.find(model, texts, take)

    def _with_end(self, scene: Scene, which: str, end: End) -> Scene:
        if which in CORNERS:
            return edits.with_corner(scene, self._grid.ends(scene), which, end)
        return edits.with_end(scene, which, end)

    def _follow(self) -> None:
        scene = self._journal.scene
        if scene.model != self._model:
            self._model = scene.model
            self.finder.cancel()
        if self._picking in CORNERS and not scene.view.grid:
            self.pick_for("source")  # nobody picks for what is not seen
