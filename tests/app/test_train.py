"""The Train tab as its user sees it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox

from interp_explorer.app.train.child import Child, Order, log_file, printed_error
from interp_explorer.app.train.words import span
from interp_explorer.engine.model_file import read_header
from interp_explorer.engine.parameters import describe
from interp_explorer.engine.rendering import RENDERINGS
from interp_explorer.trainers.run_directory import RunDirectory
from interp_explorer.trainers.run_library import free_folder, known_data, recent_runs, runs_folder
from interp_explorer.trainers.symptoms import LINES

PATIENCE_MS = 90_000
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CONFIG = {"recipe": "vae", "data": "digits", "preset": "ci", "seed": 4, "config": {"steps": 100, "maps": 8}}


class Trainer:
    """A user who has gone to the Train tab."""

    def __init__(self, user: Any) -> None:
        self.user, self.window = user, user.window
        user.click(user.window.header.tabs._group.buttons()[2])
        self.page = user.window.train
        self.setup, self.view, self.watcher = self.page.setup, self.page.view, self.page.watcher

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """With the patience that a new process needs, which loads torch again."""
        self.user.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def wait_for_recipes(self) -> None:
        self.wait_until(lambda: bool(self.page._recipes))

    def wait_for_state(self, state: str) -> None:
        self.wait_until(lambda: self.watcher.state == state)

    def fill(self, recipe: str, data: str, name: str, **numbers: int) -> None:
        """Fill the fields with mouse and keys, with the preset for tests."""
        self.wait_for_recipes()
        self.user.click(self.page.recipes.story(recipe))
        self.write(self.setup.data.edit, data)
        self.setup.preset.setFocus()
        self.user.key(Qt.Key.Key_Up)
        assert self.setup.preset.current() == "ci"
        self.write(self.setup.name, name)
        for field, number in numbers.items():
            self.write(self.setup.form.field(field)._number, str(number))
            self.user.key(Qt.Key.Key_Return)

    def write(self, edit: Any, text: str) -> None:
        edit.setFocus()
        edit.selectAll()
        QTest.keyClicks(edit, text)

    def start(self) -> None:
        self.user.click(self.setup.start)

    def go(self, path: Path) -> None:
        """Click a run in the list."""
        self.page.refresh_runs()
        self.user.click(self.page.runs.story(str(path)))

    def answer_question(self, words: str) -> None:
        """Close the window, and answer its question."""
        texts = []

        def press() -> None:
            box = QApplication.activeModalWidget()
            assert isinstance(box, QMessageBox)
            texts.append(box.text())
            QTest.mouseClick(next(button for button in box.buttons() if button.text() == words), LEFT)

        QTimer.singleShot(100, press)
        self.window.close()
        assert texts and "still being trained" in texts[0]


@pytest.fixture
def trainer(user: Any) -> Iterator[Trainer]:
    made = Trainer(user)
    yield made
    # After a failure nothing may go on, and nobody is there to answer a question.
    for child in made.page._children.values():
        if isinstance(child, Child):
            child._process.kill()
            child._process.wait()
    made.page._children.clear()


@pytest.fixture
def images(tmp_path: Path) -> str:
    """Forty images of 8x8: bars at different places."""
    pictures = np.zeros((40, 8, 8), np.uint8)
    for index, picture in enumerate(pictures):
        picture[:, index % 8] = 255
    np.savez(tmp_path / "bars.npz", images=pictures)
    return str(tmp_path / "bars.npz")


def make_run(path: Path, lines: list[dict[str, Any]] | None = None, **changes: Any) -> RunDirectory:
    """A run's directory written by hand."""
    run = RunDirectory(path)
    run.samples.mkdir(parents=True)
    run.checkpoints.mkdir()
    run.config.write_text(json.dumps({**CONFIG, **changes}))
    for line in lines or []:
        run.log(line)
    return run


def line(step: int, **values: float) -> dict[str, Any]:
    return {"step": step, "images": step * 16, "images a second": 8.0, "reconstruction": 100.0 / step, **values}


def write_sheet(run: RunDirectory, kind: str, step: int, grey: int) -> None:
    Image.new("L", (20, 20), grey).save(run.sheet(kind, step))


# Runs that are begun here


def test_a_run_is_begun_watched_and_opened_in_explore(trainer: Trainer, images: str) -> None:
    trainer.fill("vae", images, "bars")
    trainer.start()
    path = runs_folder() / "bars"
    assert trainer.watcher.path == path
    trainer.wait_for_state("finished")
    assert trainer.watcher.step == 60 and "Finished \u00b7 step 60 of 60" in trainer.view.status.text()
    trainer.wait_until(lambda: not (trainer.view.samples.image().isNull() or trainer.view.strips.image().isNull()))
    assert trainer.view.strips.caption() == "step 60"
    assert set(trainer.view.plots.legend.values()) == {"autoencoder", "reconstruction", "divergence"}
    assert trainer.page.facts.text("Image size") == "8"
    assert not trainer.page._children and not trainer.window.message.text()
    trainer.user.click(trainer.view.explore)
    trainer.wait_until(lambda: trainer.window.header.tabs.current() == "explore")
    assert trainer.user.scene.model == str(path / "model.safetensors")
    trainer.user.wait_until_solved()


def test_a_run_is_paused_resumed_looked_into_and_saved_when_the_window_closes(trainer: Trainer, images: str) -> None:
    trainer.fill("vae", images, "long", steps=1_000_000)
    trainer.start()
    run = RunDirectory(runs_folder() / "long")
    trainer.wait_for_state("training")
    trainer.wait_until(lambda: trainer.watcher.step >= 30)
    assert "images/s" in trainer.view.status.text() and "left" in trainer.view.status.text()
    assert trainer.view.pause.text() == "Pause"
    trainer.user.click(trainer.view.pause)
    trainer.wait_for_state("paused")
    saved = run.saved_step
    assert saved >= 30 and not run.held and not run.wish
    trainer.wait_until(lambda: not trainer.page._children)
    # A model of what it has so far.
    trainer.user.click(trainer.view.explore)
    trainer.wait_until(lambda: trainer.window.header.tabs.current() == "explore")
    model = Path(trainer.user.scene.model)
    assert model.parent == run.snapshots and read_header(model).recipe["steps"] == saved
    trainer.user.wait_until_solved()
    # It goes on where it was.
    trainer.user.click(trainer.window.header.tabs._group.buttons()[2])
    assert trainer.view.pause.text() == "Resume"
    trainer.user.click(trainer.view.pause)
    trainer.wait_until(lambda: trainer.watcher.step > saved + 20)
    assert trainer.watcher.state == "training" and not trainer.watcher.error[0]
    trainer.answer_question("Cancel")
    assert trainer.window.isVisible() and run.held
    trainer.answer_question("Save and stop")
    trainer.wait_until(lambda: not trainer.window.isVisible())
    assert not run.held and run.saved_step > saved


def test_why_a_run_cannot_begin_is_said_beside_the_fields(trainer: Trainer, tmp_path: Path) -> None:
    (tmp_path / "notes.npz").write_text("no archive")
    trainer.fill("vae", str(tmp_path / "notes.npz"), "bad")
    trainer.start()
    trainer.wait_until(lambda: bool(trainer.setup.message.text()))
    assert "notes.npz" in trainer.setup.message.text() and "\n" not in trainer.setup.message.text()
    assert trainer.page._right.currentWidget() is trainer.setup and trainer.setup.name.text() == "bad"
    assert not (runs_folder() / "bad").exists() and not trainer.page._children


def test_what_makes_no_sense_is_refused_before_anything_is_started(trainer: Trainer, images: str) -> None:
    make_run(runs_folder() / "taken")
    for data, name, words in (("", "x", "Choose the images"), (images, "a/b", "name"), (images, "taken", "already")):
        trainer.fill("vae", data, name) if name == "x" else None
        trainer.write(trainer.setup.data.edit, data)
        trainer.write(trainer.setup.name, name)
        if not data:
            trainer.setup.data.edit.clear()
        trainer.start()
        assert words in trainer.setup.message.text()
    assert not trainer.page._children


class Lasting:
    """A process that goes on."""

    alive, failed, released = True, False, False

    def release(self) -> None:
        self.released = True


def test_training_can_go_on_without_the_window(trainer: Trainer) -> None:
    child = Lasting()
    trainer.page._children[runs_folder() / "background"] = child
    trainer.answer_question("Keep training")
    assert child.released and not trainer.window.isVisible()


def test_an_order_is_what_a_terminal_would_be_told(tmp_path: Path) -> None:
    order = Order("vae", "digits", tmp_path, "ci", 3, {"beta": 0.5, "judge": ""}, resume=True)
    assert order.arguments("cpu") == [
        "vae", "--data", "digits", "--out", str(tmp_path), "--preset", "ci", "--seed", "3", "--device", "cpu",
        "--resume", "--set", "beta=0.5", "judge=",
    ]  # fmt: skip


# Runs of others


def test_a_run_of_a_terminal_is_followed_as_it_goes(trainer: Trainer) -> None:
    run = make_run(runs_folder() / "elsewhere", [line(10), line(20, growth=1.0)])
    with run.open(CONFIG, resume=True):
        trainer.go(run.path)
        assert trainer.watcher.state == "training"
        assert trainer.view.status.text().startswith(
            "Training \u00b7 step 20 of 100 \u00b7 8 images/s \u00b7 3 min left"
        )
        assert trainer.view.plots.legend.values() == {"reconstruction": "5.00"}
        with open(run.metrics, "a") as file:
            file.write(json.dumps(line(30, reconstruction=2.5)) + '\n{"step": 40, "recon')
        trainer.wait_until(lambda: trainer.watcher.step == 30)
        assert trainer.view.plots.legend.values() == {"reconstruction": "2.50"}
        with open(run.metrics, "a") as file:
            file.write('struction": 1.0, "note": "strange", "odd": null}\nrubbish\n')
        trainer.wait_until(lambda: trainer.watcher.step == 40)
        assert trainer.view.plots.tabs._names == ["Losses", "Schedule"]
        write_sheet(run, "step", 40, 200)
        trainer.wait_until(lambda: trainer.view.samples.caption() == "step 40")
        assert trainer.view.strips.image().isNull()
        trainer.user.click(trainer.view.pause)
        assert run.wish == "pause" and trainer.watcher.state == "pausing"
        assert "training" in trainer.page.runs.story(str(run.path)).accessibleDescription()
        run.ask(None)
    trainer.wait_for_state("paused")
    assert "just now" in trainer.page.runs.story(str(run.path)).accessibleDescription()


def test_settings_of_a_run_are_called_as_in_the_form(trainer: Trainer) -> None:
    run = make_run(runs_folder() / "old", recipe="neurint", config={"judge": "", "loss": "ns_logistic_r1", "gone": 3})
    trainer.wait_for_recipes()
    trainer.go(run.path)
    known = {p.name: p for p in describe(trainer.page._recipes["neurint"]["cpu"])}
    labels = dict(zip(known["loss"].choices, known["loss"].choice_labels))
    assert trainer.page.facts.text(known["judge"].label) == "\u2013"
    assert trainer.page.facts.text(known["loss"].label) == labels["ns_logistic_r1"]
    assert trainer.page.facts.text("gone") == "3"


def test_a_run_without_losses_says_where_they_will_be(trainer: Trainer) -> None:
    plots = trainer.view.plots
    run = make_run(runs_folder() / "fresh")
    trainer.go(run.path)
    assert not plots.legend.isVisible() and plots.plot._empty_text.startswith("The losses appear here")
    trainer.user.wait_until(lambda: plots.plot.width() == plots.width())
    run.log(line(10))
    trainer.wait_until(lambda: plots.legend.isVisible())
    trainer.user.wait_until(lambda: plots.plot.width() < plots.width())


def test_what_is_wrong_with_a_run_is_said_while_it_lasts(trainer: Trainer) -> None:
    ill = {"latent deviation": 1e-6}
    run = make_run(runs_folder() / "ill", [line(step, **ill) for step in range(1, LINES)])
    trainer.go(run.path)
    assert not trainer.view.message.text()
    run.log(line(30, **ill) | {"warnings": ["The latents have collapsed."]})
    trainer.wait_until(lambda: trainer.watcher.step == 30)
    assert trainer.view.message.text().startswith("The latents have collapsed: those of a batch differ by 1e-06")
    for step in range(31, 31 + LINES):
        run.log(line(step, **{"latent deviation": 0.5}))
    trainer.wait_until(lambda: trainer.watcher.step == 30 + LINES)
    assert not trainer.view.message.text()


def test_stop_asks_for_the_model_of_what_was_learned(trainer: Trainer) -> None:
    run = make_run(runs_folder() / "elsewhere", [line(10)])
    with run.open(CONFIG, resume=True):
        trainer.go(run.path)
        trainer.user.click(trainer.view.stop)
        assert run.wish == "finish" and trainer.watcher.state == "finishing"
        assert "Making the model" in trainer.view.status.text()
        assert not trainer.view.stop.isEnabled() and not trainer.view.pause.isEnabled()
    trainer.wait_for_state("paused")
    assert not trainer.view.stop.isEnabled() and trainer.view.pause.text() == "Resume"


def test_a_run_that_goes_back_to_a_checkpoint_is_drawn_anew(trainer: Trainer) -> None:
    run = make_run(runs_folder() / "back", [line(step) for step in (10, 20, 30)])
    trainer.go(run.path)
    assert trainer.watcher.step == 30
    run.forget_after(20)
    trainer.wait_until(lambda: trainer.watcher.step == 20)
    assert trainer.watcher.curves.span == (10, 20)


def test_the_playhead_goes_through_the_steps_and_their_sheets(trainer: Trainer) -> None:
    run = make_run(runs_folder() / "old", [line(step) for step in (10, 20, 30, 40)])
    for kind in ("step", "strips"):
        for step, grey in ((20, 60), (40, 180)):
            write_sheet(run, kind, step, grey)
    trainer.go(run.path)
    view, plot = trainer.view, trainer.view.plots.plot
    trainer.wait_until(lambda: view.strips.caption() == "step 40" and view.samples.caption() == "step 40")
    trainer.user.click(plot, QPoint(round(plot._pixel_of(0.5)), 100))
    trainer.wait_until(lambda: view.strips.caption() == "step 20")
    assert view.samples.image().pixelColor(5, 5).red() == 60
    assert float(view.plots.legend.values()["reconstruction"]) == pytest.approx(4.2, abs=0.2)
    assert plot.accessibleDescription().startswith("step 25")
    run.log(line(50))
    trainer.wait_until(lambda: trainer.watcher.step == 50)
    assert view.strips.caption() == "step 20"  # it stays where it is looked at
    plot.setFocus()
    trainer.user.key(Qt.Key.Key_End)
    trainer.wait_until(lambda: view.strips.caption() == "step 40")
    trainer.user.click(view.strips)
    assert view.samples.isHidden() and view.plots.isHidden()
    trainer.user.click(view.strips)
    assert view.samples.isVisible() and view.plots.isVisible()


def test_why_a_run_in_the_background_failed_is_said(trainer: Trainer) -> None:
    run = make_run(runs_folder() / "failed", [line(10)])
    log_file(run.path).write_text(
        "x\ninterp-explorer: training stopped after step 10: the generator loss became nan.\n"
    )
    trainer.go(run.path)
    assert trainer.watcher.state == "failed"
    assert trainer.view.message.text() == "Training stopped after step 10: the generator loss became nan."
    assert trainer.view.pause.text() == "Resume" and trainer.view.pause.isEnabled()
    log_file(run.path).write_text("interp-explorer: interrupted\n")
    assert printed_error(run.path)[0] == ""


def test_a_folder_without_a_run_is_refused(trainer: Trainer, tmp_path: Path) -> None:
    trainer.page.open_run(tmp_path)
    assert "holds no training run" in trainer.setup.message.text()
    run = make_run(tmp_path / "far" / "away", [line(10)])
    trainer.page.open_run(run.path)
    assert trainer.watcher.path == run.path and trainer.page.runs.current() == str(run.path)


def test_a_classifier_cannot_be_explored(trainer: Trainer) -> None:
    run = make_run(runs_folder() / "judge", [line(10)], recipe="classifier")
    trainer.go(run.path)
    trainer.user.click(trainer.view.explore)
    trainer.wait_until(lambda: "makes no images" in trainer.view.message.text())
    assert trainer.view.explore.isEnabled()


def test_the_header_is_quiet_and_undo_leaves_the_paths_alone(user: Any) -> None:
    user.pick(3)
    steps = user.undo_steps()
    Trainer(user)
    header = user.window.header
    for part in (header.undo, header.resample, header.play, header.export, header.models):
        assert not part.isEnabled()
    user.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert user.undo_steps() == steps
    user.click(header.tabs._group.buttons()[0])
    assert header.undo.isEnabled() and header.export.isEnabled()


# The fields


def test_a_preset_fills_the_form_and_recipes_have_their_own(trainer: Trainer) -> None:
    trainer.wait_for_recipes()
    assert trainer.setup.form.instance().path_steps == 8
    trainer.setup.preset.setFocus()
    trainer.user.key(Qt.Key.Key_End)  # 'paper', the last
    assert trainer.setup.form.instance().path_steps == 32
    trainer.user.click(trainer.page.recipes.story("dcgan"))
    assert trainer.setup.form.instance().steps == 100_000 and trainer.setup.name.text() == "digits-dcgan"


def test_images_may_be_dropped_or_chosen_from_the_menu(trainer: Trainer, images: str) -> None:
    trainer.wait_for_recipes()
    data = trainer.setup.data
    assert data.text() == "digits"
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(images)])
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(data, QDragEnterEvent(QPoint(5, 5), copy, mime, LEFT, NONE))
    QApplication.sendEvent(data, QDropEvent(QPointF(5, 5), copy, mime, LEFT, NONE))
    assert data.text() == images and trainer.setup.name.text() == "bars-neurint"
    data.fill_menu()
    data.menu.actions()[0].trigger()
    assert data.text() == "digits"


def test_runs_are_listed_the_latest_first_and_names_are_free(tmp_path: Path, images: str) -> None:
    assert recent_runs() == [] and free_folder(images, "vae").name == "bars-vae"
    make_run(runs_folder() / "bars-vae", data=images)
    other = make_run(tmp_path / "other", [line(70)])
    (runs_folder() / "strange").mkdir()
    (runs_folder() / "broken").mkdir()
    (runs_folder() / "broken" / "config.json").write_text("[]")
    runs = recent_runs([other.path])
    assert [facts.path.name for facts in runs] == ["other", "bars-vae"] and runs[0].step == 70
    assert free_folder(images, "vae").name == "bars-vae-2"
    always = ["digits", *RENDERINGS]
    assert known_data(runs) == [images, *always]
    drawn = [replace(runs[0], data=data) for data in ("turntable:object=mug", "pole")]
    assert known_data(drawn) == ["turntable:object=mug", "pole", *(name for name in always if name != "pole")]
    assert free_folder("turntable:object=mug", "gaia").name == "turntable-gaia"
    assert free_folder("/there/coil20.npz:object=5", "aeai").name == "coil20-aeai"
    assert free_folder("openml:mnist_784", "vae").name == "mnist_784-vae"


def test_spans_of_time_are_short() -> None:
    assert [span(seconds) for seconds in (4, 90, 3600, 7500, 100_000)] == ["4 s", "2 min", "1 h", "2 h 5 min", "28 h"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_of_the_tab_is_cut(trainer: Trainer, theme: str, cut_texts: Callable[[Any], list[str]]) -> None:
    trainer.window.set_theme(theme)
    trainer.wait_for_recipes()
    trainer.setup.show_error("A sentence that is long enough for two lines in a pane as narrow as this one is.")
    QApplication.processEvents()
    assert not cut_texts(trainer.page)
    run = make_run(runs_folder() / "shown", [line(10)])
    trainer.go(run.path)
    QApplication.processEvents()
    assert not cut_texts(trainer.page)
    controls = [each for each in trainer.page.findChildren(QAbstractButton) if each.isVisible()]
    assert len(controls) > 5
    assert not [each for each in controls if not (each.toolTip() and each.accessibleName())]


def test_a_model_with_learned_paths_opens_on_them(tmp_path: Path, images: str) -> None:
    from interp_explorer.app.scenes import default_scene
    from interp_explorer.trainers.run import train

    scene = default_scene(str(train("neurint", images, tmp_path / "run", "ci", {"steps": 2})))
    assert scene.selected == "neurint-1" and scene.layer("neurint-1").draws == 4
