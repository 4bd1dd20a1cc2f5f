"""The cards of the lessons at small and large sizes of the window."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from interp_explorer.app import lessons_page
from interp_explorer.app.demos import Demo
from interp_explorer.app.lessons_page import LEAST_CARD_WIDTH, LessonsPage, Strip
from interp_explorer.engine.request import PathResult
from interp_explorer.engine.scene import Scene


@pytest.fixture
def page(qtbot: QtBot, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> LessonsPage:
    """Three lessons, of which the second has the longest story."""
    layer = scene.layers[-1]
    times = np.linspace(0.0, 1.0, scene.points)
    frames = np.zeros((scene.points, 1, 8, 8), np.float32)
    result = PathResult(scene.request(layer), "final", times, np.zeros((scene.points, 4)), frames)
    demos = [
        (Path(f"{index}.json"), Demo(dataclasses.replace(scene, title="A lesson", story=story), {layer.id: result}))
        for index, story in enumerate(("Short.", "A long story. " * 30, "Short."))
    ]
    monkeypatch.setattr(lessons_page, "_demos", lambda: demos)
    made = LessonsPage()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(("width", "columns"), [(500, 1), (1280, 2), (1600, 3), (2560, 3)])
def test_cards_fill_the_width(page: LessonsPage, width: int, columns: int) -> None:
    page.resize(width, 800)
    QApplication.processEvents()
    assert len({card.x() for card in page.cards}) == columns
    widths = [card.width() for card in page.cards]
    assert max(widths) - min(widths) <= 1
    assert min(widths) >= min(LEAST_CARD_WIDTH, width - 80)
    assert max(card.geometry().right() for card in page.cards) > width - 60


def test_cards_of_a_row_are_equally_high_and_their_feet_are_level(page: LessonsPage) -> None:
    page.resize(1600, 800)
    QApplication.processEvents()
    assert len({card.height() for card in page.cards}) == 1
    for kind in (lambda card: card.open, lambda card: card.findChild(Strip)):
        tops = [kind(card).mapTo(page, QPoint(0, 0)).y() for card in page.cards]
        assert max(tops) - min(tops) <= 1


def test_a_strip_fills_its_card_with_square_frames(page: LessonsPage) -> None:
    page.resize(1280, 800)
    QApplication.processEvents()
    for card in page.cards:
        strip = card.findChild(Strip)
        assert strip.width() == card.contentsRect().width() - 32
        assert strip.height() == strip.heightForWidth(strip.width()) == pytest.approx(strip.width() / 6, abs=5)
