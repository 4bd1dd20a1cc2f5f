"""What `data` says, writes, and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from interp_explorer.app.main import main
from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.rendering import make_rendering

POLE = ["data", "pole:azimuths=4,elevations=3", "--size", "8"]


@pytest.mark.parametrize(
    ("name", "options", "written"),
    [
        ("sheet.png", ["--images", "5"], "5 of 12 images"),
        ("all.png", [], "12 of 12 images"),
        ("a.npz", [], "12 images"),
    ],
)
def test_it_says_what_it_wrote(
    name: str, options: list[str], written: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / name)
    assert main([*POLE, "-o", file, *options]) == 0
    out, error = capsys.readouterr()
    assert out.splitlines()[-1].startswith(f"{file}: {written}, ") and not error and Path(file).stat().st_size
    assert main([*POLE, "-o", file, *options, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["file"] == file


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["-o", "x.bmp"], "x.bmp: the file ends in .png or .npz."),
        (["-o", "x"], "x: the file ends in .png or .npz."),
        (["-o", "nowhere/x.png"], "Cannot write nowhere/x.png: there is no folder nowhere."),
        (["-o", "nowhere/x.npz"], "Cannot write nowhere/x.npz: there is no folder nowhere."),
        (["-o", "folder.npz"], "folder.npz is a folder: choose another name for the file."),
        (["--images", "5"], "--images has no effect without a sheet, -o FILE.png: leave it out."),
        (["--columns", "5", "-o", "x.npz"], "--columns has no effect without a sheet, -o FILE.png: leave it out."),
        (["--images", "0", "-o", "x.png"], "--images: images = 0 is outside its range (at least 1)."),
    ],
)
def test_what_is_refused_before_anything_is_said(
    options: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.npz").mkdir()
    assert main([*POLE, *options]) == 2
    out, error = capsys.readouterr()
    assert not out and error == f"interp-explorer: {message}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["folder.npz"]


def test_a_file_that_cannot_be_written_is_no_summary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object, **__: object) -> tuple[int, str]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", full)
    assert main([*POLE, "-o", str(tmp_path / "x.npz")]) == 2
    out, error = capsys.readouterr()
    assert not out and "No space left on device" in error


def test_a_pole_is_not_turned_round() -> None:
    with pytest.raises(ExplorerError, match=r"^Data set 'pole': lowest=90 is above highest=80: swap them\.$"):
        make_rendering("pole:lowest=90,highest=80")
    still = make_rendering("pole:lowest=60,highest=60,elevations=2,azimuths=2")
    assert set(still.values()[:, 1]) == {60.0}
