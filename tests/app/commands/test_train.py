"""Training from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from interp_explorer.app.main import main
from interp_explorer.trainers import run as training

from .helpers import read


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
