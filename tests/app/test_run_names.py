"""Models of runs are called after their runs, wherever the window names a model."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from interp_explorer.engine.scene_file import load_scene
from interp_explorer.trainers.run_library import free_folder, runs_folder


def a_run(models: Path, name: str, file: str = "model") -> str:
    """A file in a run's folder."""
    path = runs_folder() / name / f"{file}.safetensors"
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(models / "tiny.safetensors", path)
    return str(path)


def test_two_runs_are_told_apart(user: Any, models: Path, tmp_path: Path) -> None:
    window, box = user.window, user.window.header.models
    first, second = a_run(models, "pole-one"), a_run(models, "pole-two")
    window.files.open_model(first)
    assert (box.currentText(), box.current()) == ("pole-one", first)
    assert window.windowTitle() == "Interp Explorer - pole-one"
    window.files.change_model(second)
    assert (box.currentText(), box.current()) == ("pole-two", second)
    assert window.header.undo.toolTip() == "Undo: model pole-two (Ctrl Z)"
    user.wait_until_solved()
    # What was saved has the file's path, as before, and opens.
    window.files.save(tmp_path / "scene.json")
    assert load_scene(tmp_path / "scene.json").model == second
    window.files.open_model(first)
    window.files.open(tmp_path / "scene.json")
    assert box.currentText() == "pole-two" and not window.message.text()
    user.wait_until_solved()


def test_a_model_made_on_the_way_says_at_which_step(user: Any, models: Path) -> None:
    user.window.files.open_model(a_run(models, "pole-one/models", "pole-one-step-500"))
    assert user.window.header.models.currentText() == "pole-one-step-500"
    assert user.window.header.undo.toolTip() == "Undo: open pole-one-step-500 (Ctrl Z)"
    user.wait_until_solved()


def test_a_new_run_is_not_called_as_a_model_that_ships() -> None:
    assert free_folder("pole", "aeai") == runs_folder() / "pole-aeai-2"
    (runs_folder() / "pole-aeai-2").mkdir(parents=True)
    assert free_folder("pole", "aeai") == runs_folder() / "pole-aeai-3"
    assert free_folder("pole", "gaia") == runs_folder() / "pole-gaia"
