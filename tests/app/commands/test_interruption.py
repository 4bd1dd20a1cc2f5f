"""Progress on a terminal, and commands that are interrupted."""

from __future__ import annotations

import importlib
import os
import runpy
import signal
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PIL import Image

import interp_explorer as package
from interp_explorer.app.main import main
from interp_explorer.engine import solve as solving
from interp_explorer.engine.progress import Progress


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("times", [1, 2])
def test_interruption(
    number: signal.Signals,
    times: int,
    path_command: Callable[..., list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The first signal is noticed by the computation; a second does not wait for that."""

    def solve(request: Any, model: Any, progress: Progress) -> None:
        for _ in range(times):
            os.kill(os.getpid(), number)
        if times == 1:
            progress.check()
        pytest.fail("the signal was missed")

    monkeypatch.setattr(solving, "solve", solve)
    before = signal.getsignal(number)
    assert main(path_command(tmp_path / "path.gif")) == 130
    assert capsys.readouterr().err == "interp-explorer: interrupted\n"
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(number) is before


def test_interrupted_export_leaves_nothing(
    path_command: Callable[..., list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = Image.Image.save

    def interrupted_save(picture: Image.Image, target: Any, **options: Any) -> None:
        save(picture, target)
        os.kill(os.getpid(), signal.SIGINT)
        next(iter(options["append_images"]))
        pytest.fail("the signal was missed")

    monkeypatch.setattr(Image.Image, "save", interrupted_save)
    assert main(path_command(tmp_path / "path.gif")) == 130
    assert list(tmp_path.iterdir()) == []


def test_interrupted_encoder_is_no_failure(
    path_command: Callable[..., list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    encoder = tmp_path / "encoder"
    encoder.write_text("#!/bin/sh\ncat > /dev/null\nkill -INT $PPID\nexit 255\n")
    encoder.chmod(0o755)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(encoder))
    assert main(path_command(tmp_path / "path.mp4")) == 130
    assert capsys.readouterr().err == "interp-explorer: interrupted\n"
    assert [path.name for path in tmp_path.iterdir()] == ["encoder"]


def test_interruption_before_the_program_is_loaded(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted(ModuleType):
        def __getattr__(self, name: str) -> Any:
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "interp_explorer.app.main", Interrupted("main"))
    with pytest.raises(SystemExit) as leaving:
        runpy.run_module("interp_explorer", run_name="__main__")
    assert leaving.value.code == 130
    assert importlib.import_module("interp_explorer.__main__").main() == 130
    assert capsys.readouterr().err == 2 * "interp-explorer: interrupted\n"
    declared = tomllib.loads((Path(package.__file__).parent / "pyproject.toml").read_text(encoding="utf-8"))
    assert declared["project"]["scripts"] == {"interp-explorer": "interp_explorer.__main__:main"}


def test_progress_is_shown_on_a_terminal_only(
    path_command: Callable[..., list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(path_command(tmp_path / "path.gif")) == 0
    printed = capsys.readouterr().err
    assert "Frame 9 of 9" in printed
    assert printed.endswith("\r\x1b[K")
