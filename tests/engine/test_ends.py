"""Ends from what a user types."""

from __future__ import annotations

import pickle
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from interp_explorer.engine import inversion
from interp_explorer.engine.ends import resolve_end
from interp_explorer.engine.errors import Cancelled, ExplorerError
from interp_explorer.engine.priors.normal import Normal
from interp_explorer.engine.progress import Progress

DIMENSION = 4


@pytest.fixture
def model() -> Any:
    """What the ends ask of a model."""
    return SimpleNamespace(
        name="toy",
        header=SimpleNamespace(name="toy", latent_dimension=DIMENSION, image_shape=(1, 8, 8)),
        image_shape=(1, 8, 8),
        gallery=SimpleNamespace(latents=np.arange(3 * DIMENSION, dtype=np.float32).reshape(3, DIMENSION)),
        prior=Normal(DIMENSION),
    )


@pytest.mark.parametrize("text", ["2", "gallery:2", " 2 "])
def test_gallery(model: Any, text: str) -> None:
    end = resolve_end(text, model)
    assert end.latent == (8.0, 9.0, 10.0, 11.0)
    assert end.origin == "gallery:2"
    assert resolve_end(end.origin, model) == end


def test_random_is_the_priors_sample_of_that_seed(model: Any) -> None:
    end = resolve_end("random:7", model, seed=3)
    expected = model.prior.sample(1, torch.Generator().manual_seed(7))[0]
    np.testing.assert_array_equal(np.float32(end.latent), expected.numpy())
    assert end.origin == "random:7"
    assert resolve_end("random:8", model).latent != end.latent


@pytest.mark.parametrize("shape", [(DIMENSION,), (1, DIMENSION)])
def test_saved_latent(model: Any, tmp_path: Path, shape: tuple[int, ...]) -> None:
    latent = np.array([0.5, -1.0, 2.0, 0.0]).reshape(shape)
    np.save(tmp_path / "z.npy", latent)
    end = resolve_end(str(tmp_path / "z.npy"), model)
    assert end.latent == (0.5, -1.0, 2.0, 0.0)
    assert end.origin == f"latent:{tmp_path / 'z.npy'}"
    assert resolve_end(end.origin, model) == end


@pytest.fixture
def inversions(monkeypatch: pytest.MonkeyPatch) -> list[tuple[tuple[int, ...], float, int]]:
    """Shape, mean and seed of every picture that is inverted; its latent is its mean and the seed."""
    seen = []

    def invert(model: Any, image: torch.Tensor, seed: int, progress: Progress) -> SimpleNamespace:
        progress.report(0.5)
        seen.append((tuple(image.shape), round(float(image.mean()), 3), seed))
        return SimpleNamespace(latent=torch.tensor([float(image.mean()), float(seed), 0.0, 1.0]))

    monkeypatch.setattr(inversion, "image_to_latent", invert)
    return seen


def test_image(model: Any, tmp_path: Path, inversions: list[Any]) -> None:
    path = tmp_path / "grey.png"
    Image.new("L", (16, 16), 51).save(path)
    end = resolve_end(str(path), model, seed=5)
    assert inversions == [((1, 8, 8), 0.2, 5)]
    assert end.latent == pytest.approx((0.2, 5.0, 0.0, 1.0))
    assert end.origin == f"image:{path}"


def test_cancelled_image(model: Any, tmp_path: Path, inversions: list[Any]) -> None:
    Image.new("L", (8, 8)).save(tmp_path / "black.png")
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        resolve_end(str(tmp_path / "black.png"), model, progress=progress)
    assert inversions == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("3", "no picture 3 in the gallery of toy: it has 0 to 2"),
        ("-1", "no picture -1"),
        ("", "An end is missing: give"),
        (" ", "An end is missing: give"),
        ("image:", "An end is missing: give"),
        ("random:", "An end is missing: give"),
        (".", r"\. is a folder, not an image"),
        ("gallery:x", "'x' is not a gallery index"),
        ("random:x", "'x' is not a seed"),
        ("random:-1", "A seed is a whole number from 0"),
        ("random:9223372036854775808", "A seed is a whole number from 0"),
        ("nowhere.npy", "no file nowhere.npy"),
        ("nowhere.png", "no file nowhere.png"),
        ("latent:nowhere", "no file nowhere"),
    ],
)
def test_texts_that_name_no_end(model: Any, text: str, message: str) -> None:
    with pytest.raises(ExplorerError, match=message):
        resolve_end(text, model)


def test_no_gallery(model: Any) -> None:
    model.gallery.latents = model.gallery.latents[:0]
    with pytest.raises(ExplorerError, match="has no gallery"):
        resolve_end("0", model)


@pytest.mark.parametrize(
    ("latent", "message"),
    [
        (np.zeros(DIMENSION + 1), r"has shape \(5,\); model toy needs \(4,\)"),
        (np.zeros((2, DIMENSION)), r"has shape \(2, 4\)"),
        (np.float64(1.0), r"has shape \(\)"),
        (np.array([0.0, np.nan, 0.0, 0.0]), "finite real numbers"),
        (np.array([0.0, np.inf, 0.0, 0.0]), "finite real numbers"),
        (np.array(["a", "b", "c", "d"]), "finite real numbers"),
        (np.zeros(DIMENSION, complex), "finite real numbers"),
    ],
)
def test_latents_of_the_wrong_kind(model: Any, tmp_path: Path, latent: Any, message: str) -> None:
    np.save(tmp_path / "z.npy", latent)
    with pytest.raises(ExplorerError, match=message):
        resolve_end(str(tmp_path / "z.npy"), model)


class Bomb:
    """An object whose unpickling is seen."""

    went_off = False

    def __reduce__(self) -> tuple[Any, ...]:
        return (setattr, (Bomb, "went_off", True))


def test_files_that_are_no_array(model: Any, tmp_path: Path) -> None:
    good = tmp_path / "good.npy"
    np.save(good, np.zeros(DIMENSION))
    huge = b"\x93NUMPY\x01\x00\x76\x00{'descr': '<f8', 'fortran_order': False, 'shape': (10000000000000000,), }"
    files = {
        "empty.npy": b"",
        "text.npy": b"1 2 3 4",
        "cut.npy": good.read_bytes()[:-8],
        "header.npy": b"\x93NUMPY\x01\x00\x0a\x00{'descr': (",
        "zeros.npy": b"\x93NUMPY\x01\x00\x38\x00{'descr': '<f8', 'fortran_order': False, 'shape': (04,)}",
        "pickle.npy": pickle.dumps(Bomb()),
        "huge.npy": huge.ljust(127) + b"\n",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    np.save(tmp_path / "objects.npy", np.array([Bomb()], dtype=object), allow_pickle=True)
    np.savez(tmp_path / "archive", z=np.zeros(DIMENSION))
    (tmp_path / "archive.npz").rename(tmp_path / "archive.npy")
    for name in (*files, "objects.npy", "archive.npy"):
        with pytest.raises(ExplorerError, match=f"Cannot read the latent .*{name}: it is not"):
            resolve_end(str(tmp_path / name), model)
    assert not Bomb.went_off
    with pytest.raises(ExplorerError, match="Is a directory"):
        resolve_end(f"latent:{tmp_path}", model)


def test_files_that_are_no_image(model: Any, tmp_path: Path, inversions: list[Any]) -> None:
    picture = tmp_path / "noise.png"
    Image.effect_noise((64, 64), 50).save(picture)
    (tmp_path / "cut.png").write_bytes(picture.read_bytes()[:200])
    (tmp_path / "text.png").write_bytes(b"no picture")
    for name in ("cut.png", "text.png"):
        with pytest.raises(ExplorerError, match=name):
            resolve_end(str(tmp_path / name), model)
    assert inversions == []
