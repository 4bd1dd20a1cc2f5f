"""Figures that are drawn without a window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interp_explorer.app.main import main

from .helpers import error_line, read

ENDS = ("--model", "nowhere", "--source", "0", "--target", "1")


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
