"""Model files: round trips, and every kind of bad file refused in one sentence."""

import dataclasses
import json
import pickle
import subprocess
import sys

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from interp_explorer.engine import model_library
from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.model import load_classifier, load_model
from interp_explorer.engine.model_file import Gallery, ModelHeader, read_gallery, read_header, read_model, write_model
from interp_explorer.engine.networks import build_network, describe_network

SHAPE = (1, 8, 8)


def make_networks():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return {
            "decoder": build_network("vae-decoder", {"size": 8, "maps": 2, "latent_dimension": 3}),
            "encoder": build_network("vae-encoder", {"size": 8, "maps": 2, "latent_dimension": 3, "hidden": 4}),
            "classifier": build_network("classifier", {"size": 8, "maps": 2, "hidden": 4, "classes": 2}),
        }


def make_header(networks):
    return ModelHeader(
        name="tiny",
        title="Tiny",
        summary="A model of nothing.",
        networks={role: describe_network(network) for role, network in networks.items()},
        prior={"name": "normal", "arguments": {"dimension": 3}},
        image_shape=SHAPE,
        latent_dimension=3,
        classes=("a", "b"),
        recipe={"name": "vae", "config": {"steps": 1}, "seed": 0},
        data={"name": "none", "sha256": "", "images": 0, "licence": "none"},
        scores={"test error": 0.25},
        card="Made for tests.",
    )


def make_gallery(count=4):
    random = np.random.default_rng(0)
    images = random.integers(0, 255, (count, *SHAPE), dtype=np.uint8)
    return Gallery(images, np.arange(count) % 2, random.normal(size=(count, 3)).astype(np.float32))


@pytest.fixture
def model_path(tmp_path):
    """A complete small model."""
    networks = make_networks()
    path = tmp_path / "tiny.safetensors"
    write_model(path, make_header(networks), {role: n.state_dict() for role, n in networks.items()}, make_gallery())
    return path


def test_a_gallery_keeps_its_factors(tmp_path):
    networks, path = make_networks(), tmp_path / "tiny.safetensors"
    factors = np.random.default_rng(0).normal(size=(4, 2))
    gallery = dataclasses.replace(make_gallery(), factors=factors)
    write_model(path, make_header(networks), {role: n.state_dict() for role, n in networks.items()}, gallery)
    assert np.array_equal(read_gallery(path).factors, factors)
    assert np.array_equal(read_model(path).gallery.factors, factors)


@pytest.mark.parametrize(
    "factors", [np.zeros((3, 2)), np.zeros(4), np.zeros((4, 2), np.float32), np.full((4, 2), np.nan)]
)
def test_factors_that_do_not_fit_the_gallery_are_refused(model_path, factors):
    rewrite(model_path, tensors={"gallery.factors": factors})
    with pytest.raises(ExplorerError, match="its gallery does not fit its header"):
        read_model(model_path)


def rewrite(path, header=None, tensors=None):
    """The file again with another header or other tensors (None drops one)."""
    file = read_model(path)
    kept = {f"{role}.{name}": value for role, state in file.weights.items() for name, value in state.items()}
    kept |= {f"gallery.{name}": value for name, value in vars(file.gallery).items()}
    kept = {name: value for name, value in (kept | (tensors or {})).items() if value is not None}
    values = json.loads(file.header.to_json()) | (header or {})
    values = {name: value for name, value in values.items() if value != "absent"}
    save_file(kept, path, metadata={"interp-explorer": json.dumps(values)})


def test_a_model_comes_back_as_it_was_written(model_path):
    networks = make_networks()
    file = read_model(model_path)
    assert file.header == make_header(networks) == read_header(model_path)
    for role, network in networks.items():
        assert all(np.array_equal(value, file.weights[role][name]) for name, value in network.state_dict().items())
    for gallery in (file.gallery, read_gallery(model_path)):
        for name, value in vars(make_gallery()).items():
            assert np.array_equal(getattr(gallery, name), value)


def test_writing_is_repeatable_to_the_byte(model_path, tmp_path):
    file = read_model(model_path)
    write_model(tmp_path / "again.safetensors", file.header, file.weights, file.gallery)
    assert (tmp_path / "again.safetensors").read_bytes() == model_path.read_bytes()


def test_listing_models_does_not_import_torch(model_path):
    code = (
        "import sys; from pathlib import Path\n"
        "from interp_explorer.engine.model_file import read_header, read_gallery\n"
        "from interp_explorer.engine.model_library import available_models\n"
        f"path = Path({str(model_path)!r}); read_header(path); read_gallery(path); available_models()\n"
        "from interp_explorer.engine.images import read_image\n"
        "sys.exit('torch' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_failed_write_leaves_the_old_file(model_path):
    file, before = read_model(model_path), model_path.read_bytes()
    name = next(iter(file.weights["decoder"]))
    file.weights["decoder"][name] = np.full_like(file.weights["decoder"][name], np.nan)
    with pytest.raises(ExplorerError, match="not all finite"):
        write_model(model_path, file.header, file.weights, file.gallery)
    assert model_path.read_bytes() == before
    assert list(model_path.parent.iterdir()) == [model_path]


class Bomb:
    """Something that would write a file if it were unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


@pytest.mark.parametrize("how", ["pickle", "old pickle", "old list", "torch"])
def test_pickled_code_is_never_run(tmp_path, how):
    fired, path = tmp_path / "fired", tmp_path / "bomb.safetensors"
    if how == "pickle":
        path.write_bytes(pickle.dumps(Bomb(fired)))
    elif how.startswith("old"):
        path.write_bytes(pickle.dumps([Bomb(fired)] if how == "old list" else Bomb(fired), protocol=0))
    else:
        torch.save(Bomb(fired), path)
    for read in (read_header, read_gallery, read_model, load_model, load_classifier):
        with pytest.raises(ExplorerError, match="could run code"):
            read(path)
    assert not fired.exists()


@pytest.mark.parametrize("share", [0, 0.0001, 0.05, 0.5, 0.999])
def test_a_truncated_file_is_refused(model_path, share):
    content = model_path.read_bytes()
    model_path.write_bytes(content[: int(share * len(content))])
    for read in (read_header, read_gallery, load_model):
        with pytest.raises(ExplorerError, match="damaged"):
            read(model_path)


def test_other_files_are_refused(tmp_path):
    foreign, text = tmp_path / "foreign.safetensors", tmp_path / "text.safetensors"
    save_file({"weight": np.zeros(3, np.float32)}, foreign)
    text.write_text("this is no model, whatever its name says")
    for path, message in (
        (foreign, "made by another program"),
        (text, "damaged or is not"),
        (tmp_path / "none.safetensors", "There is no"),
        (tmp_path, "There is no|Cannot read"),
    ):
        for read in (read_header, load_model):
            with pytest.raises(ExplorerError, match=message):
                read(path)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ({"format_version": 2}, "format 2 .* update the program"),
        ({"format_version": "absent"}, "no format version"),
        ({"format_version": True}, "no format version"),
        ({"format_version": 0}, "no format version"),
        ({"card": "absent"}, "lacks card"),
        ({"networks": {}}, "networks is malformed"),
        ({"networks": {"painter": {"name": "classifier", "arguments": {}}}}, "unknown roles painter"),
        ({"prior": None}, "no prior"),
        ({"image_shape": [1, -8, 8]}, "image_shape is malformed"),
        ({"scores": {"test error": "low"}}, "scores is malformed"),
        ({"prior": {"name": "cauchy", "arguments": {}}}, "no prior 'cauchy'"),
        ({"prior": {"name": "normal", "arguments": {"dimension": 4}}}, "prior has 4 dimensions"),
        ({"classes": ["a", "b", "c"]}, "classes that the header names"),
        ({"networks": {"decoder": {"name": "unet", "arguments": {}}}}, "no network 'unet'"),
        ({"networks": {"decoder": {"name": "vae-decoder", "arguments": {"size": 2**40}}}}, "outside its range"),
        ({"networks": {"decoder": {"name": "vae-decoder", "arguments": {"size": 16}}}}, "weights .* (are|missing)"),
    ],
)
def test_a_header_that_cannot_be_used_is_refused(model_path, header, message):
    rewrite(model_path, header)
    with pytest.raises(ExplorerError, match=message):
        load_model(model_path)


@pytest.mark.parametrize(
    ("tensors", "message"),
    [
        ({"decoder.layers.0.weight": None}, "decoder's weights layers.0.weight are missing"),
        ({"decoder.layers.0.weight": np.zeros((3, 2, 4, 5), np.float32)}, r"\(3, 2, 4, 5\), not"),
        ({"decoder.layers.0.weight": np.full((3, 2, 4, 4), np.nan, np.float32)}, "not all finite"),
        ({"decoder.extra": np.zeros(1, np.float32)}, "no use for: extra"),
        ({"gallery.latents": None}, "lacks gallery.latents"),
        ({"gallery.latents": np.zeros((4, 9), np.float32)}, "gallery does not fit"),
        ({"gallery.images": np.zeros((4, *SHAPE), np.float32)}, "gallery does not fit"),
    ],
)
def test_tensors_that_do_not_fit_are_named(model_path, tensors, message):
    rewrite(model_path, tensors=tensors)
    with pytest.raises(ExplorerError, match=message):
        load_model(model_path)


def test_a_model_without_a_decoder_is_a_classifier_only(model_path):
    networks = {"classifier": make_networks()["classifier"]}
    header = dataclasses.replace(make_header(networks), prior=None, latent_dimension=0)
    write_model(model_path, header, {"classifier": networks["classifier"].state_dict()}, Gallery.empty(SHAPE, 0))
    with pytest.raises(ExplorerError, match="no decoder"):
        load_model(model_path)
    images = torch.rand(3, *SHAPE)
    torch.testing.assert_close(load_classifier(model_path)[1](images), networks["classifier"].eval()(images))


def test_names_find_the_users_models_first_and_bad_files_are_left_out(model_path, tmp_path, monkeypatch, caplog):
    mine, shipped = tmp_path / "mine", tmp_path / "shipped"
    for folder in (mine, shipped):
        folder.mkdir()
    for target in (mine / "a.safetensors", shipped / "a.safetensors", shipped / "b.safetensors"):
        target.write_bytes(model_path.read_bytes())
    (mine / "bad.safetensors").write_text("x")
    monkeypatch.setattr(model_library, "model_folders", lambda: (mine, shipped))
    assert [header.name for header in model_library.available_models()] == ["a", "b"]
    assert "bad.safetensors" in caplog.text
    assert model_library.find_model("a") == mine / "a.safetensors"
    assert model_library.find_model(model_path) == model_path
    with pytest.raises(ExplorerError, match="the models here are: a, b"):
        model_library.find_model("c")


def test_a_text_is_a_name_or_a_path(model_path, tmp_path, monkeypatch):
    mine, here = tmp_path / "mine", tmp_path / "here"
    for folder in (mine, here):
        folder.mkdir()
    for name in ("mine/gan-0.5.safetensors", "mine/both.safetensors", "here/both", "here/bare", "here/x.pt"):
        (tmp_path / name).write_bytes(model_path.read_bytes())
    monkeypatch.setattr(model_library, "model_folders", lambda: (mine,))
    monkeypatch.chdir(here)
    assert model_library.find_model("gan-0.5") == mine / "gan-0.5.safetensors"
    assert model_library.find_model("both") == mine / "both.safetensors"
    for text in ("./both", "bare", "x.pt", "./x.pt"):
        assert (here / model_library.find_model(text)).samefile(here / text)
    for text in ("y.pt", "./y", "./gan-0.5", "folder/both"):
        with pytest.raises(ExplorerError, match="There is no model file"):
            model_library.find_model(text)
    for text in ("", "bear", "x" * 5000):
        with pytest.raises(ExplorerError, match=r"the models here are: both, gan-0\.5"):
            model_library.find_model(text)
