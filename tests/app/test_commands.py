"""The command line: what it prints, what it writes, and what it says when it cannot."""

from __future__ import annotations

import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pytest
import torch
from PIL import Image

import interp_explorer as package
from interp_explorer.app import display
from interp_explorer.app.commands import COMMANDS, demos
from interp_explorer.app.main import main
from interp_explorer.engine import devices
from interp_explorer.engine import model as loading
from interp_explorer.engine import solve as solving
from interp_explorer.engine.measures import MEASURES
from interp_explorer.engine.methods import METHODS, Linear, Solution, Spherical
from interp_explorer.engine.model_file import Gallery, ModelHeader, write_model
from interp_explorer.engine.networks import build_network, describe_network
from interp_explorer.engine.progress import Progress
from interp_explorer.engine.request import ControlPoint
from interp_explorer.engine.scene import End, Layer, Scene
from interp_explorer.engine.scene_file import save_scene
from interp_explorer.trainers import run as training

DIMENSION, SIDE = 4, 8
ENDS = ("--model", "nowhere", "--source", "0", "--target", "1")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The file of a tiny model with random weights and three pictures in its gallery."""
    torch.manual_seed(0)
    network = build_network("dcgan-generator", {"size": SIDE, "maps": 4, "latent_dimension": DIMENSION})
    header = ModelHeader(
        name="tiny", title="Tiny", summary="For tests.", networks={"decoder": describe_network(network)},
        prior={"name": "normal", "arguments": {"dimension": DIMENSION}}, image_shape=(1, SIDE, SIDE),
        latent_dimension=DIMENSION, classes=(), recipe={}, data={},
    )  # fmt: skip
    latents = np.random.default_rng(0).normal(size=(3, DIMENSION)).astype(np.float32)
    gallery = Gallery(np.zeros((3, 1, SIDE, SIDE), np.uint8), np.zeros(3, np.int64), latents)
    path = tmp_path_factory.mktemp("models") / "tiny.safetensors"
    weights = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    write_model(path, header, {"decoder": weights}, gallery)
    return str(path)


@pytest.fixture
def path_command(model: str) -> Callable[..., list[str]]:
    """The words of a `path` command, ready but for further options."""

    def words(output: Path | str, *options: str, method: str = "linear") -> list[str]:
        ends = ["--source", "gallery:0", "--target", "random:5"]
        return ["path", "--model", model, "--method", method, *ends, "--points", "9", "-o", str(output), *options]

    return words


@pytest.fixture
def scene(model: str, tmp_path: Path) -> Path:
    """A scene of three layers, one of them hidden."""
    layers = (
        Layer("line", Linear(), controls=(ControlPoint(0.5, (0.1, 0.2, 0.3, 0.4)),)),
        Layer("arc", Spherical()),
        Layer("hidden", Linear(), visible=False),
    )
    ends = End((1.0, 0.0, -1.0, 0.5)), End((0.0, 2.0, 0.0, 0.5))
    path = tmp_path / "scene.json"
    save_scene(Scene(model, *ends, layers, points=9, title="Three ways", story="A line and an arc."), path)
    return path


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


def read(path: Path) -> dict[str, np.ndarray]:
    """All arrays of an .npz file, without unpickling."""
    with np.load(path, allow_pickle=False) as arrays:
        return dict(arrays)


def error_line(capsys: pytest.CaptureFixture[str], words: list[str]) -> str:
    """The one line that a failing command prints on standard error, and nothing else anywhere."""
    assert main(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("interp-explorer: ")
    return captured.err.removeprefix("interp-explorer: ").strip()


# What is listed


def test_models(model: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from interp_explorer.engine import model_library

    monkeypatch.setattr(model_library, "model_folders", lambda: (Path(model).parent,))
    assert main(["models"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split() == ["tiny", "4", "1x8x8", "Tiny"]
    assert main(["models", "--json"]) == 0
    [header] = json.loads(capsys.readouterr().out)
    assert (header["name"], header["latent_dimension"], header["image_shape"]) == ("tiny", 4, [1, 8, 8])


def test_methods(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["methods"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]]
    assert listed == list(METHODS)
    assert main(["methods", "--json"]) == 0
    described = {method["name"]: method for method in json.loads(capsys.readouterr().out)}
    assert list(described) == list(METHODS)
    epsilon = next(p for p in described["geodesic"]["parameters"] if p["name"] == "epsilon")
    assert (epsilon["type"], epsilon["default"], epsilon["low"], epsilon["high"]) == ("float", 0.1, 0.0, 0.5)
    assert main(["methods", "geodesic"]) == 0
    assert "epsilon=0.1  (0 to 0.5)\n" in capsys.readouterr().out


def test_demos(scene: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demos, "FOLDER", scene.parent)
    assert main(["demos"]) == 0
    assert capsys.readouterr().out == "scene: Three ways\n    A line and an arc.\n"
    assert main(["demos", "--json"]) == 0
    [demo] = json.loads(capsys.readouterr().out)
    assert (demo["name"], demo["title"], demo["file"]) == ("scene", "Three ways", str(scene))


def test_info_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["torch"] == torch.__version__
    with pytest.raises(SystemExit) as leaving:
        main(["--version"])
    assert leaving.value.code == 0
    assert capsys.readouterr().out == f"interp-explorer {facts['interp-explorer']}\n"


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(["--help"])
    assert leaving.value.code == 0
    printed = capsys.readouterr().out
    assert all(f"\n  {name} " in printed for name in COMMANDS)


# Paths


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


# Scenes


def test_render_and_path_agree(scene: Path, model: str, tmp_path: Path) -> None:
    assert main(["render", str(scene), "--layer", "arc", "-o", str(tmp_path / "scene.npz")]) == 0
    for name, latent in {"source": [1.0, 0.0, -1.0, 0.5], "target": [0.0, 2.0, 0.0, 0.5]}.items():
        np.save(tmp_path / f"{name}.npy", np.array(latent))
    ends = ["--source", str(tmp_path / "source.npy"), "--target", str(tmp_path / "target.npy")]
    words = ["path", "--model", model, "--method", "spherical", *ends, "--points", "9"]
    assert main([*words, "-o", str(tmp_path / "path.npz")]) == 0
    from_scene, from_path = read(tmp_path / "scene.npz"), read(tmp_path / "path.npz")
    assert from_scene.keys() == from_path.keys()
    for name, array in from_scene.items():
        np.testing.assert_array_equal(array, from_path[name])


def test_render_shows_visible_layers_as_rows(scene: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["render", str(scene), "-o", str(tmp_path / "scene.png"), "--size", "8", "--gap", "0"]
    assert main([*words, "--strip-frames", "4"]) == 0
    with Image.open(tmp_path / "scene.png") as strip:
        assert strip.size == (4 * 8, 2 * 8)
    assert "linear, 9 points" in (line := capsys.readouterr().out) and "spherical, 9 points" in line


def test_render_finds_demos_by_name(scene: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demos, "FOLDER", scene.parent)
    assert main(["render", "scene", "--layer", "hidden", "-o", str(tmp_path / "scene.npz")]) == 0
    assert (tmp_path / "scene.npz").exists()


# Training


def test_figures_are_drawn_without_a_window(model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["figure", "steps", "--model", model, "--source", "0", "--target", "random:5", "--points", "9"]
    assert main([*words, "--out", str(tmp_path / "steps.csv"), "--set", "epsilon=0.2"]) == 0
    assert capsys.readouterr().out.startswith(f"{tmp_path / 'steps.csv'}: steps, 4 curves, ")
    path = ["path", *words[2:], "--method", "geodesic", "--set", "epsilon=0.2", "-o", str(tmp_path / "path.npz")]
    assert main(path) == 0
    rows = [line.split(",") for line in (tmp_path / "steps.csv").read_text().splitlines()]
    drawn = [float(y) for panel, series, _, y in rows[1:] if (panel, series) == ("Step distance", "Geodesic")]
    np.testing.assert_array_equal(drawn, read(tmp_path / "path.npz")["step_distances"])


def test_a_figure_may_go_to_several_targets(model: str, tmp_path: Path) -> None:
    words = ["figure", "projection", "--model", model, "--source", "0", "--points", "5"]
    assert main([*words, "--target", "1", "random:5", "-o", str(tmp_path / "two.csv")]) == 0
    assert main([*words, "--target", "random:5", "-o", str(tmp_path / "one.csv")]) == 0
    kinds, found = ("Linear", "Spherical", "Geodesic"), {}
    for name in ("one", "two"):
        lines = (tmp_path / f"{name}.csv").read_text(encoding="utf-8").splitlines()[1:]
        found[name] = list(dict.fromkeys(line.split(",")[1] for line in lines))[:-3]
    assert found["one"] == list(kinds)
    assert found["two"] == [f"{kind} to {end}" for end in ("gallery:1", "random:5") for kind in kinds]


def test_a_figure_of_a_scene_shows_its_visible_layers(scene: Path, tmp_path: Path) -> None:
    assert main(["figure", "projection", "--scene", str(scene), "--out", str(tmp_path / "plane.csv")]) == 0
    series = {line.split(",")[1] for line in (tmp_path / "plane.csv").read_text(encoding="utf-8").splitlines()[1:]}
    assert series == {"Linear 1", "Spherical", "prior samples", "z\u2080", "z\u2081"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["spiral", "--out", "a.svg"], "There is no figure 'spiral'"),
        (["steps", "--out", "a.pdf"], "a.pdf: a figure's file ends in one of .svg, .png, .csv"),
        (["steps", "--out", "a.svg", "--model", "m"], "Say what to draw: --source, --target are missing"),
        (["steps", "--out", "a.svg", "--scene", "s", "--source", "1"], "A scene has its own model"),
        (["steps", "--out", "a.svg", "--width", "1"], "--width"),
        (["steps", "--out", "-"], "Argument -o/--output/--out: nothing is written to standard output: name a file"),
        (["steps", "--out", "a.svg", *ENDS, "--set", "gamma=1"], "Method geodesic: gamma has no effect without"),
        (["steps", "--out", "a.svg", *ENDS, "--target", "random:x"], "'x' is not a seed"),
        (["components", "--out", "a.svg", *ENDS, "--draws", "0"], "The number of draws is 1 to 1000, not 0."),
        (
            ["epsilon", "--out", "a.svg", *ENDS, "--set", "epsilon=0.2"],
            "Figure epsilon compares values of epsilon itself: leave epsilon out of --set.",
        ),
    ],
)
def test_figures_that_cannot_be(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert error_line(capsys, ["figure", *words]).startswith(message)


def test_train_passes_everything_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    calls = []

    def train(*arguments: Any, **options: Any) -> Path:
        calls.append((arguments, {name: value for name, value in options.items() if name != "progress"}))
        return Path("run/model.safetensors")

    monkeypatch.setattr(training, "train", train)
    words = ["train", "dcgan", "--data", "digits", "--out", "run", "--preset", "ci", "--set", "steps=3", "size=8"]
    assert main([*words, "--seed", "4", "--resume", "--device", "cpu"]) == 0
    options = {
        "preset": "ci", "overrides": {"steps": "3", "size": "8"}, "resume": True, "seed": 4, "device": "cpu",
    }  # fmt: skip
    assert calls == [(("dcgan", "digits", "run"), options)]
    assert capsys.readouterr().out.startswith("run/model.safetensors: trained in ")


@pytest.mark.slow
def test_a_trained_model_can_be_used(tmp_path: Path) -> None:
    run = tmp_path / "run"
    options = ["--preset", "ci", "--set", "steps=4", "--device", "cpu"]
    assert main(["train", "vae", "--data", "digits", "--out", str(run), *options]) == 0
    words = ["path", "--model", str(run / "model.safetensors"), "--method", "linear", "--source", "0", "--target", "1"]
    assert main([*words, "-o", str(tmp_path / "path.npz")]) == 0
    assert read(tmp_path / "path.npz")["frames"].shape[0] == 50


# Errors


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


def test_damaged_scenes(scene: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = ["-o", str(tmp_path / "scene.npz")]
    assert "holds one path, not 2: choose --layer, of: line, arc." in error_line(
        capsys, ["render", str(scene), *output]
    )
    assert "has no layer 'spiral'; choose one of: line, arc" in error_line(
        capsys, ["render", str(scene), *output, "--layer", "spiral"]
    )
    text = scene.read_text()
    for content in (text[:-20], "[]", text.replace('"linear"', '"lineal"'), text.replace('"points": 9', '"points": 1')):
        scene.write_text(content)
        error_line(capsys, ["render", str(scene), *output])
    assert not (tmp_path / "scene.npz").exists()


def test_everything_hidden(scene: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scene.write_text(scene.read_text().replace('"visible": true', '"visible": false'))
    message = error_line(capsys, ["render", str(scene), "-o", str(tmp_path / "scene.gif")])
    assert message.startswith("Every layer of the scene is hidden")


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


# Interruption and progress


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


# The window


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


# As a process

LIGHT = [
    ["--help"], ["--version"], ["path", "--help"], ["train", "--help"], ["models"], ["methods", "--json"], ["demos"],
    ["info"], ["modles"],
    ["path", "--model", "nowhere", "--method", "linear", "--source", "0", "--target", "1", "-o", "x.gif"],
]  # fmt: skip

WHICH_ARE_LOADED = """
import sys
from interp_explorer.app.main import main
for words in {words}:
    try:
        main(words)
    except SystemExit:
        pass
    if "torch" in sys.modules:
        sys.exit("torch was loaded by " + repr(words))
"""


def test_light_commands_do_not_load_torch() -> None:
    code = WHICH_ARE_LOADED.format(words=LIGHT)
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (outcome.returncode, "torch was loaded" in outcome.stderr) == (0, False)


def test_module_and_exit_code() -> None:
    command = [sys.executable, "-m", "interp_explorer", "modles"]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    assert outcome.returncode == 2
    assert outcome.stdout == ""
    assert outcome.stderr.startswith("interp-explorer: There is no command 'modles'")
    assert outcome.stderr.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="there is no such pipe")
@pytest.mark.parametrize(("reader", "seen"), [("head -n 1", "NAME"), ("true", "")])
def test_a_reader_that_leaves_early(reader: str, seen: str) -> None:
    command = f"{sys.executable} -m interp_explorer methods | {reader}; exit ${{PIPESTATUS[0]}}"
    outcome = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (outcome.stdout[:4], outcome.stderr, outcome.returncode) == (seen, "", 0)


# grid


def test_a_grid_is_written_between_four_corners(model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["grid", "--model", model, "--corners", "0,random:5,gallery:2,1", "--cells", "5", "--size", "16"]
    assert main([*words, "-o", str(tmp_path / "grid.npz")]) == 0
    assert main([*words, "-o", str(tmp_path / "grid.png")]) == 0
    assert "5 x 5 images between gallery:0, random:5, gallery:2, gallery:1" in capsys.readouterr().out
    arrays = read(tmp_path / "grid.npz")
    assert arrays["latents"].shape == (5, 5, DIMENSION) and arrays["images"].shape == (5, 5, 1, SIDE, SIDE)
    np.testing.assert_allclose(
        arrays["latents"][0, 2], (arrays["latents"][0, 0] + arrays["latents"][0, 4]) / 2, atol=1e-6
    )
    assert json.loads(str(arrays["meta"]))["corners"][1] == "random:5"
    with Image.open(tmp_path / "grid.png") as picture:
        assert picture.size == (5 * 18 - 2,) * 2


def test_the_grid_of_a_scene_has_its_corners(scene: Path, tmp_path: Path) -> None:
    assert main(["grid", "--scene", str(scene), "-o", str(tmp_path / "grid.npz")]) == 0
    latents = read(tmp_path / "grid.npz")["latents"]
    assert latents.shape == (8, 8, DIMENSION)
    assert latents[0, 0].tolist() == [1.0, 0.0, -1.0, 0.5] and latents[7, 7].tolist() == [0.0, 2.0, 0.0, 0.5]


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        (["--model", "MODEL", "--corners", "0,1,2", "-o", "g.png"], "four corners, not 3"),
        (["--model", "MODEL", "--corners", "0,1,2,9", "-o", "g.png"], "no picture 9"),
        (["--model", "MODEL", "-o", "g.png"], "--corners"),
        (["--model", "MODEL", "--corners", "0,1,2,0", "--cells", "99", "-o", "g.png"], "2 to 24 cells"),
        (["--model", "MODEL", "--corners", "0,1,2,0", "-o", "g.gif"], "ends in one of"),
        (["--model", "MODEL", "--scene", "SCENE", "-o", "g.png"], "leave out --model"),
    ],
)
def test_a_grid_that_cannot_be_says_why(
    model: str, scene: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    words: list[str], cause: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    given = [{"MODEL": model, "SCENE": str(scene)}.get(word, word) for word in words]
    assert cause in error_line(capsys, ["grid", *given])
    assert not list(tmp_path.glob("g.*"))
