"""The view 'Four corners' under a real mouse and real keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from interp_explorer.app.settings import Settings
from interp_explorer.engine import solve as solving
from interp_explorer.engine.corners import bilinear
from interp_explorer.engine.model import load_model
from interp_explorer.engine.scene import CORNERS, Scene
from interp_explorer.engine.scene_file import load_scene

CONTROL = Qt.KeyboardModifier.ControlModifier
NO_KEYS = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def pane(user: Any) -> Any:
    """The grid, opened by a click on its tab."""
    show(user)
    return user.page.plane.grid


def show(user: Any) -> None:
    user.click(user.page.plane.tabs._group.button(4))
    user.wait_until_idle()


def cell(user: Any, row: int, column: int) -> None:
    """Click an image of the grid."""
    view = user.page.plane.grid.view
    user.click(view, view.cell_rect(row, column).center())


def decoded(model: str, latents: np.ndarray) -> np.ndarray:
    loaded = load_model(model)
    with solving.torch.no_grad():
        flat = solving.torch.as_tensor(latents.reshape(-1, latents.shape[-1]), dtype=solving.torch.float32)
        return loaded.decode(flat).numpy()


def drop(target: QWidget, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    place = target.rect().center()
    enter = QDragEnterEvent(place, Qt.DropAction.CopyAction, data, LEFT, NO_KEYS)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(target, QDropEvent(QPointF(place), Qt.DropAction.CopyAction, data, LEFT, NO_KEYS))


def test_the_grid_is_what_the_decoder_makes_of_the_bilinear_latents(user: Any, pane: Any) -> None:
    assert pane.isVisible() and not user.plane.isVisible()
    corners = user.scene.corners.ends
    assert (corners[0], corners[3]) == (user.scene.source, user.scene.target)
    assert len({end.origin for end in corners}) == 4
    latents = bilinear(np.array([end.latent for end in corners]), 8)
    np.testing.assert_allclose(np.stack(user.controller.grid.images), decoded("tiny", latents), atol=1e-5)
    assert not user.controller.grid.stale.any()
    assert (pane.view.mark(0, 0), pane.view.mark(7, 7)) == ("S", "T")
    # To look at something is no step.
    assert user.undo_steps() == []
    user.click(user.page.plane.tabs._group.button(0))
    assert user.plane.isVisible() and not user.scene.view.grid


def test_a_corner_is_picked_in_the_gallery_and_the_ring_goes_on(user: Any, pane: Any) -> None:
    assert user.controller.ends.picking == "top left"
    user.pick(7)
    user.wait_until_idle()
    assert user.scene.corners.ends[0].origin == "gallery:7"
    assert user.controller.ends.picking == "top right"
    cell(user, 7, 0)
    assert user.controller.ends.picking == "bottom left"
    user.pick(8)
    user.click(pane.cards["bottom right"].view)
    user.pick(9)
    user.wait_until_idle()
    origins = [end.origin for end in user.scene.corners.ends]
    assert [origins[0], *origins[2:]] == ["gallery:7", "gallery:8", "gallery:9"]
    gallery = load_model("tiny").gallery
    np.testing.assert_allclose(user.controller.grid.images[63], decoded("tiny", gallery.latents[9:10])[0], atol=1e-5)
    # The ends of the paths are still what they were.
    assert user.scene.source.origin == "gallery:0"
    user.click(user.page.ends.panel.view("target"))
    user.pick(5)
    assert user.scene.target.origin == "gallery:5"
    assert user.scene.corners.ends[3].origin == "gallery:9"


def test_each_change_of_a_corner_is_one_step(user: Any, pane: Any) -> None:
    first = user.scene.corners
    user.pick(7)
    user.pick(8)
    second = user.scene.corners
    assert user.undo_steps() == ["top left one", "top right two"]
    user.key(Qt.Key.Key_Z, CONTROL)
    user.key(Qt.Key.Key_Z, CONTROL)
    assert user.scene.corners == first
    user.wait_until_idle()
    latents = bilinear(np.array([end.latent for end in first.ends]), 8)
    np.testing.assert_allclose(np.stack(user.controller.grid.images), decoded("tiny", latents), atol=1e-5)
    user.key(Qt.Key.Key_Y, CONTROL)
    user.key(Qt.Key.Key_Y, CONTROL)
    assert user.scene.corners == second


def test_a_corner_is_drawn_anew_with_a_seed_that_is_shown_and_kept(user: Any, pane: Any, tmp_path: Path) -> None:
    user.click(pane.cards["top right"].random)
    user.wait_until_idle()
    drawn = user.scene.corners.ends[1]
    assert drawn.origin.startswith("random:")
    assert pane.cards["top right"].caption.text() == drawn.origin.replace("random:", "seed ")
    cell(user, 0, 7)
    user.key(Qt.Key.Key_R)
    user.wait_until_idle()
    again = user.scene.corners.ends[1]
    assert again.origin not in (drawn.origin, "")
    assert pane.chosen.text() == again.origin.replace("random:", "top right corner, seed ")
    user.window.files.save(tmp_path / "grid.json")
    assert load_scene(tmp_path / "grid.json").corners.ends[1] == again
    # Elsewhere in the grid R means what it means everywhere: here, both ends, as nothing else is random.
    cell(user, 3, 3)
    user.key(Qt.Key.Key_R)
    user.wait_until_idle()
    assert user.scene.corners.ends[1] == again
    assert user.scene.source.origin.startswith("random:")


@pytest.mark.parametrize("by", ["button", "key"])
def test_a_cell_becomes_an_end_and_the_grid_stays(user: Any, pane: Any, by: str) -> None:
    grid = user.controller.grid.latents.copy()
    cell(user, 2, 5)
    assert pane.chosen.text() == "row 3, column 6"
    if by == "button":
        user.click(pane.buttons["source"])
    else:
        user.key(Qt.Key.Key_S)
    cell(user, 6, 1)
    user.key(Qt.Key.Key_T)
    assert user.scene.source.latent == tuple(grid[2, 5])
    assert user.scene.source.origin == "cell:3,6"
    assert (pane.view.mark(2, 5), pane.view.mark(6, 1)) == ("S", "T")
    assert user.undo_steps() == ["source: row 3, column 6", "target: row 7, column 2"]
    user.wait_until_solved()
    np.testing.assert_array_equal(user.controller.grid.latents, grid)
    np.testing.assert_allclose(user.result("linear-1").frames[0], user.controller.grid.images[21], atol=1e-5)
    assert user.page.ends.panel.card("source").caption.text() == "cell 3,6"
    # A corner stays the picture that it is.
    cell(user, 0, 7)
    user.key(Qt.Key.Key_S)
    assert user.scene.source == user.scene.corners.ends[1]


def test_a_dropped_picture_is_found_and_shown_as_read(user: Any, pane: Any, tmp_path: Path) -> None:
    gallery = load_model("tiny").gallery
    Image.fromarray(gallery.images[6][0]).save(tmp_path / "mine.png")
    drop(pane.cards["bottom left"].view, tmp_path / "mine.png")
    user.wait_until(lambda: user.scene.corners.ends[2].origin.startswith("image:"))
    user.wait_until_idle()
    assert pane.message.text() == ""
    assert pane.cards["bottom left"].caption.text() == "mine.png"
    np.testing.assert_allclose(pane.cards["bottom left"].view._image, gallery.images[6] / 255, atol=1e-6)
    assert np.abs(user.controller.grid.images[56] - gallery.images[6] / 255).mean() < 0.05
    assert user.undo_steps() == ["bottom left: mine.png"]


def test_a_file_that_is_no_picture_is_told_where_it_was_dropped(user: Any, pane: Any, tmp_path: Path) -> None:
    (tmp_path / "words.png").write_text("words")
    before = user.scene
    drop(pane.view, tmp_path / "words.png")
    user.wait_until(lambda: "words.png" in pane.message.text())
    assert user.page.ends.message.text() == ""
    assert user.scene == before


def test_more_cells_are_one_step_and_keep_the_corners(user: Any, pane: Any) -> None:
    ends = user.scene.corners.ends
    pane.cells._number.selectAll()
    QTest.keyClicks(pane.cells._number, "5")
    QTest.keyClick(pane.cells._number, Qt.Key.Key_Return)
    user.wait_until_idle()
    assert (user.scene.corners.size, user.scene.corners.ends) == (5, ends)
    assert user.undo_steps() == ["cells"]
    assert len(user.controller.grid.images) == 25
    assert pane.view.cell_at(QPointF(pane.view.cell_rect(4, 4).center())) == (4, 4)


def test_a_scene_opens_on_its_grid(user: Any, pane: Any, tmp_path: Path, open_window: Callable[..., Any]) -> None:
    user.pick(7)
    user.wait_until_idle()
    user.window.files.save(tmp_path / "grid.json")
    other = open_window(load_scene(tmp_path / "grid.json"))
    other.wait_until_solved()
    shown = other.page.plane.grid
    assert shown.isVisible()
    assert other.page.plane.tabs.current() == "grid"
    np.testing.assert_array_equal(np.stack(other.controller.grid.images), np.stack(user.controller.grid.images))
    assert shown.cards["top left"].view._image is not None


def test_nobody_picks_for_a_corner_that_is_not_seen(user: Any, pane: Any, tmp_path: Path) -> None:
    user.window.files.save(tmp_path / "grid.json")
    user.click(user.page.plane.tabs._group.button(0))
    user.wait_until_idle()
    assert user.controller.ends.picking == "source"
    user.window.files.save(tmp_path / "plane.json")
    show(user)
    assert user.controller.ends.picking == "top left"
    user.window.files.open(tmp_path / "plane.json")
    user.wait_until_idle()
    corners = user.scene.corners
    user.pick(7)
    assert (user.scene.source.origin, user.scene.corners) == ("gallery:7", corners)


def test_a_decoder_that_fails_says_so_and_the_last_images_stay_dimmed(user: Any, make_model: Any) -> None:
    user.window.header.model_chosen.emit("cliff")
    user.wait_until_solved()
    show(user)
    pane = user.page.plane.grid
    images = list(user.controller.grid.images)
    user.pick(11)
    user.wait_until(lambda: user.controller.grid.failure is not None)
    assert "not finite" in pane.message.text()
    assert user.controller.grid.stale.all()
    assert all(one is other for one, other in zip(user.controller.grid.images, images))
    user.key(Qt.Key.Key_Z, CONTROL)
    user.wait_until_idle()
    assert pane.message.text() == ""
    assert not user.controller.grid.stale.any()


def test_another_model_has_other_corners(user: Any, pane: Any) -> None:
    user.pick(7)
    user.window.header.model_chosen.emit("wide")
    user.wait_until_solved()
    assert user.scene.view.grid and user.scene.corners.ends == ()
    assert user.controller.grid.latents.shape == (8, 8, 6)
    assert not user.controller.grid.stale.any()


def test_only_what_is_looked_at_is_decoded(user: Any) -> None:
    assert user.controller.grid.images == []
    user.pick(7)
    user.wait_until_idle()
    assert user.controller.grid.images == []


def test_the_newest_corners_win(user: Any, pane: Any) -> None:
    for index in (5, 6, 7, 8, 9, 10):
        user.pick(index)
    user.wait_until_idle()
    corners = np.array([end.latent for end in user.scene.corners.ends])
    np.testing.assert_allclose(np.stack(user.controller.grid.images), decoded("tiny", bilinear(corners, 8)), atol=1e-5)


def test_the_export_of_the_grid_is_the_grid(user: Any, pane: Any, tmp_path: Path) -> None:
    user.pick(7)
    user.key(Qt.Key.Key_E, CONTROL)
    panel = user.window.panels.export
    assert panel.kind.current() == "grid"
    panel.file.selectAll()
    QTest.keyClicks(panel.file, str(tmp_path / "grid.npz"))
    user.click(panel.start)
    user.wait_until(lambda: "Saved" in panel.message.text())
    user.wait_until_idle()
    with np.load(tmp_path / "grid.npz") as arrays:
        np.testing.assert_allclose(
            arrays["images"].reshape(64, 1, 8, 8), np.stack(user.controller.grid.images), atol=1e-6
        )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_text_is_cut_and_every_control_has_a_name(
    open_window: Callable[..., Any], scene: Scene, cut_texts: Any, theme: str
) -> None:
    user = open_window(scene, Settings(theme=theme, width=1080, height=680))
    user.wait_until_solved()
    show(user)
    pane = user.page.plane.grid
    pane.view.select((1, 1))
    assert cut_texts(pane) == []
    cards = [pane.cards[corner].geometry() for corner in CORNERS]
    assert not any(card.intersects(pane.view.geometry()) for card in cards)
    assert all(pane.rect().contains(card) for card in cards)
    reachable = [w for w in pane.findChildren(QWidget) if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert not [w for w in reachable if not w.focusProxy() and not (w.accessibleName() or getattr(w, "text", str)())]
