"""The strips under a real mouse, a real wheel and real keys."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPaintEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from interp_explorer.widgets.frame_strips import FrameLabel, FrameStrips, StripRow
from interp_explorer.widgets.strip_canvas import StripCanvas
from interp_explorer.widgets.strip_picture import wrapped
from interp_explorer.widgets.strip_row import GUTTER, LABEL_HEIGHT, StripLayout
from interp_explorer.widgets.style import CAPTION_PIXELS, text_font
from interp_explorer.widgets.theme import LIGHT
from interp_explorer.widgets.time_window import TimeWindow, nearest

pytestmark = pytest.mark.usefixtures("light")

LEFT = Qt.MouseButton.LeftButton
TIMES = np.linspace(0.0, 1.0, 101)
GREYS = np.broadcast_to(TIMES[:, None, None, None], (101, 1, 8, 8)).astype(np.float32)


def row(name: str, style: int = 2, **changes: object) -> StripRow:
    given = {"label": name.title(), "caption": "cost 187", "times": TIMES, "frames": GREYS, **changes}
    return StripRow(id=name, style=LIGHT.path_style(style), **given)  # pyright: ignore[reportArgumentType]


@pytest.fixture
def strips(qtbot: QtBot) -> FrameStrips:
    made = FrameStrips()
    qtbot.addWidget(made)
    made.set_rows([row("linear", 0), row("geodesic", 2, selected=True)])
    made.resize(860, 200)
    with qtbot.waitExposed(made):
        made.show()
    return made


def x_of(canvas: StripCanvas, cell: int) -> int:
    layout = canvas.layout_of_cells
    return layout.cell_left(cell) + layout.side // 2


def y_of(canvas: StripCanvas, index: int) -> int:
    layout = canvas.layout_of_cells
    return layout.row_top(index) + layout.side // 2


def wheel(
    canvas: StripCanvas, x: float, notches: float, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.ControlModifier
) -> None:
    place = QPointF(x, 20)
    event = QWheelEvent(
        place, canvas.mapToGlobal(place), QPoint(), QPoint(0, round(120 * notches)), Qt.MouseButton.NoButton, keys,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def grabbed(strips: FrameStrips) -> QImage:
    return strips.canvas.grab().toImage()


@pytest.mark.parametrize("cell", [0, 3, 8, 13])
def test_a_click_on_a_frame_gives_its_time(strips: FrameStrips, cell: int) -> None:
    canvas = strips.canvas
    strips.set_playhead(0.33)
    moved: list[float] = []
    strips.playhead_moved.connect(moved.append)
    assert canvas.layout_of_cells.cells == 14
    QTest.mouseClick(canvas, LEFT, pos=QPoint(x_of(canvas, cell), y_of(canvas, 1)))
    assert moved == [pytest.approx(cell / 13, abs=0.002)]
    assert strips.bar.playhead() == moved[0]


def test_dragging_scrubs_and_stops_at_the_ends(strips: FrameStrips) -> None:
    canvas = strips.canvas
    moved: list[float] = []
    strips.playhead_moved.connect(moved.append)
    y = y_of(canvas, 0)
    QTest.mousePress(canvas, LEFT, pos=QPoint(x_of(canvas, 5), y))
    QTest.mouseMove(canvas, QPoint(x_of(canvas, 9), y))
    QTest.mouseMove(canvas, QPoint(canvas.width() + 60, y))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(canvas.width() + 60, y))
    QTest.mouseMove(canvas, QPoint(x_of(canvas, 2), y))
    assert moved == [pytest.approx(5 / 13, abs=0.002), pytest.approx(9 / 13, abs=0.002), 1.0]


def test_a_click_on_a_name_selects_and_moves_nothing(strips: FrameStrips) -> None:
    canvas = strips.canvas
    chosen: list[str] = []
    moved: list[float] = []
    strips.row_selected.connect(chosen.append)
    strips.playhead_moved.connect(moved.append)
    QTest.mouseClick(canvas, LEFT, pos=QPoint(GUTTER // 2, y_of(canvas, 0)))
    QTest.mouseClick(canvas, LEFT, pos=QPoint(GUTTER // 2, y_of(canvas, 1)))
    assert (chosen, moved) == (["linear", "geodesic"], [])


@pytest.mark.parametrize("part", [0.2, 0.5, 0.8])
def test_zoom_keeps_the_time_under_the_cursor(strips: FrameStrips, part: float) -> None:
    canvas = strips.canvas
    x = canvas.layout_of_cells.x_of(part)
    before = canvas.time_at(x)
    for _ in range(4):
        wheel(canvas, x, 1)
        assert canvas.time_at(x) == pytest.approx(before)
    assert strips.window_of_time().span == pytest.approx(0.8**4)
    wheel(canvas, x, -2)
    assert canvas.time_at(x) == pytest.approx(before)
    assert strips.window_of_time().span == pytest.approx(0.8**2)


def test_zooming_shows_finer_frames_until_every_one_is_seen(strips: FrameStrips) -> None:
    canvas = strips.canvas
    coarse = np.diff(canvas.shown_frames(0))
    for _ in range(30):
        wheel(canvas, canvas.layout_of_cells.x_of(0.5), 1)
    fine = np.diff(canvas.shown_frames(0))
    assert coarse.min() >= 7
    assert fine.tolist() == [1] * 13


def test_the_wheel_alone_is_left_to_the_scroll_bar(strips: FrameStrips) -> None:
    wheel(strips.canvas, 400, 3, Qt.KeyboardModifier.NoModifier)
    assert strips.window_of_time().whole


def test_a_zoomed_strip_follows_the_playhead_and_ctrl_0_shows_all(strips: FrameStrips) -> None:
    strips.canvas.zoom(0.4, 0.0)
    assert strips.window_of_time() == TimeWindow(0.0, 0.4)
    strips.set_playhead(0.9)
    assert strips.window_of_time().stop == pytest.approx(0.9)
    assert strips.window_of_time().span == pytest.approx(0.4)
    QTest.keyClick(strips.canvas, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert strips.window_of_time().whole


def test_arrows_step_from_frame_to_frame(strips: FrameStrips) -> None:
    moved: list[float] = []
    strips.playhead_moved.connect(moved.append)
    strips.set_playhead(0.5)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Home):
        QTest.keyClick(strips.canvas, key)
    assert moved == pytest.approx([0.51, 0.52, 0.51, 1.0, 0.0])


def test_up_and_down_choose_a_path(strips: FrameStrips) -> None:
    chosen: list[str] = []
    strips.row_selected.connect(chosen.append)
    QTest.keyClick(strips.canvas, Qt.Key.Key_Down)
    QTest.keyClick(strips.canvas, Qt.Key.Key_Up)
    assert chosen == ["linear"]


def test_the_bar_moves_the_playhead_below_the_frames(strips: FrameStrips) -> None:
    moved: list[float] = []
    strips.playhead_moved.connect(moved.append)
    bar, canvas = strips.bar, strips.canvas
    QTest.mouseClick(bar, LEFT, pos=QPoint(x_of(canvas, 8), bar.height() // 2))
    assert moved == [pytest.approx(8 / 13, abs=0.002)]
    QTest.keyClick(bar, Qt.Key.Key_Right)
    assert moved[1] == pytest.approx(moved[0] + 0.01)


def test_setting_the_playhead_is_silent(strips: FrameStrips) -> None:
    moved: list[float] = []
    strips.playhead_moved.connect(moved.append)
    strips.set_playhead(0.7)
    assert moved == [] and strips.bar.playhead() == 0.7


def test_each_cell_shows_the_frame_of_its_time(strips: FrameStrips) -> None:
    image = grabbed(strips)
    canvas = strips.canvas
    greys = [image.pixelColor(x_of(canvas, cell), y_of(canvas, 0)).red() for cell in range(14)]
    assert greys == pytest.approx([255 * round(100 * cell / 13) / 100 for cell in range(14)], abs=1)


def test_the_frame_nearest_to_the_playhead_is_ringed_in_the_color_of_its_layer(strips: FrameStrips) -> None:
    canvas = strips.canvas
    layout = canvas.layout_of_cells
    for cell in (4, 9):
        strips.set_playhead(cell / 13)
        image = grabbed(strips)
        for index, style in enumerate((0, 2)):
            # Above the frames: at their sides a ring also touches the neighbour.
            edge = [image.pixelColor(x_of(canvas, c), layout.row_top(index) - 1).name() for c in range(14)]
            assert [c for c in range(14) if edge[c] == QColor(LIGHT.path_style(style).color).name()] == [cell]


def test_only_what_changes_is_painted_again(strips: FrameStrips, qtbot: QtBot) -> None:
    painted: list[QRect] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent):
                painted.append(event.rect())
            return False

    watch = Watch(strips)
    strips.canvas.installEventFilter(watch)
    strips.set_playhead(4 / 13)
    qtbot.waitUntil(lambda: bool(painted), timeout=1000)
    painted.clear()
    strips.set_playhead(4.2 / 13)
    QApplication.processEvents()
    assert painted == []
    strips.set_playhead(5 / 13)
    qtbot.waitUntil(lambda: bool(painted), timeout=1000)
    layout = strips.canvas.layout_of_cells
    assert painted[0].left() <= layout.cell_left(4) and painted[0].right() >= layout.cell_left(5) + layout.side
    assert painted[0].width() < 3 * layout.side


def test_new_frames_replace_the_old_ones(strips: FrameStrips) -> None:
    canvas = strips.canvas
    grabbed(strips)
    strips.set_rows([row("linear", 0, frames=1.0 - GREYS), row("geodesic")])
    image = grabbed(strips)
    assert image.pixelColor(x_of(canvas, 0), y_of(canvas, 0)).red() == 255
    assert image.pixelColor(x_of(canvas, 0), y_of(canvas, 1)).red() == 0


def test_stale_frames_are_dimmed(strips: FrameStrips) -> None:
    canvas = strips.canvas
    place = (x_of(canvas, 0), y_of(canvas, 0))
    strips.set_rows([row("linear", 0, stale=True)])
    fresh, ground = 0, canvas.palette().window().color().red()
    assert grabbed(strips).pixelColor(*place).red() == pytest.approx(0.6 * fresh + 0.4 * ground, abs=3)


def test_frames_that_are_not_square_are_not_stretched(strips: FrameStrips) -> None:
    canvas = strips.canvas
    strips.set_rows([row("linear", 0, frames=np.ones((101, 1, 10, 20), np.float32))])
    layout = canvas.layout_of_cells
    image = grabbed(strips)
    x, top = x_of(canvas, 3), layout.row_top(0)
    white = [y for y in range(top, top + layout.side) if image.pixelColor(x, y) == QColor("#ffffff")]
    assert len(white) == pytest.approx(layout.side / 2, abs=1)


@pytest.mark.parametrize("frames", [None, GREYS[:1], GREYS[:3]])
def test_rows_with_few_frames_or_none(strips: FrameStrips, frames: np.ndarray | None) -> None:
    times = TIMES if frames is None else np.linspace(0.0, 1.0, len(frames))
    strips.set_rows([row("linear", 0, frames=frames, times=times)])
    strips.canvas.zoom(0.01, 0.5)
    assert not grabbed(strips).isNull()
    assert set(strips.canvas.shown_frames(0)) <= set(range(len(times)))


def test_without_rows_it_says_what_to_do(strips: FrameStrips) -> None:
    filled = grabbed(strips)
    strips.set_rows([])
    assert grabbed(strips) != filled
    QTest.keyClick(strips.canvas, Qt.Key.Key_Right)
    QTest.mouseClick(strips.canvas, LEFT, pos=QPoint(300, 20))
    assert strips.bar.playhead() == 0.0


def test_many_rows_scroll(strips: FrameStrips) -> None:
    strips.set_rows([row(f"row {index}", index) for index in range(12)])
    QApplication.processEvents()
    assert strips.canvas.height() > strips.height()
    assert strips.canvas.height() == strips.canvas.layout_of_cells.height(12)


@pytest.mark.parametrize("height", [90, 170, 250, 333, 600])
def test_no_row_is_cut_whatever_room_there_is(strips: FrameStrips, height: int) -> None:
    strips.set_rows([row(f"row {index}", index, selected=index == 3) for index in range(6)])
    strips.resize(860, height)
    QTest.qWait(20)
    for _ in range(3):
        layout, shown = strips.canvas.layout_of_cells, strips._area.viewport().height()
        tops = [layout.row_top(index) - strips._area.verticalScrollBar().value() for index in range(6)]
        seen = [top for top in tops if -layout.row_height < top < shown]
        assert len(seen) == min(6, max(1, (height - 18) // layout.pitch))
        assert all(top >= 0 and top + layout.row_height <= shown for top in seen)
        wheel(strips.canvas, 300, -1, Qt.KeyboardModifier.NoModifier)


def test_a_note_has_a_second_line_where_there_is_room(strips: FrameStrips) -> None:
    note = "No frame is surely what was asked for: lower epsilon, or raise the number of points."
    font = text_font(CAPTION_PIXELS)
    first, second = wrapped(note, font, 110)
    assert note.startswith(first) and second.endswith("\u2026")
    assert note[len(first) :].strip().startswith(second.rstrip("\u2026")[:8])
    assert wrapped("Short.", font, 110) == ["Short."]

    def lines(labels: tuple[FrameLabel, ...]) -> int:
        """Blocks of rows of pixels with words, in the gutter."""
        strips.set_rows([row("linear", 0, note=note, labels=labels)])
        QApplication.processEvents()
        picture = strips.canvas.grab(QRect(40, 0, GUTTER - 44, strips.canvas.layout_of_cells.row_height + 3)).toImage()
        inked = [
            any(picture.pixelColor(x, y) != picture.pixelColor(0, 0) for x in range(picture.width()))
            for y in range(picture.height())
        ]
        return sum(now and not before for before, now in zip([False, *inked], inked))

    assert lines((FrameLabel("8"),) * len(TIMES)) == lines(()) + 1 == 4


@pytest.mark.parametrize("width", [500, 751, 868, 1280, 2300])
def test_cells_fill_the_width_and_do_not_overlap(width: int) -> None:
    layout = StripLayout(width)
    lefts = [layout.cell_left(cell) for cell in range(layout.cells)]
    assert all(2 <= b - a - layout.side <= 4 for a, b in zip(lefts, lefts[1:]))
    assert lefts[0] == layout.left and lefts[-1] + layout.side == layout.left + layout.room
    assert 44 <= layout.side <= 90
    for fraction in (0.0, 0.3, 1.0):
        assert layout.fraction_at(layout.x_of(fraction)) == pytest.approx(fraction)


def test_nearest_finds_the_nearest() -> None:
    times = np.array([0.0, 0.1, 0.5, 1.0])
    assert nearest(times, np.array([-1, 0.04, 0.06, 0.31, 0.74, 0.76, 2])).tolist() == [0, 0, 1, 2, 2, 3, 3]


def test_tool_tips_say_which_path_and_when(strips: FrameStrips) -> None:
    canvas = strips.canvas
    strips.set_rows([row("linear", 0, note="The ends are parallel.")])
    assert "The ends are parallel." in canvas.tool_tip_at(QPointF(10, y_of(canvas, 0)))
    assert canvas.tool_tip_at(QPointF(x_of(canvas, 13), y_of(canvas, 0))).startswith("Linear, t = 1.00")


def test_labels_stand_under_their_frames_and_what_was_asked_for_stands_out(strips: FrameStrips) -> None:
    canvas = strips.canvas
    plain = canvas.layout_of_cells
    labels = tuple(FrameLabel("8" if t < 0.5 else "3", f"Seen as {t:.2f}", bool(t >= 0.5)) for t in TIMES)
    strips.set_rows([row("linear", 0), row("geodesic", 2, labels=labels)])
    QApplication.processEvents()
    layout = canvas.layout_of_cells
    assert layout.side == plain.side and layout.pitch == plain.pitch + LABEL_HEIGHT
    assert canvas.minimumHeight() == layout.height(2)
    picture = canvas.grab().toImage()

    def colours(index: int, cell: int) -> set[str]:
        left, top = layout.cell_left(cell), layout.row_top(index) + layout.side + 1
        return {
            picture.pixelColor(x, y).name()
            for x in range(left, left + layout.side)
            for y in range(top, top + LABEL_HEIGHT - 1)
        }

    asked = LIGHT.path_style(2).color.lower()
    assert len(colours(0, 3)) == 1
    assert LIGHT.dim in colours(1, 3) and asked not in colours(1, 3)
    assert asked in colours(1, 10)
    assert "Seen as 1.00" in canvas.tool_tip_at(QPointF(x_of(canvas, layout.cells - 1), y_of(canvas, 1)))
    assert "Seen" not in canvas.tool_tip_at(QPointF(x_of(canvas, 0), y_of(canvas, 0)))
    strips.set_rows([row("linear", 0)])
    assert canvas.layout_of_cells.pitch == plain.pitch


def test_freed_when_closed(qtbot: QtBot) -> None:
    strips = FrameStrips()
    strips.set_rows([row("linear")])
    strips.show()
    alive = [weakref.ref(part) for part in (strips, strips.canvas, strips.bar)]
    strips.close()
    strips.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del strips
    gc.collect()
    assert [part() for part in alive] == [None] * 3


def test_the_track_is_as_long_as_the_frames(strips: FrameStrips) -> None:
    image = strips.bar.grab().toImage()
    y, layout = strips.bar.height() // 2, strips.canvas.layout_of_cells
    ground = image.pixelColor(2, 2)
    painted = [x for x in range(image.width()) if image.pixelColor(x, y) != ground]
    assert painted[0] == pytest.approx(layout.cell_left(0), abs=1)
    assert painted[-1] + 1 == pytest.approx(layout.cell_left(layout.cells - 1) + layout.side, abs=1)


def test_the_selected_row_is_scrolled_into_sight(strips: FrameStrips, qtbot: QtBot) -> None:
    names = [f"path {index}" for index in range(9)]
    for chosen in (8, 0):
        strips.set_rows([row(name, selected=index == chosen) for index, name in enumerate(names)])
        top, side = strips.canvas.layout_of_cells.row_top(chosen), strips.canvas.layout_of_cells.side

        def seen(top: int = top, side: int = side) -> bool:
            above = strips._area.verticalScrollBar().value()
            return above <= top and top + side <= above + strips._area.viewport().height()

        qtbot.waitUntil(seen, timeout=1000)


def test_the_words_without_rows_can_be_changed(strips: FrameStrips) -> None:
    strips.set_rows([])
    usual = grabbed(strips)
    strips.set_empty_text("Every path is hidden: press 1 to 9, or click an eye.")
    assert grabbed(strips) != usual
    strips.set_empty_text("")
    assert grabbed(strips) == usual
