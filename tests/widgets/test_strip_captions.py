"""The captions under the frames of a strip."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from interp_explorer.widgets.frame_strips import FrameLabel, FrameStrips, StripRow
from interp_explorer.widgets.strip_canvas import StripCanvas
from interp_explorer.widgets.strip_captions import captions, text_places
from interp_explorer.widgets.strip_row import LABEL_HEIGHT
from interp_explorer.widgets.theme import LIGHT

CELLS = 14
"""As many frames as there are cells at the width of these tests, so that each has its own."""


def words(text: str) -> list[FrameLabel]:
    """A label a letter; capitals are what was asked for."""
    return [FrameLabel(letter, marked=letter.isupper()) for letter in text]


@given(st.text("abAB", min_size=1, max_size=20))
def test_captions_tell_every_frame_once_and_neighbours_differ(text: str) -> None:
    found = captions(words(text))
    assert "".join(each.text * len(each.sure) for each in found) == text
    assert [each.first for each in found] == [0, *(each.last + 1 for each in found[:-1])]
    assert all(before.text != after.text for before, after in zip(found, found[1:]))
    assert all(each.marked == each.text.isupper() for each in found)


def test_a_run_is_doubted_only_if_no_frame_of_it_is_sure() -> None:
    labels = [FrameLabel("boot", sure=sure) for sure in (False, True, False)] + [FrameLabel("bag", sure=False)] * 2
    assert [(each.text, each.sure) for each in captions(labels)] == [
        ("boot", (False, True, False)),
        ("bag?", (False, False)),
    ]


def test_the_same_word_is_not_shared_by_what_was_asked_for_and_what_was_not() -> None:
    assert len(captions([FrameLabel("3", marked=True), FrameLabel("3")])) == 2


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 200)), min_size=1, max_size=12))
def test_texts_stay_apart_and_are_centred_where_they_fit(cells: list[tuple[int, int]]) -> None:
    stops = np.cumsum([0, *(52 * count for count, _ in cells)]).tolist()
    runs = [(left, right - 2) for left, right in zip(stops, stops[1:])]
    widths = [width for _, width in cells]
    places = text_places(runs, widths)
    for (left, right), (start, stop), width in zip(runs, places, widths):
        assert stop - start <= width
        if width <= right - left:
            assert stop - start == width and start + stop == pytest.approx(left + right)
        else:
            assert start <= left and stop >= right
    assert all(before[1] + 2 <= after[0] for before, after in zip(places, places[1:]))
    assert places[0][0] >= runs[0][0] and places[-1][1] <= runs[-1][1]


def test_a_long_word_under_one_frame_uses_what_its_neighbours_leave_free() -> None:
    assert text_places([(0, 50), (52, 102), (104, 258)], [8, 62, 30]) == [(21, 29), (46, 108), (166, 196)]
    assert text_places([(0, 50), (52, 102)], [62, 50]) == [(0, 50), (52, 102)]


@pytest.fixture
def strips(qtbot: QtBot) -> FrameStrips:
    made = FrameStrips()
    qtbot.addWidget(made)
    made.resize(860, 120)
    with qtbot.waitExposed(made):
        made.show()
    return made


def show(strips: FrameStrips, labels: list[FrameLabel]) -> QImage:
    """The picture of one row whose frames have these labels."""
    times = np.linspace(0.0, 1.0, CELLS)
    frames = np.zeros((CELLS, 1, 8, 8), np.float32)
    strips.set_rows([StripRow("a", "A", "", LIGHT.path_style(2), times, frames, labels=tuple(labels))])
    QTest.qWait(0)
    assert strips.canvas.layout_of_cells.cells == CELLS
    return strips.canvas.grab().toImage()


def inked(canvas: StripCanvas, picture: QImage, rows: range) -> list[int]:
    """The columns with ink in these rows of pixels under the frames."""
    layout = canvas.layout_of_cells
    top = layout.row_top(0) + layout.side
    return [
        x
        for x in range(layout.left, layout.left + layout.room)
        if any(picture.pixelColor(x, top + y) != picture.pixelColor(x, picture.height() - 1) for y in rows)
    ]


TEXT, LINE = range(5, LABEL_HEIGHT), range(3, 4)


@pytest.mark.usefixtures("light")
def test_neighbours_share_one_caption_in_their_middle(strips: FrameStrips) -> None:
    canvas = strips.canvas
    picture = show(strips, words("a" * 6 + "B" * 8))
    layout = canvas.layout_of_cells
    columns = inked(canvas, picture, TEXT)
    middles = [(layout.cell_left(a) + layout.cell_left(b) + layout.side) / 2 for a, b in ((0, 5), (6, 13))]
    for middle in middles:
        near = [x for x in columns if abs(x - middle) < layout.side]
        assert near and (near[0] + near[-1]) / 2 == pytest.approx(middle, abs=2) and near[-1] - near[0] < 12
    assert all(min(abs(x - middle) for middle in middles) < layout.side for x in columns)
    line = set(inked(canvas, picture, LINE))
    border = layout.cell_left(6) - 1
    assert border not in line and {border - 4, border + 5, layout.cell_left(3)} <= line
    top = layout.row_top(0) + layout.side
    inks = [
        {picture.pixelColor(x, top + y).name() for x in range(int(middle) - 8, int(middle) + 8) for y in TEXT}
        for middle in middles
    ]
    asked = QColor(LIGHT.path_style(2).color).name()
    assert [asked in ink for ink in inks] == [False, True] and LIGHT.dim in inks[0]


@pytest.mark.usefixtures("light")
def test_the_line_has_gaps_where_there_is_doubt_and_a_frame_alone_has_none(strips: FrameStrips) -> None:
    canvas = strips.canvas
    labels = [FrameLabel("a", sure=cell < 4) for cell in range(8)] + [FrameLabel("b")] + [FrameLabel("c")] * 5
    line = set(inked(canvas, show(strips, labels), LINE))
    layout = canvas.layout_of_cells

    def share(cell: int) -> float:
        return len(line & set(range(layout.cell_left(cell) + 4, layout.cell_left(cell) + layout.side - 4))) / (
            layout.side - 8
        )

    assert share(1) == share(12) == 1.0
    assert 0.2 < share(6) < 0.8
    assert share(8) == 0.0


@pytest.mark.usefixtures("light")
def test_a_whole_word_has_room_under_several_frames_and_the_tool_tip_has_it_anyway(strips: FrameStrips) -> None:
    canvas = strips.canvas
    word = "blond hair, eyeglasses"

    def width(count: int, neighbour: str = "") -> int:
        others = [FrameLabel(f"{neighbour}{cell}", "Seen as a neighbour") for cell in range(count, CELLS)]
        columns = inked(canvas, show(strips, [FrameLabel(word)] * count + others), TEXT)
        return max(x for x in columns if x < layout.cell_left(count - 1) + layout.side) - columns[0]

    layout = canvas.layout_of_cells
    whole = width(CELLS)
    assert width(4) == whole
    assert width(1, "a crowded neighbour ") < layout.side < whole
    assert word in canvas.tool_tip_at(QPointF(layout.left + 5, layout.row_top(0) + 5))
    assert "Seen as a neighbour" in canvas.tool_tip_at(QPointF(layout.cell_left(9), layout.row_top(0) + 5))
