"""The fields of a new run."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from interp_explorer.app.train.setup_pane import SetupPane
from interp_explorer.trainers.presets import PRESETS
from interp_explorer.trainers.recipes import RECIPES
from interp_explorer.trainers.run import make_recipe
from interp_explorer.widgets.columns import RIGHT_WIDTH, SidePane
from interp_explorer.widgets.field_label import FieldLabel


@pytest.mark.parametrize("name", RECIPES)
def test_every_preset_of_a_recipe_is_known_and_in_order(name: str) -> None:
    assert list(RECIPES[name].presets) == [preset for preset in PRESETS if preset in RECIPES[name].presets]


def test_the_presets_to_choose_from_are_those_of_the_recipe(qtbot: QtBot) -> None:
    pane = SetupPane()
    qtbot.addWidget(pane)
    for name, offered in (("aeai", "figures"), ("neurint", "tables"), ("vae", "paper")):
        presets = {preset: make_recipe(name, preset, {}) for preset in RECIPES[name].presets}
        pane.set_recipe(name, presets)
        box = pane.preset
        assert [box.itemData(index) for index in range(box.count())] == list(presets)
        assert box.current() == "cpu"
        box.set_current(offered)
        box.chosen.emit(offered)
        assert pane.form.instance() == presets[offered] and pane.preset_help.text() == PRESETS[offered]


def test_every_field_of_a_long_form_comes_wholly_into_view_with_its_label(
    qtbot: QtBot, cut_texts: Callable[[QWidget], list[str]]
) -> None:
    pane = SetupPane()
    qtbot.addWidget(pane)
    pane.set_recipe("aeai", {preset: make_recipe("aeai", preset, {}) for preset in RECIPES["aeai"].presets})
    pane.resize(RIGHT_WIDTH, 724)  # what a window of 1280x800 leaves it
    pane.show()
    qtbot.waitExposed(pane)
    [scroll] = pane.findChildren(SidePane)
    viewport = scroll.viewport()
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() > 200)
    assert not cut_texts(pane)
    pane.data.edit.setFocus()
    reached: set[str] = set()
    for _ in range(100):
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused is pane.start:
            break
        row = next((w for w in _ancestors(focused) if w.findChild(FieldLabel) is not None and w.height() < 60), None)
        if row is not None:
            reached.add(row.findChild(FieldLabel).text())
            place = row.mapTo(viewport, row.rect().topLeft()).y()
            assert place >= 0 and place + row.height() <= viewport.height(), reached
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert {"With discriminator", "With smoothness", "Ramp (images)"} <= reached and focused is pane.start


def _ancestors(widget: QWidget) -> list[QWidget]:
    """A widget, its parent, and so on."""
    parent = widget.parentWidget()
    return [widget] if parent is None else [widget, *_ancestors(parent)]
