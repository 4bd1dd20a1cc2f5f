"""A window on a small model of known weights, and a user of it with a mouse and a keyboard."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shiboken6
import torch
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from interp_explorer.app.demos import Demo
from interp_explorer.app.explore.solving import question
from interp_explorer.app.explore.throttle import Throttle
from interp_explorer.app.scenes import default_scene
from interp_explorer.app.settings import Settings
from interp_explorer.app.window import Window
from interp_explorer.engine.methods import Geodesic
from interp_explorer.engine.model_file import Gallery, ModelHeader, write_model
from interp_explorer.engine.networks import build_network, describe_network
from interp_explorer.engine.scene import Layer, Scene
from interp_explorer.widgets.elided_label import ElidedLabel

DIMENSION = 4
PICTURES = 12
POINTS = 24
PATIENCE_MS = 60_000
CLIFF = 20.0
"""The first coordinate beyond which the decoder of 'cliff' falls into NaN, and that of 'brink' draws all white."""
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings and models of whoever runs the tests are neither read nor written."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def models(tmp_path: Path, own_folders: None) -> Path:
    """The user's folder of models, with small untrained ones: 'tiny', 'cliff' whose picture 11 is no number, 'brink'
    whose picture 11 is white, which its classifier is certain is 'zero', and 'wide' of two dimensions more."""
    folder = tmp_path / "data" / "interp-explorer" / "models"
    folder.mkdir(parents=True)
    write_tiny_model(folder / "tiny.safetensors")
    write_tiny_model(folder / "cliff.safetensors", cliff=True)
    write_tiny_model(folder / "brink.safetensors", cliff=True, white=True, seen=8)
    write_tiny_model(folder / "wide.safetensors", dimension=DIMENSION + 2)
    return folder


@pytest.fixture
def make_model(models: Path) -> Callable[..., None]:
    """The function `write_tiny_model` for a name in the user's folder."""
    return lambda name, **values: write_tiny_model(models / f"{name}.safetensors", **values)


def write_tiny_model(
    path: Path, cliff: bool = False, dimension: int = DIMENSION, white: bool = False, seen: int | None = None
) -> None:
    """A generator of 8x8 images whose weights are the same on every computer, and a classifier of size `seen`."""
    random = np.random.default_rng(1)
    network = build_network("dcgan-generator", {"size": 8, "maps": 8, "latent_dimension": dimension})
    state = {name: value.numpy().copy() for name, value in network.state_dict().items()}
    weights = [value for name, value in sorted(state.items()) if value.ndim == 4]
    for value in weights:
        value[:] = random.normal(0.0, 0.6, value.shape)
    latents = random.normal(size=(PICTURES, dimension)).astype(np.float32)
    if cliff:
        # Two maps that sleep before the cliff, outgrow all numbers beyond it, and are added or taken from each other.
        first, last = weights
        first[:, :2] = 0.0
        first[0, :2] = 1e37
        state["layers.1.bias"][:2] = -CLIFF * 1e37
        last[0], last[1] = 1.0, 1.0 if white else -1.0
        latents[-1] = (2 * CLIFF, 0.0, 0.0, 0.0)
    network.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
    with torch.no_grad():
        images = network.eval()(torch.from_numpy(latents)).nan_to_num(0.5).mul(255).byte().numpy()
    networks, weights_of = {"decoder": describe_network(network)}, {"decoder": state}
    if seen is not None:
        classifier = build_network("classifier", {"size": seen, "maps": 1, "classes": 3, "hidden": 1})
        networks["classifier"], weights_of["classifier"] = describe_network(classifier), certain_of_white(classifier)
    header = ModelHeader(
        path.stem,
        "A model for tests",
        "Untrained",
        networks,
        {"name": "normal", "arguments": {"dimension": dimension}},
        (1, 8, 8),
        dimension,
        ("zero", "one", "two"),
        {},
        {},
    )
    write_model(path, header, weights_of, Gallery(images, np.arange(PICTURES) % 3, latents))


def certain_of_white(classifier: Any) -> dict[str, np.ndarray]:
    """Weights with which all classes are as likely but for white images, where 'one' is beyond the reach of numbers."""
    state = {name: np.zeros_like(value.numpy()) for name, value in classifier.state_dict().items()}
    state["layers.0.weight"][0, 0, 1, 1] = 1.0
    state["layers.1.weight"][:] = state["layers.1.running_var"][:] = 1.0
    state["layers.5.weight"][:] = 2.0
    state["layers.5.bias"][:] = 2.0 - state["layers.5.weight"].sum()
    state["last.weight"][:2, 0] = 1.2e38, -1.2e38
    return state


@pytest.fixture
def scene(models: Path) -> Scene:
    """Line, great circle and geodesic between two pictures of the tiny model."""
    return dataclasses.replace(default_scene("tiny"), points=POINTS)


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[Callable[..., User]]:
    """Opens a window on a scene and gives its user; what is opened is closed in the end."""
    users: list[User] = []

    def make(scene: Scene, settings: Settings | None = None, demo: Demo | None = None) -> User:
        window = Window(demo or Demo(scene), settings or Settings(width=1280, height=800))
        window.show()
        qtbot.waitExposed(window)
        users.append(User(window, qtbot))
        return users[-1]

    yield make
    for user in users:
        window = vars(user).get("window")
        if window is not None and shiboken6.isValid(window):
            window.close()
            # The list outlives the test, so deleteLater would leave the window to the next one.
            shiboken6.delete(window)


@pytest.fixture
def user(open_window: Callable[..., User], scene: Scene) -> User:
    """The user of a window on the tiny model with all its paths solved."""
    user = open_window(scene)
    user.wait_until_solved()
    return user


@pytest.fixture
def cut_texts() -> Callable[[QWidget], list[str]]:
    """What labels and buttons of a part of the window have too little room for."""
    return lambda part: [
        problem for each in part.findChildren(QWidget) if each.isVisible() and (problem := _problem(each))
    ]


def _problem(widget: QWidget) -> str:
    """What is wrong with the room that a label or a button has for its text, empty if nothing."""
    if isinstance(widget, ElidedLabel) or not isinstance(widget, (QLabel, QPushButton)) or not widget.text():
        return ""
    needed = widget.sizeHint()
    if isinstance(widget, QLabel) and widget.wordWrap():
        needed.setWidth(0)
        needed.setHeight(widget.heightForWidth(widget.width()))
    room = widget.size()
    if room.width() >= needed.width() and room.height() >= needed.height():
        return ""
    return f"{widget.text()!r} has {room.toTuple()} of {needed.toTuple()}"


class User:
    """Somebody before the window: looks at it, uses mouse and keys, and waits for answers."""

    def __init__(self, window: Window, qtbot: QtBot) -> None:
        self.window = window
        self.qtbot = qtbot
        self.controller = window.controller
        self.page = window.page
        self.plane = window.page.plane.view
        self.ground = window.page.plane.view._canvas.viewport()

    @property
    def scene(self) -> Scene:
        return self.controller.scene

    @property
    def geodesic(self) -> Layer:
        return self.scene.layer("geodesic-1")

    @property
    def parameters(self) -> Geodesic:
        """What the geodesic is made with."""
        return self.geodesic.method

    def state(self, layer_id: str = "geodesic-1") -> Any:
        return self.controller.solving.state(layer_id)

    def result(self, layer_id: str = "geodesic-1") -> Any:
        return self.state(layer_id).result

    def row(self, layer_id: str = "geodesic-1") -> Any:
        """The layer's row in the list."""
        return self.page.paths.list.row_widget(layer_id)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def wait_until_idle(self) -> None:
        """Wait until nothing is computed and every answer has arrived and is drawn."""

        def idle() -> bool:
            # An answer may ask for more, and is drawn with the next frame.
            QApplication.processEvents()
            waiting = [timer for timer in self.window.findChildren(Throttle) if timer.isActive()]
            return not self.window.backend.busy and not waiting

        self.wait_until(lambda: idle() and idle())

    def wait_until_solved(self) -> None:
        """Wait until every visible layer shows the answer to what is asked."""

        def solved() -> bool:
            return all(
                (result := self.result(layer.id)) is not None
                and result.stage == "final"
                and not result.request.preview
                and question(result.request) == question(self.scene.request(layer))
                for layer in self.scene.layers
                if layer.visible
            )

        self.wait_until(solved)
        self.wait_until_idle()

    def undo_steps(self) -> list[str]:
        """The labels of what can be undone, the oldest first."""
        history = self.controller.journal._history
        return [step.label for step in [*history._past, history._present]][1:]

    def key(self, key: Qt.Key | str, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key for whatever has the focus, shortcuts first, as the desktop does."""
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, key, modifiers)

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        QTest.mouseClick(widget, LEFT, Qt.KeyboardModifier.NoModifier, place or widget.rect().center())

    def pick(self, index: int) -> None:
        """Click a picture of the gallery."""
        gallery = self.page.ends.gallery
        place = gallery.visualRect(gallery.model().index(index, 0)).center() - QPoint(3, 3)
        self.click(gallery.viewport(), place)

    def place_on_path(self, time: float, layer_id: str = "geodesic-1") -> np.ndarray:
        """Where a path is seen at a time, in the coordinates of the plane."""
        times, latents = self.controller.solving.path(self.scene, layer_id)
        latent = np.array([np.interp(time, times, axis) for axis in latents.T])
        return self.controller.surroundings.projection.to_view(latent)

    def pixel(self, place: np.ndarray) -> QPoint:
        """The pixel of the plane at which a place is seen."""
        x0, y0, x1, y1 = self.plane.view_rect()
        width, height = self.ground.width(), self.ground.height()
        return QPoint(round((place[0] - x0) / (x1 - x0) * width), round((y1 - place[1]) / (y1 - y0) * height))

    def press(self, pixel: QPoint) -> None:
        QTest.mousePress(self.ground, LEFT, Qt.KeyboardModifier.NoModifier, pixel)

    def move(self, pixel: QPoint) -> None:
        QTest.mouseMove(self.ground, pixel)

    def release(self, pixel: QPoint) -> None:
        QTest.mouseRelease(self.ground, LEFT, Qt.KeyboardModifier.NoModifier, pixel)

    def drag(self, start: QPoint, *stops: QPoint) -> None:
        """Press, move over every stop, release at the last."""
        self.press(start)
        for stop in stops:
            self.move(stop)
        self.release(stops[-1])

    def close(self) -> None:
        """Close the window and let it be deleted."""
        self.window.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
