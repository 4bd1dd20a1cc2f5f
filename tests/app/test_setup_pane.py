"""The fields of a new run."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from interp_explorer.app.train.setup_pane import SetupPane
from interp_explorer.trainers.presets import PRESETS
from interp_explorer.trainers.recipes import RECIPES
from interp_explorer.trainers.run import make_recipe


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
