"""A number dragged, typed, stepped and scrolled by a real mouse and real keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QSlider, QToolTip
from pytestqt.qtbot import QtBot

from interp_explorer.widgets.number_scale import NumberScale
from interp_explorer.widgets.slider_field import SliderField

pytestmark = pytest.mark.usefixtures("light")


class Log:
    """What a field has said."""

    def __init__(self, field: SliderField) -> None:
        self.changes: list[float] = []
        self.strokes: list[float] = []
        field.value_changed.connect(self.changes.append)
        field.stroke_finished.connect(self.strokes.append)


@pytest.fixture
def field(qtbot: QtBot) -> SliderField:
    made = SliderField(NumberScale(0.0, 0.5), 0.1, "Epsilon", "Regularisation.", label="Epsilon")
    qtbot.addWidget(made)
    made.resize(260, 28)
    with qtbot.waitExposed(made):
        made.show()
    return made


def parts(field: SliderField) -> tuple[QSlider, QLineEdit]:
    return field.findChild(QSlider), field.findChild(QLineEdit)


def wheel(widget: QSlider | QLineEdit, notches: float) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, round(120 * notches)), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_dragging_changes_during_the_stroke_and_finishes_once(field: SliderField) -> None:
    slider, number = parts(field)
    log = Log(field)
    y = slider.height() // 2
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, y))
    QTest.mouseMove(slider, QPoint(slider.width() - 30, y))
    QTest.mouseMove(slider, QPoint(slider.width() + 50, y))
    assert log.changes[-1] == 0.5 and len(log.changes) == 3 and log.strokes == []
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() + 50, y))
    assert (log.strokes, number.text(), field.value()) == ([0.5], "0.50", 0.5)


def test_pressing_the_middle_gives_the_middle(field: SliderField) -> None:
    slider, _ = parts(field)
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, slider.height() // 2))
    assert field.value() == pytest.approx(0.25, abs=0.011)


def test_a_stroke_back_to_its_start_is_none(field: SliderField) -> None:
    slider, _ = parts(field)
    field.set_value(0.5)
    log = Log(field)
    end = QPoint(slider.width(), 8)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=end)
    QTest.mouseMove(slider, QPoint(slider.width() // 2, 8))
    QTest.mouseMove(slider, end)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=end)
    assert len(log.changes) == 2 and log.changes[-1] == 0.5
    assert log.strokes == []


def test_keys_step_and_the_stroke_ends_after_a_pause(field: SliderField, qtbot: QtBot) -> None:
    slider, _ = parts(field)
    log = Log(field)
    slider.setFocus()
    for _ in range(3):
        QTest.keyClick(slider, Qt.Key.Key_Right)
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert log.changes == [0.11, 0.12, 0.13, 0.12] and log.strokes == []
    qtbot.waitUntil(lambda: log.strokes == [0.12], timeout=2000)


def test_page_keys_take_ten_steps_and_home_and_end_the_bounds(field: SliderField) -> None:
    slider, _ = parts(field)
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    assert field.value() == 0.2
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert field.value() == 0.5
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert field.value() == 0.0


def test_the_wheel_steps_only_a_field_in_use(field: SliderField) -> None:
    slider, number = parts(field)
    field.activateWindow()
    number.setFocus()
    wheel(slider, 1)
    assert field.value() == 0.1
    wheel(number, 2)
    assert field.value() == pytest.approx(0.12)


def test_typing_changes_as_soon_as_it_is_a_value(field: SliderField) -> None:
    slider, number = parts(field)
    log = Log(field)
    number.selectAll()
    QTest.keyClicks(number, "0.3")
    assert field.value() == 0.3 and log.changes[-1] == 0.3
    assert slider.value() == pytest.approx(0.6 * slider.maximum(), abs=1)
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert (log.strokes, number.text()) == ([0.3], "0.30")


def test_wrong_text_keeps_the_last_good_value_and_says_why(field: SliderField) -> None:
    _, number = parts(field)
    log = Log(field)
    number.selectAll()
    QTest.keyClicks(number, "7")
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert (field.value(), log.changes, log.strokes) == (0.1, [], [])
    assert number.property("role") == "number-error"
    assert number.toolTip() == "7 is too large: the most is 0.50."
    number.selectAll()
    QTest.keyClicks(number, "0.2")
    assert (field.value(), number.property("role")) == (0.2, "number")
    assert "too large" not in number.toolTip()


def test_the_same_value_from_outside_leaves_the_typing_alone(field: SliderField) -> None:
    _, number = parts(field)
    number.selectAll()
    QTest.keyClicks(number, "0.3")
    field.set_value(0.3)
    assert number.text() == "0.3"
    field.set_value(0.4)
    assert number.text() == "0.40"


def test_a_double_click_on_the_label_brings_the_default_back(field: SliderField) -> None:
    field.set_value(0.4)
    log = Log(field)
    QTest.mouseDClick(field.label, Qt.MouseButton.LeftButton)
    assert (field.value(), log.changes, log.strokes) == (0.1, [0.1], [0.1])


def test_a_number_without_bounds_has_no_slider(qtbot: QtBot) -> None:
    field = SliderField(NumberScale(0, None, whole=True), 7, "Seed")
    qtbot.addWidget(field)
    field.show()
    slider, number = parts(field)
    assert not slider.isVisible() and number.isVisible()
    number.selectAll()
    QTest.keyClicks(number, "123456789")
    assert field.value() == 123456789


def test_both_parts_have_names_and_tool_tips(field: SliderField) -> None:
    for part in parts(field):
        assert part.accessibleName() == "Epsilon"
        assert part.toolTip() == "Regularisation.\n0.00 to 0.50"


def test_a_pending_stroke_ends_when_the_field_is_hidden(field: SliderField) -> None:
    slider, _ = parts(field)
    log = Log(field)
    QTest.keyClick(slider, Qt.Key.Key_Right)
    field.hide()
    assert log.strokes == [0.11]


def test_wrong_text_left_behind_gives_way_to_the_last_good_value(field: SliderField, qtbot: QtBot) -> None:
    _, number = parts(field)
    number.selectAll()
    QTest.keyClicks(number, "abc")
    QApplication.sendEvent(number, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason))
    assert (number.text(), number.property("role")) == ("0.10", "number")
    qtbot.waitUntil(lambda: QToolTip.text() == "abc is no number.", timeout=1000)
    QToolTip.hideText()


@pytest.mark.parametrize(("typed", "taken"), [("", False), ("0.3", True)])
def test_undo_is_the_windows_unless_something_is_being_typed(field: SliderField, typed: str, taken: bool) -> None:
    _, number = parts(field)
    number.selectAll()
    QTest.keyClicks(number, typed)
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    event.ignore()
    QApplication.sendEvent(number, event)
    assert event.isAccepted() is taken
    QTest.keyClick(number, Qt.Key.Key_Return)
    event.ignore()
    QApplication.sendEvent(number, event)
    assert not event.isAccepted()


def test_the_value_from_before_a_stroke_does_not_end_it(field: SliderField) -> None:
    slider, _ = parts(field)
    log = Log(field)
    QTest.keyClick(slider, Qt.Key.Key_Right)
    field.set_value(0.1)
    assert field.value() == 0.11
    field.finish_now()
    field.finish_now()
    assert log.strokes == [0.11]


def test_another_value_replaces_a_pending_stroke(field: SliderField, qtbot: QtBot) -> None:
    slider, _ = parts(field)
    log = Log(field)
    QTest.keyClick(slider, Qt.Key.Key_Right)
    field.set_value(0.4)
    qtbot.wait(500)
    assert (field.value(), log.strokes) == (0.4, [])
