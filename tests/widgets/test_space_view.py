"""The view in space: what it hides, and what mouse and keys do."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from interp_explorer.widgets.examples.space_view import view
from interp_explorer.widgets.space.bodies import cube, half_sphere
from interp_explorer.widgets.space.camera import Camera, hidden
from interp_explorer.widgets.space_view import SpaceCurve, SpaceView
from interp_explorer.widgets.theme import DARK, LIGHT

SIZE = (400.0, 400.0)
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def space(qtbot, light):
    shown = view("cube", LIGHT)
    qtbot.addWidget(shown)
    shown.resize(400, 400)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def picture(widget) -> np.ndarray:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return data[:, : 4 * image.width()].reshape(image.height(), image.width(), 4)[..., 2::-1].astype(int)


def test_a_cube_hides_its_inside_and_its_far_side():
    body = cube()
    camera = Camera(radius=body.radius)
    triangles = camera.seen(body.occluders, SIZE)
    near = camera.rotation.matrix[2]
    front = near / np.abs(near).max()
    points = camera.seen(np.array([front, 0 * front, -front, 1.5 * front]), SIZE)
    assert hidden(points, triangles, 0.02).tolist() == [False, True, True, False]


def test_one_looks_into_the_half_sphere_from_above_and_at_its_outside_from_the_side():
    body = half_sphere()

    def bottom_is_hidden(turn) -> bool:
        camera = Camera(Camera().rotation.turned(0.0, turn), body.center, body.radius)
        seen = camera.seen(np.array([[0.0, 0.0, 0.1]]), SIZE)
        return bool(hidden(seen, camera.seen(body.occluders, SIZE), body.tolerance)[0])

    assert not bottom_is_hidden(1.2)
    assert bottom_is_hidden(0.0)


def test_the_cameras_map_keeps_straight_lines_straight():
    camera = Camera(radius=1.5)
    line = np.linspace([-1.0, 0.3, 0.2], [0.7, -0.8, 1.0], 9)
    seen = camera.seen(line, SIZE)
    way = seen[-1] - seen[0]
    offset = np.cross(seen - seen[0], way / np.linalg.norm(way))
    np.testing.assert_allclose(offset, 0.0, atol=1e-9)


def test_a_drag_turns_and_a_double_click_turns_back(space):
    before, start = space.pixel((1.0, 1.0, 1.0)), space.camera().rotation.matrix
    QTest.mousePress(space, LEFT, NONE, QPoint(200, 200))
    QTest.mouseMove(space, QPoint(260, 200))
    QTest.mouseRelease(space, LEFT, NONE, QPoint(260, 200))
    assert (space.pixel((1.0, 1.0, 1.0)) - before).manhattanLength() > 5
    matrix = space.camera().rotation.matrix
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(3), atol=1e-12)
    QTest.mouseDClick(space, LEFT, NONE, QPoint(200, 200))
    np.testing.assert_array_equal(space.camera().rotation.matrix, start)


def test_the_near_side_follows_the_hand(space):
    near = space.camera().rotation.matrix[2] / np.abs(space.camera().rotation.matrix[2]).max()
    before = space.pixel(near)
    QTest.mousePress(space, LEFT, NONE, QPoint(200, 200))
    QTest.mouseMove(space, QPoint(230, 220))
    moved = space.pixel(near) - before
    QTest.mouseRelease(space, LEFT, NONE, QPoint(230, 220))
    assert moved.x() > 5 and moved.y() > 3


def test_the_keys_turn_and_zoom(space):
    space.setFocus()
    start = space.camera()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
        before = space.camera().rotation.matrix
        QTest.keyClick(space, key)
        assert not np.allclose(space.camera().rotation.matrix, before)
    QTest.keyClick(space, Qt.Key.Key_Plus)
    assert space.camera().zoom > start.zoom
    QTest.keyClick(space, Qt.Key.Key_Minus)
    QTest.keyClick(space, Qt.Key.Key_Minus)
    assert space.camera().zoom < start.zoom
    QTest.keyClick(space, Qt.Key.Key_F)
    assert space.camera().zoom == start.zoom
    np.testing.assert_array_equal(space.camera().rotation.matrix, start.rotation.matrix)


def test_the_wheel_zooms_within_limits(space):
    def wheel(delta):
        event = QWheelEvent(
            QPointF(200, 200), space.mapToGlobal(QPointF(200, 200)), QPoint(), QPoint(0, delta),
            Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(space, event)

    before = space.camera().zoom
    wheel(120)
    assert space.camera().zoom > before
    for _ in range(100):
        wheel(-120)
    assert 0 < space.camera().zoom < before


def test_what_is_behind_is_fainter_than_what_is_in_front(qtbot, light):
    blue = np.array([0, 114, 178])

    def strength(points) -> float:
        made = SpaceView()
        qtbot.addWidget(made)
        made.resize(400, 400)
        made.set_body(cube())
        empty = picture(made)
        made.set_curves([SpaceCurve(np.array(points, float), LIGHT.path_style(2), 4.0)])
        changed = picture(made)
        touched = np.abs(changed - empty).sum(-1) > 20
        return float(-np.abs(changed[touched] - blue).sum(-1).mean())

    near = Camera().rotation.turned(0.0, cube().tilt).matrix[2]
    face = np.sign(near[0])
    visible = strength([[face, -0.5, 0.0], [face, 0.5, 0.1]])
    covered = strength([[-face, -0.5, 0.0], [-face, 0.5, 0.1]])
    assert visible > covered + 100


def test_it_follows_the_theme_and_draws_nothing_without_a_body(qtbot, light):
    made = SpaceView()
    qtbot.addWidget(made)
    made.resize(200, 200)
    plain = picture(made)[20:-20, 20:-20]
    assert (plain == plain[0, 0]).all()
    made.set_theme(DARK)
    assert picture(made)[100, 100].sum() < 200
    made.set_curves([SpaceCurve(np.full((3, 3), np.nan), DARK.path_style(0))])
    assert (picture(made)[100, 100] == picture(made)[20, 20]).all()
