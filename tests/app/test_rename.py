"""A layer's own name: typed in its row, shown wherever the layer is, undone, saved and exported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from interp_explorer.engine.figures import FIGURES
from interp_explorer.engine.scene_file import load_scene

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def rename(user: Any, layer_id: str, text: str) -> None:
    """Double-click the row, type, and press Return."""
    row = user.page.paths.list.row_widget(layer_id)
    QTest.mouseDClick(row, LEFT, NONE, QPoint(60, 16))
    QTest.keyClicks(row.name.field, text)
    QTest.keyClick(row.name.field, Qt.Key.Key_Return)


def names(user: Any) -> list[str]:
    """What the strips call the paths; the list must agree."""
    rows = user.page.strips.strips._canvas._rows
    listed = [user.page.paths.list.row_widget(row.id).row.label for row in rows]
    assert listed == [row.label for row in rows]
    return listed


def test_a_name_is_shown_everywhere_and_undone(user: Any, tmp_path: Path) -> None:
    before = user.result()
    rename(user, "geodesic-1", "around R 1")
    assert names(user) == ["Linear", "Spherical", "around R 1"]
    assert user.page.inspector.parameters.accessibleName() == "around R 1"
    # Nothing is computed anew, and letters that are keys of the window have stayed letters.
    assert user.result() is before
    assert user.undo_steps() == ["rename"]
    user.window.files.save(tmp_path / "named.json")
    assert load_scene(tmp_path / "named.json") == user.scene
    results = {layer.id: user.result(layer.id) for layer in user.scene.layers}
    picture = FIGURES["steps"].make(user.scene, results, None)
    assert [curve.label for curve in picture.panels[0].curves] == ["Linear", "Spherical", "around R 1"]
    user.window.undo()
    assert names(user) == ["Linear", "Spherical", "Geodesic"]
    user.window.redo()
    assert names(user)[2] == "around R 1"


def test_the_longest_name_widens_no_pane(user: Any) -> None:
    panes = (user.page.paths, user.page.inspector)
    before = [(pane.width(), pane.minimumSizeHint().width()) for pane in panes]
    rename(user, "geodesic-1", "M" * 60)
    user.wait_until_idle()
    assert names(user)[2] == "M" * 60
    assert [(pane.width(), pane.minimumSizeHint().width()) for pane in panes] == before


def test_an_empty_name_gives_the_methods_back(user: Any) -> None:
    rename(user, "linear-1", "straight")
    row = user.page.paths.list.row_widget("linear-1")
    QTest.keyClick(row, Qt.Key.Key_F2)
    QTest.keyClick(row.name.field, Qt.Key.Key_Backspace)
    QTest.keyClick(row.name.field, Qt.Key.Key_Return)
    assert names(user)[0] == "Linear"
    # Escape leaves the field, and nothing that is computed is given up.
    QTest.keyClick(row, Qt.Key.Key_F2)
    QTest.keyClicks(row.name.field, "other")
    QTest.keyClick(row.name.field, Qt.Key.Key_Escape)
    assert names(user)[0] == "Linear"
    assert user.undo_steps() == ["rename", "rename"]


def test_f2_renames_the_selected_layer_wherever_the_focus_is(user: Any) -> None:
    user.key(Qt.Key.Key_F2)
    field = user.page.paths.list.row_widget("geodesic-1").name.field
    assert field.isVisible()
    QTest.keyClicks(field, "mine")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert names(user)[2] == "mine"
