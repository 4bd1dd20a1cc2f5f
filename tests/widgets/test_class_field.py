"""Chips and words say the same."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from interp_explorer.engine.methods import Geodesic
from interp_explorer.widgets.class_field import ClassField, wanted_in, words_of
from interp_explorer.widgets.form import ParameterForm

DIGITS = tuple("0123456789")


@pytest.fixture
def field(qtbot: QtBot) -> ClassField:
    made = ClassField()
    made.set_classes(DIGITS)
    made.setFixedWidth(176)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_clicks_go_from_neither_to_wanted_to_unwanted_and_back(field: ClassField) -> None:
    sent: list[str] = []
    field.chosen.connect(sent.append)
    for _ in range(3):
        QTest.mouseClick(field.chips[3], Qt.MouseButton.LeftButton)
    QTest.keyClick(field.chips[8], Qt.Key.Key_Space)
    QTest.mouseClick(field.chips[3], Qt.MouseButton.LeftButton)
    assert sent == ["3", "not 3", "", "8", "3 or 8"]
    assert field.chips[8].accessibleName() == "8: wanted"


@pytest.mark.parametrize("text", ["", "3", "not 1 or 7", "3 or 8, not 1", "not 0, 5"])
def test_what_chips_can_say_is_shown_by_them(field: ClassField, text: str) -> None:
    field.set_value(text)
    assert field.chips[0].isVisible() and not field.line.isVisible()
    states = [chip.wanted for chip in field.chips]
    assert wanted_in(words_of(states, DIGITS), DIGITS) == states
    assert field.value() == text
    unwanted = [chip for chip in field.chips if chip.wanted is False]
    assert all(chip.font().strikeOut() for chip in unwanted) and ("not" in text) == bool(unwanted)


@pytest.mark.parametrize("text", ["3, 8", "3, not 3", "three"])
def test_what_they_cannot_say_stays_in_words(field: ClassField, text: str) -> None:
    field.set_value(text)
    assert field.line.isVisible() and field.line.text() == text and not field.chips[0].isVisible()
    sent: list[str] = []
    field.chosen.connect(sent.append)
    field.line.selectAll()
    QTest.keyClicks(field.line, "3 or 8")
    assert field.line.isVisible()
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert sent == ["3 or 8"] and field.chips[8].wanted and field.chips[8].isVisible()


def test_chips_fit_the_field_and_follow_the_model(field: ClassField) -> None:
    QApplication.processEvents()
    assert all(chip.geometry().right() <= 176 for chip in field.chips)
    assert len({chip.y() for chip in field.chips}) == 2
    field.set_classes(("Ankle boot", "Bag"))
    QApplication.processEvents()
    assert [chip.text() for chip in field.chips] == ["Ankle boot", "Bag"]
    field.set_classes(())
    assert field.line.isVisible()


def test_a_form_offers_the_classes_it_is_told(qtbot: QtBot) -> None:
    form = ParameterForm(Geodesic(quality="attribute"))
    qtbot.addWidget(form)
    form.set_classes(DIGITS)
    form.show()
    sent: list[object] = []
    form.changed.connect(lambda instance, final: sent.append((instance.attribute, final)))
    chips = form.field("attribute").chips  # pyright: ignore[reportAttributeAccessIssue]
    QTest.mouseClick(chips[3], Qt.MouseButton.LeftButton)
    assert sent == [("3", True)]
    form.set_instance(Geodesic(quality="attribute", attribute="not 4"))
    assert [chip.text() for chip in chips if chip.wanted is False] == ["4"]


def test_joint_classes_have_a_chip_for_each_of_their_parts(field: ClassField) -> None:
    field.set_classes(("plain", "beard", "smile", "beard + smile"))
    assert [chip.text() for chip in field.chips] == ["plain", "beard", "smile"]
    for text, states in (
        ("beard", [None, True, None]),
        ("beard or smile", [None, True, True]),
        ("beard, not smile", [None, True, False]),
    ):
        field.set_value(text)
        assert [chip.wanted for chip in field.chips] == states
    field.set_value("beard + smile")  # this one class: no chips say that
    assert field.chips[0].isHidden() or not field.chips[0].isVisibleTo(field)
    field.set_value("")
    field.chips[2].click()
    assert field.value() == "smile"
    field.chips[1].click()
    field.chips[1].click()
    assert field.value() == "smile, not beard"
