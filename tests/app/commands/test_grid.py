"""Grids between four corners."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from interp_explorer.app.main import main

from .helpers import DIMENSION, SIDE, error_line, read

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
