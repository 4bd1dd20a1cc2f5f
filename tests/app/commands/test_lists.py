"""What the command line lists, and what it says of itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from interp_explorer.app.commands import COMMANDS, demos
from interp_explorer.app.main import main
from interp_explorer.engine.methods import METHODS


def test_models(model: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from interp_explorer.engine import model_library

    monkeypatch.setattr(model_library, "model_folders", lambda: (Path(model).parent,))
    assert main(["models"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split() == ["tiny", "model", "4", "1x8x8", "Tiny"]
    assert main(["models", "--json"]) == 0
    [header] = json.loads(capsys.readouterr().out)
    assert (header["name"], header["latent_dimension"], header["image_shape"]) == ("tiny", 4, [1, 8, 8])


def test_classifiers_are_listed_as_such(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from interp_explorer.engine import model_library

    monkeypatch.setattr(model_library, "model_folders", lambda: (model_library.SHIPPED,))
    assert main(["models"]) == 0
    rows = [line.split()[:3] for line in capsys.readouterr().out.splitlines()[1:]]
    judges = ["digits-classifier", "digits-second-classifier", "faces-classifier", "faces-second-classifier"]
    assert rows[-4:] == [[name, "classifier", "-"] for name in judges]
    models = [header.name for header in model_library.available_models()]
    assert [name for name, kind, _ in rows if kind == "model"] == models and len(rows) == len(models) + len(judges)
    assert main(["models", "--json"]) == 0
    assert [header["name"] for header in json.loads(capsys.readouterr().out)] == [*models, *judges]


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
