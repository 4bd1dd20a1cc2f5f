"""Parameters that are dragged, clicked and typed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from interp_explorer.engine.request import PathResult

from .helpers import CONTROL, LAYERS, LEFT, NO_KEYS


def test_a_stroke_of_the_slider_is_one_step(user: Any, heard: list[PathResult]) -> None:
    field = user.page.inspector.parameters.form.field("epsilon")
    slider, before = field._slider, user.result()
    y = slider.height() // 2
    QTest.mousePress(slider, LEFT, NO_KEYS, QPoint(30, y))
    for x in (50, 80):
        QTest.mouseMove(slider, QPoint(x, y))
        epsilon = user.parameters.epsilon
        user.wait_until(lambda epsilon=epsilon: user.result().request.method.epsilon == epsilon)
        assert epsilon != 0.1
    assert user.undo_steps() == []
    QTest.mouseRelease(slider, LEFT, NO_KEYS, QPoint(80, y))
    user.wait_until_solved()
    assert user.undo_steps() == ["epsilon"]
    assert user.result().request.method.epsilon == user.parameters.epsilon == epsilon
    assert any(result.request.preview for result in heard)
    # The other paths are scored by the same metric.
    assert user.result("linear-1").request.metric.epsilon == epsilon
    user.key(Qt.Key.Key_Z, CONTROL)
    assert user.parameters.epsilon == field.value() == 0.1
    assert user.result() is before


def test_a_click_too_quick_for_a_preview_is_solved_in_full(user: Any) -> None:
    slider = user.page.inspector.parameters.form.field("epsilon")._slider
    user.click(slider, QPoint(80, slider.height() // 2))
    assert user.undo_steps() == ["epsilon"]
    user.wait_until_solved()
    assert user.result().request.method == user.parameters


def test_a_typed_value_out_of_range_changes_nothing(user: Any) -> None:
    number = user.page.inspector.parameters.form.field("epsilon")._number
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "7")
    user.key(Qt.Key.Key_Return)
    assert user.parameters.epsilon == 0.1
    assert user.undo_steps() == []
    assert "0.5" in number.toolTip()


def test_another_kernel_is_solved_and_its_parameter_appears(user: Any) -> None:
    form = user.page.inspector.parameters.form
    gamma = form.field("gamma")
    assert not gamma.isVisible()
    form.field("kernel").setFocus()
    user.key(Qt.Key.Key_Home)
    user.wait_until_solved()
    assert user.parameters.kernel == "gaussian"
    assert user.undo_steps() == ["kernel"]
    assert gamma.isVisible()
    assert user.result().request.method.kernel == "gaussian"


def test_typing_a_number_of_points(user: Any) -> None:
    number = user.page.inspector.parameters.points._number
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "31")
    user.key(Qt.Key.Key_Return)
    user.wait_until_solved()
    assert user.scene.points == 31
    assert {len(user.result(name).times) for name in LAYERS} == {31}
    assert user.undo_steps() == ["points"]
