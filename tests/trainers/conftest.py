"""Small data sets that need no download."""

import numpy as np
import pytest
import torch

from interp_explorer.trainers.run import train

COUNT = 8


def spots():
    """Eight images of 8x8: a soft spot at eight places of a circle; two classes, its halves."""
    angle = 2 * np.pi * np.arange(COUNT) / COUNT
    row, column = np.mgrid[:8, :8]
    down, right = row - 3.5 - 2 * np.sin(angle)[:, None, None], column - 3.5 - 2 * np.cos(angle)[:, None, None]
    images = np.rint(255 * np.exp(-(down**2 + right**2) / 3)).astype(np.uint8)
    return images, np.arange(COUNT) // (COUNT // 2)


def save(path, copies):
    images, labels = spots()
    many = {"x_train": np.concatenate([images] * copies), "y_train": np.concatenate([labels] * copies)}
    np.savez(path, **many, x_test=images, y_test=labels)
    return str(path)


@pytest.fixture
def eight(tmp_path):
    """A .npz of the eight spots, which are their own test images."""
    return save(tmp_path / "spots.npz", 1)


@pytest.fixture
def eight_repeated(tmp_path):
    """The same eight images eight times over, so that a batch of 64 holds each as often."""
    return save(tmp_path / "spots.npz", COUNT)


@pytest.fixture(scope="session")
def bases(tmp_path_factory):
    """What must be set for the recipes that build on a trained model, by recipe."""
    folder = tmp_path_factory.mktemp("bases")
    data = save(folder / "spots.npz", 1)
    gan = train("pgan", data, folder / "gan", "ci", {"steps": 2})
    encoded = train("pgan-encoder", data, folder / "encoded", "ci", {"steps": 2, "base": str(gan)})
    return {"pgan-encoder": {"base": str(gan)}, "neurint-pt": {"base": str(encoded)}}


@pytest.fixture(autouse=True)
def one_thread():
    """Networks this small only lose by sharing their work."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
