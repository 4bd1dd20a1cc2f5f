"""The command line on what comes with the program."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from interp_explorer.app.commands.demos import demo_files
from interp_explorer.app.main import main
from interp_explorer.engine.model_file import read_header, read_model
from interp_explorer.engine.model_library import SHIPPED
from interp_explorer.engine.qualities.attribute_words import askable

MODELS = [path for path in sorted(SHIPPED.glob("*.safetensors")) if "decoder" in read_header(path).networks]


def solve(target: Path, *options: str) -> dict[str, np.ndarray]:
    """The arrays of a path between two gallery pictures."""
    assert main(["path", "--source", "0", "--target", "5", "--points", "20", "-o", str(target), *options]) == 0
    with np.load(target, allow_pickle=False) as arrays:
        return dict(arrays)


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_every_method_gives_a_path(model: Path, tmp_path: Path) -> None:
    target = tmp_path / "path.npz"
    paths = {
        name: solve(target, "--model", model.stem, "--method", name) for name in ("linear", "spherical", "geodesic")
    }
    for arrays in paths.values():
        assert all(np.isfinite(array).all() for array in arrays.values() if array.dtype.kind != "U")
        for name in ("frames", "quality"):
            assert 0 <= arrays[name].min() <= arrays[name].max() <= 1
        np.testing.assert_allclose(arrays["latents"][[0, -1]], paths["linear"]["latents"][[0, -1]], atol=1e-5)
    # All three are scored by the geodesic's metric, in which it is the shortest.
    assert paths["geodesic"]["cost"] < min(paths["linear"]["cost"], paths["spherical"]["cost"])


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_an_image_file_is_an_end(model: Path, tmp_path: Path) -> None:
    picture = read_model(model).gallery.images[3]
    pixels = picture.transpose(1, 2, 0)
    Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels).save(tmp_path / "digit.png")
    arrays = solve(
        tmp_path / "path.npz", "--model", str(model), "--method", "linear", "--source", str(tmp_path / "digit.png")
    )
    assert np.square(arrays["frames"][0] - picture / 255).mean() < 0.05


@pytest.mark.parametrize("over_time", ["on", "off"])
def test_an_attribute_may_be_asked_for_without_epsilon(over_time: str, tmp_path: Path) -> None:
    asked = ["quality=attribute", "attribute=3", "epsilon=0", f"over_time={over_time}", "iterations=2"]
    model = ["--model", "digits-gan-semicircle", "--method", "geodesic"]
    arrays = solve(tmp_path / "path.npz", *model, "--set", *asked)
    assert np.isfinite(arrays["latents"]).all() and np.isfinite(arrays["cost"])
    np.testing.assert_allclose(arrays["class_probabilities"].sum(1), 1, atol=1e-5)
    assert str(arrays["judge"]) == "digits-second-classifier"


@pytest.mark.parametrize("attribute", ["x", "", "3,", "not 0 or 1 or 2 or 3 or 4 or 5 or 6 or 7 or 8 or 9"])
def test_an_attribute_that_cannot_be_had_is_one_sentence(
    attribute: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--method", "geodesic", "--set", "quality=attribute", f"attribute={attribute}"]
    command = ["path", "--model", "digits-gan-semicircle", "--source", "0", "--target", "5", *asked]
    assert main([*command, "-o", str(tmp_path / "path.npz")]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "class" in error
    assert not (tmp_path / "path.npz").exists()


@pytest.mark.parametrize(("kind", "most"), [("digits", 0.01), ("faces", 0.02)])
def test_the_second_classifier_is_as_good_as_the_first_and_another(kind: str, most: float) -> None:
    first, second = (
        read_header(SHIPPED / f"{name}.safetensors") for name in (f"{kind}-classifier", f"{kind}-second-classifier")
    )
    assert (first.classes, first.image_shape) == (second.classes, second.image_shape)
    assert first.recipe["seed"] != second.recipe["seed"]
    assert first.networks["classifier"] != second.networks["classifier"]
    assert max(first.scores["test error"], second.scores["test error"]) < most


@pytest.fixture(scope="module")
def unguided(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, np.ndarray]]:
    """Great circles from a plain face to one with eyeglasses and to one with a beard, which differ in that alone."""
    folder = tmp_path_factory.mktemp("unguided")
    return {
        str(target): solve(folder / f"{target}.npz", *TO_FACES, "--target", str(target), "--method", "spherical")
        for target in (1, 2)
    }


TO_FACES = ("--model", "faces-vae", "--source", "0")


@pytest.mark.slow
@pytest.mark.parametrize(("word", "target"), [("eyeglasses", "2"), ("beard", "1"), ("blond hair", "1"), ("smile", "1")])
def test_a_face_is_led_by_way_of_an_attribute(
    word: str, target: str, unguided: dict[str, dict[str, np.ndarray]], tmp_path: Path
) -> None:
    metric = ["energy=fg-8", "kernel=gaussian", "gamma=0.1", "over_time=on"]
    asked = ["--set", "quality=attribute", f"attribute={word}", "iterations=2", *metric]
    guided = solve(tmp_path / "path.npz", *TO_FACES, "--target", target, "--method", "geodesic", *asked)
    having = list(askable(guided["classes"].tolist())[word])
    by_chance = unguided[target]["class_probabilities"][:, having].sum(1)
    assert by_chance.max() < 0.5
    for who in ("class_probabilities", "judge_probabilities"):
        asked_for = guided[who][:, having].sum(1)
        assert asked_for[[0, -1]].max() < 0.5
        assert asked_for[1:-1].mean() > 0.7 + by_chance.mean()


@pytest.mark.parametrize("name", demo_files())
def test_demos(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demos", "--json"]) == 0
    [demo] = [demo for demo in json.loads(capsys.readouterr().out) if demo["name"] == name]
    assert demo["title"]
    assert demo["story"]
    assert main(["render", name, "-o", str(tmp_path / "demo.png"), "--size", "32", "--gap", "0"]) == 0
    with Image.open(tmp_path / "demo.png") as strip:
        assert strip.width == 320
        assert strip.height >= 32
