"""What the command line says when it cannot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from interp_explorer.app.main import main
from interp_explorer.engine import model as loading
from interp_explorer.engine import solve as solving

from .helpers import error_line


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["modles"], "There is no command 'modles'; choose one of: models, methods"),
        (["nowhere.json"], "There is no scene file nowhere.json"),
        (["--frobnicate"], "Unrecognized arguments: --frobnicate"),
        (["models", "--frobnicate"], "Unrecognized arguments: --frobnicate"),
        (["path"], "The following arguments are required: --model"),
        (["methods", "lineal"], "There is no method 'lineal'"),
        (["render", "nowhere.json", "-o", "x.gif"], "There is no scene file nowhere.json"),
        (["train", "dcgna", "--data", "digits", "--out", "run"], "There is no recipe 'dcgna'"),
        (["train", "dcgan", "--data", "digits", "--out", "run", "--set", "steps"], "'steps' is not of the form"),
    ],
)
def test_wrong_words(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert error_line(capsys, words).startswith(message)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--method", "lineal"], "There is no method 'lineal'; choose one of"),
        (["--set", "epsilon=0.2"], "Method linear has no parameter 'epsilon'"),
        (["--method", "geodesic", "--set", "epsilon=0.7"], "epsilon = 0.7 is outside its range 0 to 0.5"),
        (["--method", "geodesic", "--set", "epsilon=much"], "epsilon is a number, not 'much'"),
        (["--method", "geodesic", "--set", "kernel=cubic"], "kernel is one of"),
        (["--set", "epsilon"], "'epsilon' is not of the form NAME=VALUE"),
        (["--metric", "epsilon=-1"], "epsilon = -1 is outside"),
        (["--metric", "gamma=1"], "Metric: gamma has no effect without kernel=gaussian: add that, or leave gamma out."),
        (["--method", "geodesic", "--set", "attribute=3"], "attribute has no effect without quality=attribute"),
        (["--method", "geodesic", "--set", "over_time=on"], "over_time has no effect without quality=attribute"),
        (["--metric", "epsilon=0.1", "--metric", "epsilon=0.2"], "epsilon is given twice, as '0.1' and as '0.2'"),
        (["--draw-seed", "1=4"], "Method linear has no randomness: leave out the seeds of draws."),
        (["--draw-seed", "1=4", "1=5"], "Draw 1 is given a seed twice"),
        (["--model", "nowhere"], "There is no model 'nowhere'"),
        (["--model", "nowhere.safetensors"], "There is no model file nowhere.safetensors"),
        (["--source", "3"], "no picture 3 in the gallery"),
        (["--source", "nowhere.png"], "There is no file nowhere.png"),
        (["--target", "nowhere.npy"], "There is no file nowhere.npy"),
        (["--target", "draw:1:nowhere.png"], "There is no file nowhere.png"),
        (["--target", "random:often"], "'often' is not a seed"),
        (["--seed", "-1"], "a seed is a whole number"),
        (["--seed", "9223372036854775808"], "a seed is a whole number"),
        (["--points", "2"], "A path has 3 to 2000 points"),
        (["--points", "many"], "invalid int value: 'many'"),
        (["--draws", "3"], "has no randomness"),
        (["--control", "1.5=0"], "'1.5=0' is no control point"),
        (["--control", "noon"], "'noon' is no control point"),
        (["--control", "0.5=gallery:9"], "no picture 9 in the gallery"),
        (["--control", "0.5=0", "0.5=1"], "Control points need different times"),
        (["--control", "0.7=0", "0.3=1"], "Control points need different times between 0 and 1, in order"),
        (["--frame-rate", "1000"], "--frame-rate: frame_rate = 1000 is outside"),
        (["--size", "huge"], "--size: size is a number, not 'huge'"),
        (["--playback", "backwards"], "playback is one of"),
        (["--device", "abacus"], "There is no device 'abacus' here"),
        (["--source", ""], "An end is missing"),
        (["--control", "0.5="], "An end is missing"),
        (["--method", "geodesic", "--metric", "epsilon=0.2"], "has a metric of its own: use --set instead of --metric"),
        (["-o", ""], "A file to write is missing"),
        (["-o", ".npz"], "ending without a name"),
        (["-o", "-"], "nothing is written to standard output: name a file"),
        (["--frame-rate", "9", "-o", "path.png"], "--frame-rate has no effect on path.png: leave it out."),
        (["--size", "64", "-o", "path.npz"], "--size has no effect on path.npz: leave it out."),
        (["--strip-frames", "4"], "--strip-frames has no effect on path.gif"),
        (["-o", "path.bmp"], "ending is one of"),
        (["-o", "nowhere/path.gif"], "Cannot write nowhere/path.gif: there is no folder nowhere"),
    ],
)
def test_wrong_paths(
    options: list[str],
    message: str,
    path_command: Callable[..., list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert message in error_line(capsys, path_command("path.gif", *options))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "options",
    [
        ["--points", "2"], ["--draws", "3"], ["--draw-seed", "1=4"], ["--pixels", "draw"],
        ["--control", "0.7=0", "0.3=1"], ["--control", "0.5=x.npy"], ["--source", "nowhere.png"],
        ["--target", "random:often"], ["--size", "64", "-o", "a.npz"],
    ],
)  # fmt: skip
def test_what_needs_no_model_is_told_before_one_is_loaded(
    options: list[str], path_command: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def load(*arguments: Any) -> None:
        raise AssertionError("the model was loaded")

    monkeypatch.setattr(loading, "load_model", load)
    assert "the model was loaded" not in error_line(capsys, path_command("path.gif", *options))


def test_damaged_and_foreign_models(
    model: str, path_command: Callable[..., list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = Path(model).read_bytes()
    for name, content in {"cut": whole[:-100], "empty": b"", "text": b"no model", "pickle": b"\x80\x04."}.items():
        path = tmp_path / f"{name}.safetensors"
        path.write_bytes(content)
        assert str(path) in error_line(capsys, path_command(tmp_path / "path.gif", "--model", str(path)))
    assert not (tmp_path / "path.gif").exists()


def test_debug_shows_where(path_command: Callable[..., list[str]], tmp_path: Path, capsys: Any) -> None:
    assert main(path_command(tmp_path / "path.gif", "--debug", "--points", "1")) == 2
    printed = capsys.readouterr().err
    assert printed.startswith("Traceback")
    assert printed.splitlines()[-1].startswith("interp-explorer: A path has 3 to 2000 points")


def test_a_defect_is_one_line_too(
    path_command: Callable[..., list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def fail(*arguments: Any) -> None:
        raise ZeroDivisionError("two\nlines")

    monkeypatch.setattr(solving, "solve", fail)
    message = error_line(capsys, path_command(tmp_path / "path.gif"))
    assert message == "The program failed (ZeroDivisionError: two lines); --debug shows where."
