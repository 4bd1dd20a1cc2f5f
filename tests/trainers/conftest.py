"""Small data sets that need no download."""

import numpy as np
import pytest
import torch

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


@pytest.fixture(autouse=True)
def one_thread():
    """Networks this small only lose by sharing their work."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
