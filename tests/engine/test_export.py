"""Export: what is written can be read back, and what fails leaves nothing behind."""

from __future__ import annotations

import dataclasses
import gc
import json
import os
import tempfile
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from interp_explorer.engine.errors import Cancelled, ExplorerError
from interp_explorer.engine.export import WRITERS, ExportSettings, check_target, export, format_of, gif, mp4
from interp_explorer.engine.methods import Linear
from interp_explorer.engine.progress import Progress
from interp_explorer.engine.request import ControlPoint, PathRequest, PathResult

POINTS, DIMENSION, HEIGHT, WIDTH = 7, 3, 10, 6
TARGETS = {"gif": "path.gif", "mp4": "path.mp4", "strip": "path.png", "frames": "frames", "npz": "path.npz"}


def solved(points: int = POINTS, channels: int = 1, draws: int | None = None, seed: int = 0) -> PathResult:
    """A result with random frames, as a solver would return it."""
    random = np.random.default_rng(seed)
    lead = () if draws is None else (draws,)
    request = PathRequest(
        "toy", Linear(), (0.0, 0.0, 0.0), (1.0, 2.0, 3.0), points, (ControlPoint(0.5, (1.0, 0.0, 0.0)),), 11, draws
    )
    return PathResult(
        request, "final", np.linspace(0, 1, points, dtype=np.float32),
        random.normal(size=(*lead, points, DIMENSION)).astype(np.float32),
        random.random((*lead, points, channels, HEIGHT, WIDTH), np.float32),
        random.random((*lead, points), np.float32), random.random((*lead, points - 1), np.float32),
        random.random(draws) if draws else 4.5,
    )  # fmt: skip


def read_film(path: Path) -> tuple[dict[str, Any], list[np.ndarray]]:
    """What the file says about itself, and all of its frames as flat arrays of RGB levels."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the reader leaves its pipes to the garbage collector
        meta, *frames = imageio_ffmpeg.read_frames(path)
        gc.collect()
    return meta, [np.frombuffer(frame, np.uint8) for frame in frames]


def test_every_format_has_a_target_here() -> None:
    assert set(TARGETS) == set(WRITERS)
    assert {name: format_of(target) for name, target in TARGETS.items()} == {name: name for name in TARGETS}
    assert format_of("PATH.GIF") == "gif"
    assert format_of("run.1/") == "frames"


@pytest.mark.parametrize(("playback", "shown"), [("loop", POINTS), ("once", POINTS), ("ping-pong", 2 * POINTS - 2)])
@pytest.mark.parametrize("channels", [1, 3])
def test_gif_frames_and_timing(tmp_path: Path, playback: str, shown: int, channels: int) -> None:
    target = tmp_path / "path.gif"
    export([solved(channels=channels)], target, ExportSettings(frame_rate=12.0, size=40, playback=playback))
    with Image.open(target) as film:
        assert film.n_frames == shown
        assert film.size == (24, 40)
        assert ("loop" in film.info) == (playback != "once")
        milliseconds = 0
        for index in range(film.n_frames):
            film.seek(index)
            milliseconds += film.info["duration"]
    assert milliseconds == pytest.approx(1000 * shown / 12, abs=10)


def test_grey_gif_is_lossless_and_in_order(tmp_path: Path) -> None:
    result, target = solved(), tmp_path / "path.gif"
    export([result], target, ExportSettings(size=HEIGHT, scaling="nearest", playback="ping-pong"))
    assert result.frames is not None
    expected = (result.frames[[0, 1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1], 0] * 255).round().astype(np.uint8)
    with Image.open(target) as film:
        for index, frame in enumerate(expected):
            film.seek(index)
            np.testing.assert_array_equal(np.asarray(film.convert("L")), frame)


@pytest.mark.parametrize(("playback", "shown"), [("loop", POINTS), ("ping-pong", 2 * POINTS - 2)])
@pytest.mark.parametrize("channels", [1, 3])
def test_mp4_frames_rate_and_even_size(tmp_path: Path, playback: str, shown: int, channels: int) -> None:
    target = tmp_path / "path.mp4"
    # 35 pixels high makes the 10 by 6 frame 21 wide: both sides are odd.
    export([solved(channels=channels)], target, ExportSettings(frame_rate=25.0, size=35, playback=playback))
    meta, frames = read_film(target)
    assert len(frames) == shown
    assert meta["size"] == (22, 36)
    assert meta["fps"] == 25.0
    assert meta["pix_fmt"].startswith("yuv420p")


def test_mp4_shows_the_frames(tmp_path: Path) -> None:
    result, target = solved(), tmp_path / "path.mp4"
    levels = np.linspace(0.1, 0.9, POINTS, dtype=np.float32)
    assert result.frames is not None
    result.frames[:] = levels[:, None, None, None]
    export([result], target, ExportSettings(size=64))
    _, frames = read_film(target)
    np.testing.assert_allclose([frame.mean() / 255 for frame in frames], levels, atol=0.02)


def test_strip_size_rows_and_columns(tmp_path: Path) -> None:
    first, second = solved(), solved(seed=1)
    settings = ExportSettings(size=HEIGHT, scaling="nearest", strip_frames=4, gap=3)
    export([first, second], tmp_path / "path.png", settings)
    with Image.open(tmp_path / "path.png") as strip:
        assert strip.size == (4 * WIDTH + 3 * 3, 2 * HEIGHT + 3)
        pixels = np.asarray(strip)
    assert second.frames is not None
    expected = (second.frames[[0, 2, 4, 6], 0] * 255).round().astype(np.uint8)
    for column, frame in enumerate(expected):
        left = column * (WIDTH + 3)
        np.testing.assert_array_equal(pixels[HEIGHT + 3 :, left : left + WIDTH], frame)
    assert (pixels[HEIGHT : HEIGHT + 3] == 255).all()


def test_a_strip_shows_no_frame_twice(tmp_path: Path) -> None:
    export([solved()], tmp_path / "path.png", ExportSettings(size=HEIGHT, strip_frames=50, gap=0))
    with Image.open(tmp_path / "path.png") as strip:
        assert strip.size == (POINTS * WIDTH, HEIGHT)


@pytest.mark.parametrize("size", [8, 33, 200])
def test_scaling_keeps_the_proportions(tmp_path: Path, size: int) -> None:
    export([solved()], tmp_path / "path.png", ExportSettings(size=size, strip_frames=2, gap=0))
    with Image.open(tmp_path / "path.png") as strip:
        assert strip.size == (2 * round(size * WIDTH / HEIGHT), size)


def test_nearest_scaling_makes_square_pixels_and_smooth_does_not(tmp_path: Path) -> None:
    levels = {}
    for scaling in ("nearest", "smooth"):
        settings = ExportSettings(size=4 * HEIGHT, scaling=scaling, strip_frames=2, gap=0)
        export([solved()], tmp_path / f"{scaling}.png", settings)
        with Image.open(tmp_path / f"{scaling}.png") as strip:
            levels[scaling] = len(np.unique(np.asarray(strip)[:4, :4]))
    assert levels["nearest"] == 1
    assert levels["smooth"] > 1


def test_frames_folder(tmp_path: Path) -> None:
    target = tmp_path / "frames"
    target.mkdir()  # an empty folder is as good as none
    export([solved(points=12)], target, ExportSettings(size=20))
    assert sorted(path.name for path in target.iterdir()) == [f"frame-{index:02}.png" for index in range(12)]
    with Image.open(target / "frame-11.png") as frame:
        assert frame.size == (12, 20)
    assert [path.name for path in tmp_path.iterdir()] == ["frames"]


def test_frames_never_go_among_other_files(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"precious")
    with pytest.raises(ExplorerError, match="exists already"):
        export([solved()], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


def test_draws_and_layers_are_rows(tmp_path: Path) -> None:
    settings = ExportSettings(size=HEIGHT, strip_frames=2, gap=0)
    export([solved(), solved(draws=3)], tmp_path / "path.png", settings)
    with Image.open(tmp_path / "path.png") as strip:
        assert strip.size == (2 * WIDTH, 4 * HEIGHT)


@pytest.mark.parametrize(("draws", "columns", "rows"), [(3, 1, 3), (4, 1, 4), (5, 3, 2), (12, 4, 3), (50, 8, 7)])
def test_films_of_many_draws_fill_a_sheet(tmp_path: Path, draws: int, columns: int, rows: int) -> None:
    result = solved(draws=draws)
    frames = np.zeros_like(result.frames)
    frames[-1] = 1.0
    settings = ExportSettings(size=HEIGHT, gap=0, playback="once", scaling="nearest")
    export([dataclasses.replace(result, frames=frames)], tmp_path / "fan.gif", settings)
    with Image.open(tmp_path / "fan.gif") as film:
        assert film.size == (columns * WIDTH, rows * HEIGHT)
        place = (draws - 1) % columns
        assert film.convert("L").getpixel((place * WIDTH + 2, rows * HEIGHT - 2)) == 255
        assert film.convert("L").getpixel((2, 2)) == 0


def test_npz_names_shapes_and_types(tmp_path: Path) -> None:
    result = solved()
    export([result], tmp_path / "path.npz")
    with np.load(tmp_path / "path.npz", allow_pickle=False) as arrays:
        read = dict(arrays)
    assert {name: (array.shape, array.dtype.name) for name, array in read.items() if name != "meta"} == {
        "t": ((POINTS,), "float64"),
        "latents": ((POINTS, DIMENSION), "float32"),
        "frames": ((POINTS, 1, HEIGHT, WIDTH), "float32"),
        "quality": ((POINTS,), "float64"),
        "step_distances": ((POINTS - 1,), "float64"),
        "cost": ((), "float64"),
    }
    assert read["cost"] == 4.5
    for name in ("latents", "frames", "quality", "step_distances"):
        np.testing.assert_array_equal(read[name], getattr(result, name))
    np.testing.assert_array_equal(read["t"], result.times)


def test_npz_meta_holds_the_whole_request(tmp_path: Path) -> None:
    result = solved(draws=2)
    request = replace(result.request, own_seeds=((1, 7),), pixels="draw")
    export([replace(result, request=request)], tmp_path / "path.npz")
    with np.load(tmp_path / "path.npz", allow_pickle=False) as arrays:
        meta = json.loads(str(arrays["meta"]))
        assert arrays["frames"].shape == (2, POINTS, 1, HEIGHT, WIDTH)
        assert arrays["cost"].shape == (2,)
    metric = meta.pop("metric")
    assert metric["energy"] == "fg-5"
    assert metric["epsilon"] == 0.1
    assert meta.pop("version").count(".") == 2
    assert meta == {
        "model": "toy",
        "method": {"name": "linear", "parameters": {}},
        "source": [0.0, 0.0, 0.0],
        "target": [1.0, 2.0, 3.0],
        "seed": 11,
        "points": POINTS,
        "controls": [{"time": 0.5, "latent": [1.0, 0.0, 0.0]}],
        "draws": 2,
        "pixels": "draw",
        "own_seeds": [[1, 7]],
        "own_velocities": [],
    }


@pytest.mark.parametrize("name", TARGETS)
def test_progress_reaches_the_user(tmp_path: Path, name: str) -> None:
    reports: list[float] = []
    export([solved()], tmp_path / TARGETS[name], None, Progress(lambda fraction, text: reports.append(fraction)))
    assert reports == sorted(reports)
    assert len(reports) == (POINTS if name in ("gif", "mp4", "frames") else 1)


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("before", [False, True])
def test_cancel_leaves_what_was_there(tmp_path: Path, name: str, before: bool) -> None:
    target = tmp_path / TARGETS[name]
    if before and name != "frames":
        target.write_text("the last good film")
    progress = Progress()
    calls = []

    def cancel_soon(fraction: float, text: str) -> None:
        calls.append(fraction)
        if fraction >= 0.4 or name in ("strip", "npz"):
            progress.cancel()

    progress.on_report = cancel_soon
    with pytest.raises(Cancelled):
        export([solved()], target, None, progress)
    assert calls
    assert [path.name for path in tmp_path.iterdir()] == ([target.name] if target.exists() else [])
    assert target.exists() == (before and name != "frames")
    if target.exists():
        assert target.read_text() == "the last good film"


@pytest.mark.parametrize("name", TARGETS)
def test_a_read_only_folder(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**options: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    with pytest.raises(ExplorerError, match=rf"Cannot write .*{TARGETS[name]}: Read-only file system"):
        export([solved()], tmp_path / TARGETS[name])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", TARGETS)
def test_a_failed_rename_leaves_nothing(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(ExplorerError, match="No space left on device"):
        export([solved()], tmp_path / TARGETS[name])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["gif", "strip", "frames"])
def test_a_full_disk_leaves_nothing(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(picture: Image.Image, target: Path, **options: object) -> None:
        Path(target).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Image.Image, "save", fill)
    with pytest.raises(ExplorerError, match="No space left on device"):
        export([solved()], tmp_path / TARGETS[name])
    assert list(tmp_path.iterdir()) == []


def test_a_failing_encoder_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = tmp_path / "encoder"
    encoder.write_text("#!/bin/sh\necho 'No space left on device' >&2\nexit 1\n")
    encoder.chmod(0o755)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(encoder))
    with pytest.raises(ExplorerError, match="video encoder failed") as caught:
        export([solved()], tmp_path / "path.mp4", ExportSettings(size=512))
    assert "No space left" in caught.value.details
    assert [path.name for path in tmp_path.iterdir()] == ["encoder"]


@pytest.mark.parametrize("name", TARGETS)
def test_missing_folder_and_file_in_its_place(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    for parent in ("missing", "file"):
        target = tmp_path / parent / TARGETS[name]
        for attempt in (lambda target=target: export([solved()], target), lambda target=target: check_target(target)):
            with pytest.raises(ExplorerError, match="no folder"):
                attempt()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    check_target(tmp_path / TARGETS[name])


def test_ctrl_c_does_not_reach_the_encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    groups, start = [], mp4._encoder

    def watched(*arguments: Any) -> Any:
        encoder = start(*arguments)
        groups.append(os.getpgid(encoder.pid))
        return encoder

    monkeypatch.setattr(mp4, "_encoder", watched)
    export([solved()], tmp_path / "path.mp4")
    assert len(groups) == 1 and groups[0] != os.getpgid(0)


def test_a_gif_that_does_not_fit_in_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = ExportSettings(size=100)
    shown = POINTS * 100 * 60 / 1e6
    monkeypatch.setattr(gif, "LARGEST_FILM", shown)
    export([solved()], tmp_path / "path.gif", settings)
    monkeypatch.setattr(gif, "LARGEST_FILM", 0.999 * shown)
    with pytest.raises(ExplorerError, match=r"7 frames of 60 by 100 pixels .* choose a smaller size, or write an MP4"):
        export([solved()], tmp_path / "other.gif", settings)
    assert [path.name for path in tmp_path.iterdir()] == ["path.gif"]


def test_targets_that_are_no_files_are_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.gif").mkdir()
    cases = {
        "": "A file to write is missing",
        ".npz": "ending without a name",
        str(tmp_path / ".GIF"): "ending without a name",
        "folder.gif": r"folder\.gif is a folder",
        "x" * 5000 + "/path.gif": "no folder",
    }
    for target, message in cases.items():
        with pytest.raises(ExplorerError, match=message):
            check_target(target)
    check_target(".frames")


def test_bad_requests_are_told(tmp_path: Path) -> None:
    unsolved = PathResult(solved().request, "path", np.linspace(0, 1, 3), np.zeros((3, 2), np.float32))
    cases = [
        ([solved()], "path.bmp", None, r"ending is one of \.gif, \.mp4, \.npz, \.png"),
        ([solved()], "path.gif", ExportSettings(size=3), "Export settings: size = 3 is outside"),
        ([solved(), solved()], "path.npz", None, "one path, not 2"),
        ([unsolved], "path.npz", None, "not finished"),
        ([unsolved], "path.gif", None, "no frames yet"),
        ([], "path.gif", None, "no path to export"),
        ([solved(5), solved(6)], "path.gif", None, "one by one"),
        ([solved(channels=2)], "path.gif", None, "2 channels"),
    ]
    for results, name, settings, message in cases:
        with pytest.raises(ExplorerError, match=message):
            export(results, tmp_path / name, settings)
    assert list(tmp_path.iterdir()) == []
