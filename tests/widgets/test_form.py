"""The form and the dataclass say the same, both ways, for every parameter there is."""

from __future__ import annotations

import gc
import weakref
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QSlider, QWidget
from pytestqt.qtbot import QtBot

from interp_explorer.engine.methods import Geodesic, Linear
from interp_explorer.engine.metric import Metric
from interp_explorer.engine.parameters import Parameter, describe, parameter, relevant, to_dict
from interp_explorer.widgets.check_box import CheckBox
from interp_explorer.widgets.form import ParameterForm
from interp_explorer.widgets.sections import Disclosure

pytestmark = pytest.mark.usefixtures("light")

CASES = [(cls, p) for cls in (Geodesic, Metric) for p in describe(cls)]
NAMES = [f"{cls.__name__}.{p.name}" for cls, p in CASES]


@dataclass(frozen=True)
class Everything:
    """One parameter of each kind."""

    on: bool = parameter(False, "On", "A switch.")
    word: str = parameter("abc", "Word", "A text.")
    slow: int = parameter(5, "Slow", "Only the last value counts.", low=0, high=50, apply="release")
    seed: int = parameter(0, "Seed", "A number without an upper bound.", low=0)
    length: float = parameter(2.0, "Length", "With a unit.", low=0.0, high=10.0, unit="px")


class Log:
    """What a form has said."""

    def __init__(self, form: ParameterForm) -> None:
        self.all: list[tuple[Any, bool]] = []
        form.changed.connect(lambda instance, final: self.all.append((instance, final)))


def shown(qtbot: QtBot, instance: Any) -> ParameterForm:
    form = ParameterForm(instance)
    qtbot.addWidget(form)
    form.setFixedWidth(260)
    form.show()
    QApplication.processEvents()
    return form


def choose(field: QComboBox, name: str) -> None:
    """With the arrow keys."""
    key = Qt.Key.Key_Down if field.findData(name) > field.currentIndex() else Qt.Key.Key_Up
    for _ in range(abs(field.findData(name) - field.currentIndex())):
        QTest.keyClick(field, key)


def instance_showing(cls: type, p: Parameter) -> Any:
    """An instance for which the parameter has an effect."""
    return cls(**{p.when[0]: p.when[1][0]}) if p.when else cls()


def other_value(p: Parameter) -> Any:
    """A value that is not the default and inside the range."""
    if p.choices:
        return next(name for name in p.choices if name != p.default)
    if p.type is bool:
        return not p.default
    if p.type is str:
        return "3 or 8"
    assert p.low is not None and p.high is not None
    return round(p.low + (p.high - p.low) / 4) if p.type is int else p.low + (p.high - p.low) / 4


def value_of(field: QWidget) -> Any:
    """What a field shows."""
    match field:
        case QComboBox():
            return field.currentData()
        case CheckBox():
            return field.isChecked()
        case QLineEdit():
            return field.text()
    return field.value()


def type_in(field: QWidget, text: str) -> None:
    line = field if isinstance(field, QLineEdit) else field.findChild(QLineEdit)
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


@pytest.mark.parametrize(("cls", "p"), CASES, ids=NAMES)
def test_every_parameter_goes_in_and_comes_out(qtbot: QtBot, cls: type, p: Parameter) -> None:
    form = shown(qtbot, instance_showing(cls, p))
    form.findChild(Disclosure).setChecked(True)
    field = form.field(p.name)
    assert field.isVisible()
    log = Log(form)
    wanted = other_value(p)
    if isinstance(field, QComboBox):
        choose(field, wanted)
    elif isinstance(field, CheckBox):
        QTest.keyClick(field, Qt.Key.Key_Space)
    else:
        type_in(field, str(wanted))
    instance, final = log.all[-1]
    assert final is True
    assert to_dict(instance) == {**to_dict(instance_showing(cls, p)), p.name: wanted}
    assert type(instance) is cls and form.instance() == instance
    form.set_instance(instance_showing(cls, p))
    form.set_instance(instance)
    log.all.clear()
    assert value_of(field) == wanted
    assert log.all == []


@pytest.mark.parametrize(("cls", "p"), CASES, ids=NAMES)
def test_every_row_has_label_help_and_name(qtbot: QtBot, cls: type, p: Parameter) -> None:
    form = shown(qtbot, instance_showing(cls, p))
    labels = {label.text(): label for label in form.findChildren(QLabel)}
    assert labels[p.label].toolTip().startswith(p.help)
    field = form.field(p.name)
    named = field.findChild(QSlider) or field
    assert named.accessibleName() == p.label
    assert p.help in named.toolTip()


@pytest.mark.parametrize("kernel", ["linear", "gaussian", "inverse-multiquadric"])
def test_only_rows_with_an_effect_are_shown(qtbot: QtBot, kernel: str) -> None:
    instance = Geodesic(kernel=kernel)
    form = shown(qtbot, instance)
    form.findChild(Disclosure).setChecked(True)
    visible = {p.name for p in describe(Geodesic) if form.field(p.name).isVisible()}
    assert visible == {p.name for p in relevant(instance)}


def test_choosing_shows_the_rows_that_now_have_an_effect(qtbot: QtBot) -> None:
    form = shown(qtbot, Geodesic())
    assert not form.field("gamma").isVisible()
    choose(form.field("kernel"), "gaussian")
    assert form.instance().kernel == "gaussian"
    assert form.field("gamma").isVisible()


def test_advanced_rows_wait_for_more(qtbot: QtBot) -> None:
    form = shown(qtbot, Geodesic())
    more = form.findChild(Disclosure)
    assert more.isVisible() and not form.field("iterations").isVisible()
    QTest.mouseClick(more, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert form.field("iterations").isVisible()


def test_a_class_without_parameters_shows_nothing(qtbot: QtBot) -> None:
    form = shown(qtbot, Linear())
    assert not form.findChild(Disclosure).isVisible()
    assert form.findChildren(QSlider) == []


def test_a_live_parameter_reports_its_stroke_and_its_end(qtbot: QtBot) -> None:
    form = shown(qtbot, Geodesic())
    log = Log(form)
    slider = form.field("epsilon").findChild(QSlider)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 20, 8))
    QTest.mouseMove(slider, QPoint(slider.width(), 8))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width(), 8))
    assert [final for _, final in log.all] == [False, False, True]
    assert log.all[-1][0].epsilon == 0.5


def test_a_release_parameter_reports_only_its_end(qtbot: QtBot) -> None:
    form = shown(qtbot, Everything())
    log = Log(form)
    slider = form.field("slow").findChild(QSlider)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 20, 8))
    QTest.mouseMove(slider, QPoint(slider.width(), 8))
    assert log.all == []
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width(), 8))
    assert log.all == [(Everything(slow=50), True)]


def test_switches_texts_and_numbers_without_bounds(qtbot: QtBot) -> None:
    form = shown(qtbot, Everything())
    log = Log(form)
    switch = form.field("on")
    assert isinstance(switch, CheckBox)
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(8, switch.height() // 2))
    type_in(form.field("word"), "hello")
    type_in(form.field("seed"), "123456")
    assert form.instance() == Everything(on=True, word="hello", seed=123456)
    assert log.all[-1] == (form.instance(), True)
    form.set_instance(Everything())
    assert (switch.isChecked(), form.field("word").text()) == (False, "abc")


def test_units_stand_beside_the_label(qtbot: QtBot) -> None:
    form = shown(qtbot, Everything())
    assert "Length (px)" in {label.text() for label in form.findChildren(QLabel)}


def test_wrong_text_keeps_the_last_instance(qtbot: QtBot) -> None:
    form = shown(qtbot, Geodesic())
    log = Log(form)
    type_in(form.field("epsilon"), "9")
    assert (log.all, form.instance()) == ([], Geodesic())


def test_an_update_keeps_fields_and_focus(qtbot: QtBot) -> None:
    form = shown(qtbot, Geodesic())
    form.activateWindow()
    number = form.field("epsilon").findChild(QLineEdit)
    number.setFocus()
    form.set_instance(Geodesic(epsilon=0.3, energy="ri-3"))
    assert form.field("epsilon").findChild(QLineEdit) is number
    assert number.text() == "0.30" and number.hasFocus()
    assert form.field("energy").currentData() == "ri-3"


def test_another_class_builds_another_form(qtbot: QtBot) -> None:
    form = shown(qtbot, Geodesic())
    form.set_instance(Everything())
    assert isinstance(form.field("on"), CheckBox)
    with pytest.raises(KeyError):
        form.field("epsilon")


def test_a_double_click_on_a_label_brings_the_default_back(qtbot: QtBot) -> None:
    form = shown(qtbot, Geodesic(energy="ri-3"))
    label = next(label for label in form.findChildren(QLabel) if label.text() == "Energy")
    QTest.mouseDClick(label, Qt.MouseButton.LeftButton)
    assert form.instance() == Geodesic() and form.field("energy").currentData() == "fg-5"


def test_nothing_is_cut_at_the_width_of_the_pane(qtbot: QtBot) -> None:
    form = shown(qtbot, Geodesic(kernel="inverse-multiquadric", quality="density-rank", curve="spline"))
    form.findChild(Disclosure).setChecked(True)
    QApplication.processEvents()
    for p in relevant(form.instance()):
        field = form.field(p.name)
        assert field.mapTo(form, QPoint(field.width(), 0)).x() <= form.width()
        assert field.height() >= field.minimumSizeHint().height()
    for label in form.findChildren(QLabel):
        if label.isVisible():
            assert label.height() >= label.heightForWidth(label.width())


def test_freed_when_closed(qtbot: QtBot) -> None:
    form = ParameterForm(Geodesic())
    form.show()
    alive = weakref.ref(form)
    form.close()
    form.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del form
    gc.collect()
    assert alive() is None


def test_flush_finishes_what_is_being_changed(qtbot: QtBot) -> None:
    form = shown(qtbot, Geodesic())
    log = Log(form)
    QTest.keyClick(form.field("epsilon").findChild(QSlider), Qt.Key.Key_Right)
    assert [final for _, final in log.all] == [False]
    form.flush()
    form.flush()
    assert log.all[1:] == [(Geodesic(epsilon=0.11), True)]


def test_a_stroke_belongs_to_the_instance_it_began_on(qtbot: QtBot) -> None:
    form = shown(qtbot, Everything())
    log = Log(form)
    QTest.keyClick(form.field("slow").findChild(QSlider), Qt.Key.Key_Right)
    form.set_instance(Geodesic())
    assert log.all == [(Everything(slow=6), True)]
    assert form.instance() == Geodesic()
    qtbot.wait(500)
    assert len(log.all) == 1


def test_an_answer_to_a_finished_stroke_is_newer_than_what_finished_it(qtbot: QtBot) -> None:
    form = shown(qtbot, Everything())
    form.changed.connect(lambda instance, final: form.set_instance(instance))
    QTest.keyClick(form.field("slow").findChild(QSlider), Qt.Key.Key_Right)
    form.set_instance(Everything(word="old"))
    assert form.instance() == Everything(slow=6)


def test_only_some_parameters_are_shown_on_request(qtbot: QtBot) -> None:
    form = shown(qtbot, Geodesic())
    form.set_only(("epsilon",))
    assert form.field("epsilon").isVisible() and not form.field("energy").isVisible()
    assert not form.findChild(Disclosure).isVisible()
    form.set_only(None)
    assert form.field("energy").isVisible() and form.findChild(Disclosure).isVisible()
