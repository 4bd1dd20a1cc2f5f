"""The pane at the right."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from interp_explorer.app.explore.measures_table import BETTER
from interp_explorer.engine.measures import MEASURES
from interp_explorer.widgets.columns import MARGIN, RIGHT_WIDTH


@pytest.mark.parametrize("paths", [3, 5])
def test_nothing_at_the_right_is_wider_than_the_pane_beside_its_scroll_bar(user: Any, paths: int) -> None:
    for _ in range(paths - 3):
        user.controller.layers.add("linear")
    QApplication.processEvents()
    room = RIGHT_WIDTH - 2 * MARGIN - user.page.splitter.widget(2).verticalScrollBar().sizeHint().width()
    assert user.page.inspector.minimumSizeHint().width() <= room


def test_a_tile_without_a_frame_says_what_it_waits_for(user: Any) -> None:
    user.controller.layers.add("ou-bridge")
    tile = user.page.inspector.now._views[3]
    assert tile._placeholder == "Solving\u2026" and "when the path is solved" in tile.toolTip()
    user.wait_until_solved()
    assert tile._placeholder == "" and tile.toolTip() == "OU bridge"


def test_measures_of_the_selected_path_beside_the_others(user: Any) -> None:
    table = user.page.inspector.table.table
    rows = table.texts()
    assert [name for name, *_ in rows] == [measure.label + BETTER[measure.better] for measure in MEASURES.values()]
    for name, row in zip(MEASURES, rows):
        written = [MEASURES[name].written(float(user.result(layer.id).measures[name])) for layer in user.scene.layers]
        assert row[1:] == written
    lengths = [float(user.result(layer.id).measures["length"]) for layer in user.scene.layers]
    assert lengths[2] < lengths[0]
    user.controller.layers.set_visible("spherical-1", False)
    assert all(len(row) == 3 for row in table.texts())
