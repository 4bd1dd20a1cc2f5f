"""What surrounds the paths in the plane."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from interp_explorer.engine.scene import PROJECTIONS


def test_all_that_is_solved_is_in_view(user: Any) -> None:
    for pick in (None, 3):
        if pick is not None:
            user.pick(pick)
            user.wait_until_solved()
        x0, y0, x1, y1 = user.plane.view_rect()
        seen = np.concatenate([curve.points for curve in user.plane._content.curves])
        assert (seen > (x0, y0)).all() and (seen < (x1, y1)).all()


def test_every_projection_shows_the_paths(user: Any) -> None:
    tabs = user.page.plane.tabs
    notes = set()
    for button in tabs._group.buttons()[: len(PROJECTIONS)]:
        user.click(button)
        user.wait_until_solved()
        curves = user.plane._content.curves
        assert user.scene.view.projection == tabs.current()
        assert len(curves) == 3
        dimensions = 3 if tabs.current() == "pca-3" else 2
        assert {curve.points.shape for curve in curves} == {(user.scene.points, dimensions)}
        notes.add(user.page.plane.note.text().split()[0])
    assert tabs.current() == "pca-3"
    assert notes == {"residual", "explains"}
    assert user.plane._content.in_space
    before = user.plane._content.rotation
    user.drag(QPoint(100, 100), QPoint(140, 120), QPoint(180, 130))
    assert user.plane._content.rotation != before
    assert user.undo_steps() == []


def test_samples_and_map_follow_their_controls(user: Any) -> None:
    paths, surroundings = user.page.paths, user.controller.surroundings
    assert surroundings.samples.shape == (500, 4)
    assert surroundings.quality_map.max() <= 1
    user.click(paths.heat_map, QPoint(8, 14))
    assert surroundings.quality_map is None
    assert not user.scene.view.heat_map
    user.click(paths.heat_map, QPoint(8, 14))
    user.wait_until_idle()
    assert surroundings.quality_map is not None
    number = paths.samples._number
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "64")
    user.key(Qt.Key.Key_Return)
    user.wait_until_idle()
    assert surroundings.samples.shape == (64, 4)


def test_the_image_under_the_cursor(user: Any) -> None:
    card = user.plane._card
    user.move(QPoint(200, 200))
    user.wait_until(card.isVisible)
    assert card.accessibleName().startswith("Q ")
    user.plane._canvas._leave_hover()
    assert not card.isVisible()
