"""The window as its user meets it: what it opens on, files, models, themes, closing."""

from __future__ import annotations

import dataclasses
import gc
import json
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from interp_explorer.app import start
from interp_explorer.app import window as window_module
from interp_explorer.app.commands import demos
from interp_explorer.app.demos import load_demo, save_answers
from interp_explorer.app.lessons_page import LessonCard
from interp_explorer.app.scenes import default_scene
from interp_explorer.app.settings import Settings, load_settings, settings_file
from interp_explorer.app.start import opening
from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.request import ControlPoint
from interp_explorer.engine.scene import Scene
from interp_explorer.engine.scene_file import load_scene, save_scene
from interp_explorer.widgets.style import TEXT_PIXELS, current_theme

CONTROL = Qt.KeyboardModifier.ControlModifier
LAYERS = ["linear-1", "spherical-1", "geodesic-1"]


@pytest.fixture
def lesson(user: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only demo there is: the user's scene with its answers, with a title and a story."""
    scene = dataclasses.replace(user.scene, title="A first lesson", story="From here to there.")
    folder = tmp_path / "demos"
    folder.mkdir()
    save_scene(scene, folder / "first.json")
    results = {name: user.result(name) for name in LAYERS}
    save_answers(folder / "first.json", results, user.controller.surroundings.samples)
    monkeypatch.setattr(demos, "FOLDER", folder)
    return folder / "first.json"


# Opening


def test_opens_titled_and_solves_its_paths(user: Any) -> None:
    assert user.window.windowTitle() == "Interp Explorer - tiny"
    assert {user.result(name).stage for name in LAYERS} == {"final"}
    costs = {name: user.result(name).cost for name in LAYERS}
    assert costs["geodesic-1"] == min(costs.values())
    assert user.window.status.text("device").startswith(("CPU", "CUDA", "MPS"))
    assert user.window.status.text("solve").endswith("s")
    assert [row.label for row in user.page.strips.strips.canvas._rows] == ["Linear", "Spherical", "Geodesic"]
    assert user.window.message.text() == ""
    assert user.undo_steps() == []


def test_opens_on_a_demo_that_is_solved_already(
    lesson: Path, open_window: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    demo = opening(None, None)
    assert demo.scene.title == "A first lesson"
    asked = []
    monkeypatch.setattr("interp_explorer.app.explore.solving._solve", lambda request, *_: asked.append(request))
    other = open_window(demo.scene, demo=demo)
    assert all(other.result(name).stage == "final" for name in LAYERS)
    assert len(other.page.strips.strips.canvas._rows) == 3
    assert other.controller.surroundings.samples is demo.samples
    other.wait_until_idle()
    assert asked == []
    np.testing.assert_allclose(other.result().frames, demo.results["geodesic-1"].frames)


def test_a_demo_whose_answers_are_damaged_is_solved_anew(lesson: Path, caplog: pytest.LogCaptureFixture) -> None:
    lesson.with_suffix(".npz").write_bytes(b"PK\x03\x04 no archive")
    demo = load_demo(lesson)
    assert demo.results == {}
    assert demo.scene.title == "A first lesson"
    assert f"The answers in {lesson.with_suffix('.npz')} are damaged" in caplog.text


def test_opens_on_a_model_where_there_is_no_demo(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demos, "FOLDER", tmp_path / "nowhere")
    assert opening(None, None).scene.model == "brink"
    assert opening(None, "tiny").scene == default_scene("tiny")
    monkeypatch.setattr(start, "available_models", lambda: [])
    with pytest.raises(ExplorerError, match="no model"):
        opening(None, None)


def test_a_shipped_model_opens(open_window: Callable[..., Any]) -> None:
    user = open_window(dataclasses.replace(default_scene("digits-gan-semicircle"), points=20))
    user.wait_until_solved()
    assert user.window.windowTitle() == "Interp Explorer - digits-gan-semicircle"
    # The prior's support is a shell: the straight line leaves it, the geodesic need not.
    assert user.result("geodesic-1").quality.mean() > user.result("linear-1").quality.mean()
    source = user.page.ends._gallery.labels[0]
    assert user.page.ends.panel.card("source").caption.text() == f"source \u00b7 {source}"
    start = user.pixel(user.place_on_path(0.4))
    user.drag(start, start + (user.pixel(user.place_on_path(0.45)) - start))
    user.wait_until_solved()
    assert len(user.geodesic.controls) == 1


# Scenes as files


def test_a_saved_scene_opens_as_it_was(user: Any, tmp_path: Path) -> None:
    user.controller.curves.add_control("geodesic-1", 0.4, None)
    user.key("2")
    user.controller.view.set_playhead(0.25)
    user.window.files.save(tmp_path / "mine.json")
    assert user.window.status.text("message") == "saved mine.json"
    saved = user.scene
    user.pick(3)
    user.window.files.open(tmp_path / "mine.json")
    assert user.scene == saved == load_scene(tmp_path / "mine.json")
    assert user.undo_steps()[-1] == "open mine"
    user.wait_until_solved()
    user.key(Qt.Key.Key_Z, CONTROL)
    assert user.scene.source.origin == "gallery:3"
    user.wait_until_solved()


def test_saving_asks_for_a_file_once(user: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def ask(*arguments: Any) -> tuple[str, str]:
        asked.append(arguments)
        return str(tmp_path / "mine"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    user.key(Qt.Key.Key_S, CONTROL)
    user.key("1")
    user.key(Qt.Key.Key_S, CONTROL)
    assert len(asked) == 1
    assert load_scene(tmp_path / "mine.json") == user.scene


BAD_SCENES: dict[str, Callable[[dict[str, Any]], str]] = {
    "no JSON": lambda scene: '{"format": 1',
    "a list": lambda scene: "[]",
    "a later format": lambda scene: json.dumps(scene | {"format": 99}),
    "an unknown method": lambda scene: json.dumps(scene).replace('"spherical"', '"teleport"'),
    "a value out of range": lambda scene: json.dumps(scene).replace('"epsilon": 0.1', '"epsilon": 7'),
    "no number": lambda scene: json.dumps(scene | {"source": {"latent": [float("nan")] * 4}}),
    "ends that differ": lambda scene: json.dumps(scene | {"source": {"latent": [1.0]}}),
}


@pytest.mark.parametrize("name", BAD_SCENES)
def test_a_bad_scene_is_told_in_a_sentence_and_the_old_one_stays(user: Any, tmp_path: Path, name: str) -> None:
    user.window.files.save(tmp_path / "bad.json")
    scene, result = user.scene, user.result()
    good = json.loads((tmp_path / "bad.json").read_text())
    (tmp_path / "bad.json").write_text(BAD_SCENES[name](good))
    user.window.files.open(tmp_path / "bad.json")
    assert user.window.message.isVisible()
    sentence = user.window.message.text()
    assert sentence.endswith(".") and "\n" not in sentence
    assert user.scene == scene
    assert user.result() is result
    assert user.undo_steps() == []


def test_a_scene_that_is_gone_is_named(user: Any, tmp_path: Path) -> None:
    user.window.files.open(tmp_path / "gone.json")
    assert "gone.json" in user.window.message.text()


def test_a_scene_cannot_be_saved_into_nowhere(user: Any, tmp_path: Path) -> None:
    user.window.files.save(tmp_path / "nowhere" / "mine.json")
    assert "nowhere" in user.window.message.text()
    assert not (tmp_path / "nowhere").exists()


# Models


def test_another_model_is_one_step(user: Any) -> None:
    models = user.window.header.models
    names = [models.itemData(index) for index in range(models.count())]
    assert {"tiny", "cliff", "digits-gan-semicircle"} <= set(names)
    user.window.header.model_chosen.emit("cliff")
    user.wait_until_solved()
    assert user.window.windowTitle() == "Interp Explorer - cliff"
    assert user.undo_steps() == ["model cliff"]
    user.key(Qt.Key.Key_Z, CONTROL)
    user.wait_until_solved()
    assert user.window.windowTitle() == "Interp Explorer - tiny"
    assert models.current() == "tiny"


def test_another_model_joins_the_same_pictures_where_it_has_them(user: Any, models: Path) -> None:
    """'tiny' and 'cliff' have other pictures; a copy has the same ones."""
    user.window.header.model_chosen.emit("cliff")
    user.wait_until_solved()
    assert [user.scene.source.origin, user.scene.target.origin] == ["gallery:0", "gallery:1"]
    (models / "twin.safetensors").write_bytes((models / "tiny.safetensors").read_bytes())
    user.key(Qt.Key.Key_Z, CONTROL)
    user.pick(7)
    user.wait_until_solved()
    assert "gallery:7" in (user.scene.source.origin, user.scene.target.origin)
    before = user.scene
    user.window.header.model_chosen.emit("twin")
    user.wait_until_solved()
    assert user.scene.model == "twin"
    assert (user.scene.source, user.scene.target) == (before.source, before.target)
    user.controller.ends.random_end("target", 5)
    user.wait_until(lambda: user.scene.target.origin == "random:5")
    user.window.header.model_chosen.emit("tiny")
    user.wait_until_solved()
    assert [user.scene.source.origin, user.scene.target.origin] == ["gallery:0", "gallery:1"]


def damaged(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:200])


def foreign(path: Path) -> None:
    path.write_text("not a model")


@pytest.mark.parametrize("spoil", [damaged, foreign, Path.unlink])
def test_a_model_that_cannot_be_read_leaves_the_scene(user: Any, models: Path, spoil: Callable[[Path], None]) -> None:
    spoil(models / "cliff.safetensors")
    before = user.scene
    user.window.header.model_chosen.emit("cliff")
    assert "cliff" in user.window.message.text()
    assert user.scene == before
    assert user.window.header.models.current() == "tiny"
    assert user.undo_steps() == []


def test_a_scene_on_a_missing_model_says_so_everywhere(open_window: Callable[..., Any], scene: Scene) -> None:
    user = open_window(dataclasses.replace(scene, model="gone"))
    user.wait_until(lambda: all(user.state(name).failure for name in LAYERS))
    user.wait_until_idle()
    assert "gone" in user.page.ends.message.text()
    assert all("gone" in user.row(name).message.text() for name in LAYERS)


# Lessons


def test_a_lesson_opens_in_explore(lesson: Path, user: Any) -> None:
    user.pick(3)
    tabs = user.window.header.tabs
    user.click(tabs._group.button(3))
    [card] = user.window._lessons.findChildren(LessonCard)
    assert user.window._pages.currentWidget() is user.window._lessons
    user.click(card.open)
    assert tabs.current() == "explore"
    assert user.window._pages.currentWidget() is user.page
    assert user.scene.title == "A first lesson"
    user.wait_until_solved()
    assert user.undo_steps()[-1] == "open first"


# Themes and settings


def test_a_theme_dresses_everything_and_is_remembered(user: Any) -> None:
    light = user.window.grab().toImage()
    themes = {action.text(): action for action in user.window.header.menu.actions()}["Theme"].menu().actions()
    {action.text(): action for action in themes}["Dark"].trigger()
    user.wait_until_idle()
    dark = user.window.grab().toImage()
    assert current_theme().name == "dark"
    middle = user.window.rect().center()
    for place in (middle, user.page.inspector.mapTo(user.window, user.page.inspector.rect().topLeft())):
        assert dark.pixelColor(place).lightness() < light.pixelColor(place).lightness()
    user.window.resize(1200, 700)
    user.window.close()
    assert load_settings() == Settings(theme="dark", width=1200, height=700)
    {action.text(): action for action in themes}["Light"].trigger()


def test_settings_that_cannot_be_stored_do_not_hinder_closing(user: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings_file().parent.parent.mkdir(parents=True, exist_ok=True)
    settings_file().parent.write_text("a file in the way")
    user.window.close()
    assert not user.window.isVisible()
    assert "settings were not saved" in capsys.readouterr().err


# Closing


def test_a_closed_window_is_freed_with_its_threads(open_window: Callable[..., Any], scene: Scene) -> None:
    before = set(threading.enumerate())
    user = open_window(scene)
    user.wait_until_solved()
    user.window.panels.show_export()
    assert len(set(threading.enumerate()) - before) == 4
    references = [weakref.ref(part) for part in (user.window, user.controller, user.page, user.window.backend)]
    qtbot = user.qtbot
    user.close()
    assert set(threading.enumerate()) == before
    user.__dict__.clear()

    def freed() -> bool:
        # An answer that was on its way when the window closed is thrown away with the next events.
        gc.collect()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return [reference() for reference in references] == [None] * 4

    qtbot.waitUntil(freed, timeout=5000)


def test_closing_in_the_midst_of_a_solve_ends_it(user: Any) -> None:
    user.controller.open(user.scene.with_layer(_slow(user.geodesic)), "a long solve")
    user.wait_until(lambda: user.window.backend.busy)
    user.window.close()
    assert not user.window.backend.busy
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("interp-explorer")]


def _slow(layer: Any) -> Any:
    method = dataclasses.replace(layer.method, iterations=500, tolerance=1e-9)
    return dataclasses.replace(layer, method=method, controls=(ControlPoint(0.5, (0.1, 0.2, 0.3, 0.4)),))


FIRST_PICTURE = """
import sys
from PySide6.QtWidgets import QApplication
from interp_explorer.app.start import opening
from interp_explorer.app.window import Window

app = QApplication([])
window = Window(opening(None, "tiny"))
painted = []
window.paintEvent = lambda event, paint=window.paintEvent: (painted.append("torch" in sys.modules), paint(event))
window.show()
while not painted or window.backend.busy:
    app.processEvents()
window.close()
print(painted[0], "torch" in sys.modules)
"""


def test_the_first_picture_comes_before_torch(models: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FIRST_PICTURE], check=True, stdout=subprocess.PIPE, text=True)
    assert done.stdout.split() == ["False", "True"]


def test_the_window_has_a_least_size(user: Any) -> None:
    user.window.resize(10, 10)
    assert (user.window.width(), user.window.height()) == window_module.MINIMUM_SIZE


FONTS = """
from PySide6.QtWidgets import QApplication
from interp_explorer.app.start import opening
from interp_explorer.app.window import Window

app = QApplication([])
window = Window(opening(None, "tiny"))
header = window.header
parts = (header.models, header.play, header.export, *header.tabs.findChildren(type(header.tabs._group.button(0))))
for theme in (None, "dark", "light"):
    if theme is not None:
        window.set_theme(theme)
    print(*(part.fontInfo().pixelSize() for part in parts))
window.close()
"""


def test_every_part_has_the_font_of_the_program_from_the_start(models: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FONTS], check=True, stdout=subprocess.PIPE, text=True)
    assert set(done.stdout.split()) == {str(TEXT_PIXELS)} and len(done.stdout.splitlines()) == 3
