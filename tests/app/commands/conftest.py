"""A tiny model, a scene, and a command for a path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from interp_explorer.engine.methods import Linear, Spherical
from interp_explorer.engine.model_file import Gallery, ModelHeader, write_model
from interp_explorer.engine.networks import build_network, describe_network
from interp_explorer.engine.request import ControlPoint
from interp_explorer.engine.scene import End, Layer, Scene
from interp_explorer.engine.scene_file import save_scene

from .helpers import DIMENSION, SIDE


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The file of a tiny model with random weights and three pictures in its gallery."""
    torch.manual_seed(0)
    network = build_network("dcgan-generator", {"size": SIDE, "maps": 4, "latent_dimension": DIMENSION})
    header = ModelHeader(
        name="tiny", title="Tiny", summary="For tests.", networks={"decoder": describe_network(network)},
        prior={"name": "normal", "arguments": {"dimension": DIMENSION}}, image_shape=(1, SIDE, SIDE),
        latent_dimension=DIMENSION, classes=(), recipe={}, data={},
    )  # fmt: skip
    latents = np.random.default_rng(0).normal(size=(3, DIMENSION)).astype(np.float32)
    gallery = Gallery(np.zeros((3, 1, SIDE, SIDE), np.uint8), np.zeros(3, np.int64), latents)
    path = tmp_path_factory.mktemp("models") / "tiny.safetensors"
    weights = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    write_model(path, header, {"decoder": weights}, gallery)
    return str(path)


@pytest.fixture
def path_command(model: str) -> Callable[..., list[str]]:
    """The words of a `path` command, ready but for further options."""

    def words(output: Path | str, *options: str, method: str = "linear") -> list[str]:
        ends = ["--source", "gallery:0", "--target", "random:5"]
        return ["path", "--model", model, "--method", method, *ends, "--points", "9", "-o", str(output), *options]

    return words


@pytest.fixture
def scene(model: str, tmp_path: Path) -> Path:
    """A scene of three layers, one of them hidden."""
    layers = (
        Layer("line", Linear(), controls=(ControlPoint(0.5, (0.1, 0.2, 0.3, 0.4)),)),
        Layer("arc", Spherical()),
        Layer("hidden", Linear(), visible=False),
    )
    ends = End((1.0, 0.0, -1.0, 0.5)), End((0.0, 2.0, 0.0, 0.5))
    path = tmp_path / "scene.json"
    save_scene(Scene(model, *ends, layers, points=9, title="Three ways", story="A line and an arc."), path)
    return path
