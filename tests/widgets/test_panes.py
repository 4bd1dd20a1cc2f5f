"""Sections, messages and choices."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from interp_explorer.widgets.buttons import CommandButton, IconButton
from interp_explorer.widgets.choice_box import ChoiceBox
from interp_explorer.widgets.details_popup import DetailsPopup
from interp_explorer.widgets.elided_label import ElidedLabel
from interp_explorer.widgets.message_line import MessageLine
from interp_explorer.widgets.sections import Section
from interp_explorer.widgets.segmented import SegmentedControl, UnderlineTabs

pytestmark = pytest.mark.usefixtures("light")

LEFT = Qt.MouseButton.LeftButton
TABS = [("explore", "Explore", "Paths"), ("train", "Train", "Runs"), ("lessons", "Lessons", "Stories")]


def test_a_section_shows_its_title_in_capitals_and_its_action(qtbot: QtBot) -> None:
    section = Section("Paths", "+ Add")
    qtbot.addWidget(section)
    section.show()
    assert "PATHS" in {label.text() for label in section.findChildren(QLabel)}
    with qtbot.waitSignal(section.action_triggered, timeout=500):
        QTest.mouseClick(section.action, LEFT)


def test_a_foldable_section_folds_by_click_and_back(qtbot: QtBot) -> None:
    section = Section("Paths", foldable=True)
    qtbot.addWidget(section)
    body = QLabel("body")
    section.body.addWidget(body)
    section.show()
    title = next(label for label in section.findChildren(QLabel) if label.text() == "PATHS")
    said: list[bool] = []
    section.folded_changed.connect(said.append)
    QTest.mouseClick(title, LEFT)
    assert section.is_folded() and not body.isVisible()
    QTest.mouseClick(title, LEFT)
    assert body.isVisible() and said == [True, False]


def test_a_section_that_does_not_fold_ignores_clicks(qtbot: QtBot) -> None:
    section = Section("Paths")
    qtbot.addWidget(section)
    section.show()
    QTest.mouseClick(section.findChild(QLabel), LEFT)
    assert not section.is_folded()


def test_a_message_is_said_dismissed_and_said_again(qtbot: QtBot) -> None:
    line = MessageLine()
    qtbot.addWidget(line)
    assert line.isHidden()
    line.show_message("It failed.", "why")
    details, close = line.findChild(QPushButton), line._close
    assert line.isVisible() and details.isVisible()
    with qtbot.waitSignal(line.dismissed, timeout=500):
        QTest.mouseClick(close, LEFT)
    assert line.isHidden() and line.text() == ""
    line.show_message("It failed again.")
    assert not details.isVisible()
    line.show_message("")
    assert line.isHidden()


def test_details_open_once_and_say_the_text(qtbot: QtBot) -> None:
    line = MessageLine()
    qtbot.addWidget(line)
    line.show_message("It failed.", "because")
    line.show_details()
    line.show_details()
    open_popups = [popup for popup in line.findChildren(DetailsPopup) if popup.isVisible()]
    assert [popup.text() for popup in open_popups] == ["because"]
    open_popups[0].close()


@pytest.mark.parametrize("kind", [SegmentedControl, UnderlineTabs])
def test_choices_by_mouse_and_keys(qtbot: QtBot, kind: type[SegmentedControl] | type[UnderlineTabs]) -> None:
    strip = kind(TABS)
    qtbot.addWidget(strip)
    strip.show()
    strip.activateWindow()
    chosen: list[str] = []
    strip.chosen.connect(chosen.append)
    buttons = strip.findChildren(QPushButton)
    assert strip.current() == "explore"
    QTest.mouseClick(buttons[1], LEFT)
    QTest.mouseClick(buttons[1], LEFT)
    QTest.keyClick(buttons[1], Qt.Key.Key_Right)
    QTest.keyClick(buttons[2], Qt.Key.Key_Right)
    assert chosen == ["train", "lessons"]
    assert [button.isChecked() for button in buttons] == [False, False, True]
    assert strip.focusWidget() is buttons[2]
    strip.set_current("explore")
    assert chosen == ["train", "lessons"] and strip.current() == "explore"


def test_a_forbidden_choice_is_stepped_over(qtbot: QtBot) -> None:
    strip = SegmentedControl(TABS)
    qtbot.addWidget(strip)
    strip.show()
    strip.set_enabled("train", False, "No trainer here.")
    QTest.keyClick(strip.findChildren(QPushButton)[0], Qt.Key.Key_Right)
    assert strip.current() == "lessons"
    assert strip.findChildren(QPushButton)[1].toolTip() == "No trainer here."


def test_an_unknown_choice_is_an_error(qtbot: QtBot) -> None:
    strip = UnderlineTabs(TABS)
    qtbot.addWidget(strip)
    with pytest.raises(ValueError):
        strip.set_current("nowhere")


def test_a_choice_box_says_only_what_the_user_picks(qtbot: QtBot) -> None:
    box = ChoiceBox([("a", "First"), ("b", "Second")])
    qtbot.addWidget(box)
    box.show()
    chosen: list[str] = []
    box.chosen.connect(chosen.append)
    box.set_current("b")
    box.set_current("unknown")
    assert (box.current(), chosen) == ("b", [])
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert (box.current(), chosen) == ("a", ["a"])
    box.set_choices([("c", "Third"), ("a", "First")])
    assert (box.current(), chosen) == ("a", ["a"])


def test_a_filling_choice_box_takes_the_width_it_gets(qtbot: QtBot) -> None:
    box = ChoiceBox([("a", "A choice with a very long name indeed")], fill=True)
    section = Section("Any")
    qtbot.addWidget(section)
    section.body.addWidget(box)
    section.setFixedWidth(120)
    section.show()
    QApplication.processEvents()
    QTest.qWait(60)  # a combo box adjusts itself on a timer of 20 ms
    assert box.width() == 120


def test_long_text_is_shortened_and_kept_as_tool_tip(qtbot: QtBot) -> None:
    label = ElidedLabel("A name that is far too long")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.grab()
    assert label.shown_text().endswith("…") and label.toolTip() == label.text()
    label.resize(400, 20)
    label.grab()
    assert label.shown_text() == label.text() and label.toolTip() == ""


def test_a_click_beside_a_title_does_nothing(qtbot: QtBot) -> None:
    section = Section("Paths", foldable=True)
    qtbot.addWidget(section)
    section.resize(300, 60)
    section.show()
    title = next(label for label in section.findChildren(QLabel) if label.text() == "PATHS")
    QTest.mousePress(title, LEFT)
    QTest.mouseRelease(title, LEFT, pos=QPoint(-50, -50))
    assert not section.is_folded()


@pytest.mark.parametrize("key", [Qt.Key.Key_R, Qt.Key.Key_1, Qt.Key.Key_F])
def test_letters_and_digits_are_left_to_the_window(qtbot: QtBot, key: Qt.Key) -> None:
    box = ChoiceBox([("one", "1"), ("fast", "Fast"), ("rare", "Rare"), ("last", "Last")])
    qtbot.addWidget(box)
    box.set_current("last")
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, chr(key.value).lower())
    QApplication.sendEvent(box, event)
    assert not event.isAccepted() and box.current() == "last"


def test_a_click_on_a_button_leaves_the_focus_where_it_is(qtbot: QtBot) -> None:
    for button in (IconButton("eye", "Show"), CommandButton("Play")):
        qtbot.addWidget(button)
        assert button.focusPolicy() == Qt.FocusPolicy.TabFocus


def test_the_cross_is_level_with_the_first_line(qtbot: QtBot) -> None:
    line = MessageLine()
    qtbot.addWidget(line)
    line.setFixedWidth(240)
    line.show_message("A sentence that is much too long for one line of this width.")
    line.show()
    QApplication.processEvents()
    first = line._sentence.y() + line._sentence.contentsMargins().top() + line._sentence.fontMetrics().height() / 2
    assert line._close.geometry().center().y() == pytest.approx(first, abs=1.5)
