"""What models are called, and which names are taken."""

from __future__ import annotations

import pytest

from interp_explorer.engine import model_library
from interp_explorer.engine.model_library import SHIPPED, is_taken, model_name


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("digits-vae", "digits-vae"),
        ("faces-v1.5", "faces-v1.5"),
        ("models/faces-v1.5.safetensors", "faces-v1.5"),
        ("runs/pole-vae/model.safetensors", "pole-vae"),
        ("runs/pole-vae/models/pole-vae-step-500.safetensors", "pole-vae-step-500"),
        ("runs/v1.5/../v1.6/model.safetensors", "v1.6"),
        ("", ""),
    ],
)
def test_a_model_is_called_as_its_file_and_that_of_a_run_as_the_run(place: str, name: str) -> None:
    assert model_name(place) == name


def test_the_model_of_a_run_has_its_name_inside_of_it_too(tmp_path, monkeypatch) -> None:
    (tmp_path / "my-run").mkdir()
    monkeypatch.chdir(tmp_path / "my-run")
    assert model_name("model.safetensors") == "my-run" and model_name("../model.safetensors") == tmp_path.name


def test_names_of_shipped_models_and_of_the_users_are_taken(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(model_library, "model_folders", lambda: (tmp_path, SHIPPED))
    (tmp_path / "mine.safetensors").touch()
    assert is_taken("mine") and is_taken("digits-vae") and not is_taken("yours")
