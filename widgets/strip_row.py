"""One row of the frame strips: what it shows, and where its frames stand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .theme import PathStyle

GUTTER = 140
LABEL_HEIGHT = 15
ROW_GAP = 6
_FRAME_GAP = 2
_MARGIN = 3  # room for the ring of the first and last frame
_CELLS_WANTED = 14
_LEAST_SIDE, _MOST_SIDE = 48.0, 88.0


@dataclass(frozen=True)
class FrameLabel:
    """A word under a frame, what more a tool tip says, whether it is what was asked for, and whether it is sure."""

    text: str
    tip: str = ""
    marked: bool = False
    sure: bool = True


@dataclass(frozen=True, eq=False)
class StripRow:
    """A path as a strip: times (n,) ascending from 0 to 1 and frames (n, C, H, W) in [0, 1], or None before
    they are decoded. `stale` frames are dimmed; `note` is one sentence the user should know; `labels` are one a frame,
    or none."""

    id: str
    label: str
    caption: str
    style: PathStyle
    times: np.ndarray
    frames: np.ndarray | None = None
    selected: bool = False
    stale: bool = False
    note: str = ""
    labels: tuple[FrameLabel, ...] = ()


@dataclass(frozen=True)
class StripLayout:
    """Square cells across a width: as many as look well, all equally wide, the last one flush right; with
    `labelled`, there is room for a word under each."""

    width: int
    labelled: bool = False

    @property
    def room(self) -> int:
        """The width left for frames."""
        return max(2 * int(_LEAST_SIDE) + _FRAME_GAP, self.width - GUTTER - 2 * _MARGIN)

    @property
    def left(self) -> int:
        """Where the first frame begins."""
        return GUTTER + _MARGIN

    @property
    def cells(self) -> int:
        """The number of frames in a row."""
        wanted = min(_MOST_SIDE, max(_LEAST_SIDE, self.room / _CELLS_WANTED - _FRAME_GAP))
        return max(2, round((self.room + _FRAME_GAP) / (wanted + _FRAME_GAP)))

    @property
    def side(self) -> int:
        """Width and height of a frame."""
        return (self.room + _FRAME_GAP) // self.cells - _FRAME_GAP

    @property
    def pitch(self) -> int:
        """From one row to the next."""
        return self.row_height + ROW_GAP

    @property
    def row_height(self) -> int:
        """A frame and what is written under it."""
        return self.side + (LABEL_HEIGHT if self.labelled else 0)

    def cell_left(self, cell: int) -> int:
        """The left edge of a frame."""
        return self.left + round(cell * (self.room - self.side) / (self.cells - 1))

    def row_top(self, row: int) -> int:
        """The upper edge of a row's frames."""
        return _MARGIN + row * self.pitch

    def height(self, rows: int) -> int:
        """What that many rows need."""
        return 2 * _MARGIN + rows * self.pitch - (ROW_GAP if rows else 0)

    def rows_in(self, height: float) -> int:
        """How many whole rows there is room for, at least one."""
        return max(1, int(height - 2 * _MARGIN + ROW_GAP) // self.pitch)

    def x_of(self, fraction: float) -> float:
        """The x of a fraction of the time shown; frames stand at the middle of their cells."""
        return self.left + self.side / 2 + fraction * (self.room - self.side)

    def fraction_at(self, x: float) -> float:
        """The inverse of `x_of`, from 0 to 1."""
        return min(1.0, max(0.0, (x - self.left - self.side / 2) / (self.room - self.side)))

    def row_at(self, y: float, rows: int) -> int | None:
        """The row at a height, gaps belonging to the row above."""
        row = int((y - _MARGIN) // self.pitch)
        return row if 0 <= row < rows else None
