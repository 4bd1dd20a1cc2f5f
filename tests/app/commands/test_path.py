"""Paths that are computed without a window."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
import torch
from PIL import Image

from interp_explorer.app.main import main
from interp_explorer.engine import devices
from interp_explorer.engine.measures import MEASURES
from interp_explorer.engine.methods import METHODS, Solution
from interp_explorer.engine.progress import Progress
from interp_explorer.trainers import run as training

from .helpers import DIMENSION, SIDE, read


@dataclass(frozen=True)
class Walk:
    """A random method: the straight line with noise between its ends."""

    label: ClassVar[str] = "Walk"
    summary: ClassVar[str] = "Walks about."
    random: ClassVar[bool] = True

    def solve(self, problem: Any, progress: Progress) -> Solution:
        times = problem.times.float()[:, None]
        line = problem.anchors[0] * (1 - times) + problem.anchors[-1] * times
        noise = torch.randn(problem.draws, *line.shape, generator=problem.generator)
        return Solution(line + noise * times * (1 - times))


def test_path_as_arrays(path_command: Callable[..., list[str]], tmp_path: Path, capsys: Any) -> None:
    target = tmp_path / "path.npz"
    assert main(path_command(target, "--seed", "3", "--control", "0.25=gallery:1", "--metric", "epsilon=0.2")) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert captured.out.startswith(f"{target}: linear, 9 points, cost ")
    assert captured.out.splitlines()[0].endswith(" s")
    arrays = read(target)
    assert arrays["t"].shape == (9,)
    assert arrays["latents"].shape == (9, DIMENSION)
    assert arrays["frames"].shape == (9, 1, SIDE, SIDE)
    meta = json.loads(str(arrays["meta"]))
    assert (meta["seed"], meta["points"], meta["draws"]) == (3, 9, None)
    assert meta["metric"]["epsilon"] == 0.2
    [control] = meta["controls"]
    assert control["time"] == 0.25
    at = arrays["t"].tolist().index(0.25)
    np.testing.assert_allclose(arrays["latents"][[0, at, -1]], [meta["source"], control["latent"], meta["target"]])
    distances = np.square(np.diff(arrays["frames"].reshape(9, -1), axis=0)).sum(1)
    np.testing.assert_allclose(arrays["step_distances"], distances, rtol=1e-4)


def test_method_parameters_reach_the_solver(path_command: Callable[..., list[str]], tmp_path: Path) -> None:
    options = ["--set", "epsilon=0.3", "kernel=gaussian", "--set", "gamma=0.5"]
    assert main(path_command(tmp_path / "path.npz", *options, method="geodesic")) == 0
    meta = json.loads(str(read(tmp_path / "path.npz")["meta"]))
    assert meta["method"]["name"] == "geodesic"
    for values in (meta["method"]["parameters"], meta["metric"]):
        assert (values["epsilon"], values["kernel"], values["gamma"]) == (0.3, "gaussian", 0.5)


def test_measures_are_printed_and_written(path_command: Callable[..., list[str]], tmp_path: Path, capsys: Any) -> None:
    target = tmp_path / "path.npz"
    assert main(path_command(target, "--metric", "epsilon=0.2")) == 0
    [_, head, *table] = capsys.readouterr().out.splitlines()
    assert head.split() == ["MEASURE", "LINEAR"]
    assert [line.rsplit(maxsplit=1)[0].strip() for line in table][:2] == ["Length", "Energy"]
    assert main(path_command(target, "--metric", "epsilon=0.2", "--json")) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["file"] == str(target)
    [path] = printed["paths"]
    arrays = read(target)
    assert path["cost"] == arrays["cost"]
    assert list(path["measures"]) == list(MEASURES)
    assert path["measures"] == {name: float(arrays[name.replace("-", "_")]) for name in MEASURES}
    assert table[0].split()[-1] == MEASURES["length"].written(path["measures"]["length"])


@pytest.mark.parametrize("command", ["path", "train"])
def test_one_core_is_left_to_others(
    command: str, path_command: Callable[..., list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    monkeypatch.setattr(devices, "limit_threads", lambda: calls.append("limit"))
    monkeypatch.setattr(training, "train", lambda *arguments, **options: calls.append("train"))
    train = ["train", "dcgan", "--data", "digits", "--out", str(tmp_path)]
    assert main(path_command(tmp_path / "path.npz") if command == "path" else train) == 0
    assert calls == (["limit"] if command == "path" else ["limit", "train"])


@pytest.mark.parametrize(
    ("name", "frames", "option"), [("path.gif", 16, "--playback=ping-pong"), ("path.png", 1, "--strip-frames=3")]
)
def test_path_as_pictures(
    path_command: Callable[..., list[str]], tmp_path: Path, name: str, frames: int, option: str
) -> None:
    assert main(path_command(tmp_path / name, "--size", "24", option, "--gap", "0")) == 0
    with Image.open(tmp_path / name) as picture:
        assert getattr(picture, "n_frames", 1) == frames
        assert picture.size == ((24, 24) if frames > 1 else (72, 24))


def test_path_as_film_and_folder(path_command: Callable[..., list[str]], tmp_path: Path) -> None:
    assert main(path_command(tmp_path / "path.mp4")) == 0
    assert (tmp_path / "path.mp4").read_bytes()[4:8] == b"ftyp"
    assert main(path_command(tmp_path / "frames")) == 0
    assert len(list((tmp_path / "frames").iterdir())) == 9


def test_draws(
    path_command: Callable[..., list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setitem(METHODS._entries, "walk", Walk)
    target = tmp_path / "path.npz"
    runs = []
    for seed in ("1", "1", "2"):
        assert main(path_command(target, "--draws", "3", "--seed", seed, method="walk")) == 0
        runs.append(read(target))
    assert "walk, 3 draws of 9 points" in capsys.readouterr().out
    assert {name: array.shape for name, array in runs[0].items()} == {
        "t": (9,), "latents": (3, 9, DIMENSION), "frames": (3, 9, 1, SIDE, SIDE), "quality": (3, 9),
        "step_distances": (3, 8), "cost": (3,), "meta": (),
        **{name.replace("-", "_"): (3,) for name in MEASURES},
    }  # fmt: skip
    np.testing.assert_array_equal(runs[0]["frames"], runs[1]["frames"])
    assert not np.array_equal(runs[0]["latents"], runs[2]["latents"])
