"""What a lesson tells above its scene, and the scene that comes back when it is left."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from PySide6.QtCore import Qt

from interp_explorer.app.scenes import default_scene

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def lesson(user: Any) -> Any:
    """A user who has opened a lesson from a scene without a story."""
    scene = dataclasses.replace(default_scene("tiny"), title="Why lines fail", story="A shadow fades out here.")
    user.controller.open(dataclasses.replace(scene, view=dataclasses.replace(scene.view, truth=False)), "open a lesson")
    user.wait_until_solved()
    return user


def test_a_scene_without_a_story_tells_none(user: Any) -> None:
    assert not user.page.story.isVisible()


def test_the_story_of_a_lesson_stands_above_its_scene_and_folds_away(lesson: Any) -> None:
    story = lesson.page.story
    assert story.isVisible() and story.text.text() == "A shadow fades out here."
    assert story._title.text() == "WHY LINES FAIL"
    lesson.click(story._chevron)
    assert story.isVisible() and not story.text.isVisible()
    lesson.controller.ends.swap_ends()
    lesson.wait_until_solved()
    assert not story.text.isVisible()  # as it was left, whatever else changes
    lesson.controller.open(dataclasses.replace(lesson.scene, story="Another."), "open")
    assert story.text.isVisible() and story.text.text() == "Another."


def test_a_scene_that_was_left_comes_back_with_its_view(lesson: Any) -> None:
    lesson.controller.ends.show_grid()
    assert lesson.scene.view.grid and not lesson.scene.view.truth
    lesson.key(Qt.Key.Key_Z, CONTROL)
    lesson.wait_until_solved()
    assert lesson.scene.story == "" and lesson.scene.view.truth and not lesson.scene.view.grid
    lesson.key(Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    lesson.wait_until_solved()
    assert lesson.scene.title == "Why lines fail" and lesson.scene.view.grid


def test_where_one_looks_is_not_undone_within_a_scene(lesson: Any) -> None:
    lesson.controller.ends.swap_ends()
    lesson.controller.view.set_projection("pca-2")
    lesson.key(Qt.Key.Key_Z, CONTROL)
    lesson.wait_until_solved()
    assert lesson.scene.view.projection == "pca-2"
