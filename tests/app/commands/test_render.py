"""Scenes that are computed without a window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from interp_explorer.app.commands import demos
from interp_explorer.app.main import main

from .helpers import error_line, read


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
