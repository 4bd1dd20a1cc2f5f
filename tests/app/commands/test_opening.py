"""Opening the window from the command line, and what is said where there can be none."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from interp_explorer.app import display
from interp_explorer.app.commands import COMMANDS, demos
from interp_explorer.app.main import main

from .helpers import error_line


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str | None, str | None]]:
    """The scene and the model of every window that is opened."""
    calls = []

    def run_window(scene_path: str | None = None, model: str | None = None) -> int:
        calls.append((scene_path, model))
        return 0

    monkeypatch.setitem(sys.modules, "interp_explorer.app.start", SimpleNamespace(run_window=run_window))
    return calls


def test_window(opened: list[Any], scene: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demos, "FOLDER", scene.parent)
    for words in ([], [str(scene)], ["--scene", str(scene)], ["scene"], ["--model", "tiny"]):
        assert main(words) == 0
    assert opened == [(None, None), (str(scene), None), (str(scene), None), (str(scene), None), (None, "tiny")]


@pytest.mark.parametrize("platform", [None, "", "xcb", "wayland"])
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
def test_no_display(
    opened: list[Any], platform: str | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    if platform is not None:
        monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    need_none = f"these commands need no display: {', '.join(COMMANDS)}."
    assert error_line(capsys, []) == f"There is no display; {need_none}"
    monkeypatch.setenv("DISPLAY", ":4077")
    assert error_line(capsys, []) == f"The display :4077 does not answer; {need_none}"
    monkeypatch.setattr(display, "X11_LIBRARIES", ("libnowhere.so.1",))
    assert error_line(capsys, []).startswith("Qt needs libnowhere.so.1, of the system packages")
    assert opened == []
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert main([]) == 0
    assert opened == [(None, None)]


def test_qt_that_cannot_be_loaded(
    opened: list[Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "PySide6", None)
    assert "the README names the system packages" in error_line(capsys, [])
    assert opened == []
