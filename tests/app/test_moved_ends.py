"""Ends that are dragged in the plane, where the plane is not laid through them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt


@pytest.fixture
def pca(user: Any) -> Any:
    """The user, looking at the first two principal axes, with a control point on the geodesic."""
    user.controller.curves.add_control("geodesic-1", 0.5, None)
    user.controller.view.set_projection("pca-2")
    user.wait_until_solved()
    return user


def place(user: Any, end: Any) -> QPoint:
    return user.pixel(user.controller.surroundings.projection.to_view(np.array(end.latent)))


def test_an_end_follows_the_hand_and_is_one_step(pca: Any) -> None:
    before, projection = pca.scene, pca.controller.surroundings.projection
    start = place(pca, before.source)
    stop = start + QPoint(24, -30)
    pca.press(start)
    for share in (0.4, 1.0):
        pca.move(start + (stop - start) * share)
    assert pca.controller.journal.in_stroke and pca.controller.surroundings.projection is projection
    assert (place(pca, pca.scene.source) - stop).manhattanLength() <= 2
    pca.release(stop)
    moved, old = np.array(pca.scene.source.latent), np.array(before.source.latent)
    # What is off the plane stays.
    np.testing.assert_allclose(projection.dragged(old, projection.to_view(moved)), moved, atol=1e-9)
    assert pca.undo_steps()[-1] == "drag the source"
    assert pca.scene.target == before.target and pca.geodesic.controls == before.layer("geodesic-1").controls
    pca.wait_until_solved()
    np.testing.assert_allclose(pca.result().latents[0], moved, atol=1e-6)
    pca.window.undo()
    assert pca.scene.source == before.source and pca.scene.layers == before.layers


def test_escape_puts_a_dragged_end_back(pca: Any) -> None:
    before, start = pca.scene, place(pca, pca.scene.target)
    pca.press(start)
    pca.move(start + QPoint(-20, 20))
    assert pca.scene.target != before.target
    pca.key(Qt.Key.Key_Escape)
    pca.release(start + QPoint(-20, 20))
    assert pca.scene.target == before.target and pca.undo_steps() == ["add control point"]


def test_the_ends_of_a_plane_through_them_stay_and_the_view_says_why(user: Any) -> None:
    before, start = user.scene, place(user, user.scene.source)
    user.drag(start, start + QPoint(15, 10), start + QPoint(30, 20))
    assert user.scene.source == before.source and user.undo_steps() == []
    assert "PCA 2-D" in user.plane._canvas.note
