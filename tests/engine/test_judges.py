"""A second classifier is found by what it tells apart, never among copies of the first."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch

from interp_explorer.engine import model_library
from interp_explorer.engine.attribute_share import attribute_share
from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.judges import find_judge, load_judge
from interp_explorer.engine.methods import Linear, Spherical
from interp_explorer.engine.metric import Metric
from interp_explorer.engine.model import load_model
from interp_explorer.engine.model_file import Gallery, read_model, write_model
from interp_explorer.engine.model_library import SHIPPED
from interp_explorer.engine.networks import build_network, describe_network
from interp_explorer.engine.request import PathRequest
from interp_explorer.engine.solve import solve

ASKED = Metric(quality="attribute", attribute="3")


@pytest.fixture
def model():
    return load_model("digits-gan-normal")


@pytest.fixture
def library(tmp_path, monkeypatch):
    """An empty folder of models, the only one there is."""
    monkeypatch.setattr(model_library, "model_folders", lambda: (tmp_path,))
    return tmp_path


def altered(folder, name, **header):
    """A copy of the second classifier that says something else of itself."""
    file = read_model(SHIPPED / "digits-second-classifier.safetensors")
    changed = replace(file.header, name=name, **header)
    shape, count = changed.image_shape, len(file.gallery)
    gallery = replace(file.gallery, images=np.zeros((count, *shape), np.uint8))
    write_model(folder / f"{name}.safetensors", changed, file.weights, gallery)


def small(folder, **header):
    """An untrained classifier of 16x16 images, that may say something else of itself."""
    network = build_network("classifier", {"size": 16, "maps": 2})
    file = read_model(SHIPPED / "digits-second-classifier.safetensors")
    networks = {"classifier": describe_network(network)}
    changed = replace(file.header, **{"name": "small", "networks": networks, "image_shape": (1, 16, 16), **header})
    gallery = Gallery.empty(changed.image_shape, changed.latent_dimension)
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    write_model(folder / "small.safetensors", changed, {"classifier": weights}, gallery)


def request(model, method=None, **options):
    ends = model.prior.sample(2, torch.Generator().manual_seed(0))
    return PathRequest(model.name, method or Linear(), *(tuple(map(float, end)) for end in ends), 10, **options)


def test_every_shipped_model_has_its_judge(model):
    for name in ("digits-gan-normal", "digits-gan-semicircle", "digits-vae"):
        judge = find_judge(load_model(name))
        assert judge is not None and judge.name == "digits-second-classifier"
    images = model.decode(model.prior.sample(200, torch.Generator().manual_seed(0)))
    first, second = model.classify(images), find_judge(model).classify(images)
    torch.testing.assert_close(second.sum(1), torch.ones(200))
    agree = (first.argmax(1) == second.argmax(1)).double().mean()
    assert 0.9 < agree <= 1 and not torch.allclose(first, second, atol=1e-3)


def test_a_copy_of_the_models_own_classifier_is_no_judge(model, library):
    shutil.copy(SHIPPED / "digits-classifier.safetensors", library / "another.safetensors")
    assert find_judge(model) is None
    with pytest.raises(ExplorerError, match="own"):
        load_judge(str(SHIPPED / "digits-classifier.safetensors"), model)


def test_classifiers_of_other_classes_or_images_are_no_judges(model, library):
    altered(library, "letters", classes=tuple("abcdefghij"))
    altered(library, "misfit", image_shape=(1, 16, 16))
    small(library)
    assert find_judge(model) is None
    with pytest.raises(ExplorerError, match=r"other classes \(a, b"):
        load_judge("letters", model)
    with pytest.raises(ExplorerError, match="images of 1x16x16, and digits-gan-normal makes 1x32x32"):
        load_judge("small", model)
    with pytest.raises(ExplorerError, match=r"misfit.* is for images of 1x32x32 and the header announces 1x16x16"):
        load_judge("misfit", model)


def test_a_classifier_that_does_not_fit_its_own_header_is_passed_over(model, library):
    """It says that it fits the model, and is for smaller images."""
    small(library, image_shape=model.header.image_shape)
    assert find_judge(model) is None
    shutil.copy(SHIPPED / "digits-second-classifier.safetensors", library / "later.safetensors")
    assert find_judge(load_model(SHIPPED / "digits-gan-normal.safetensors")) is not None


def test_a_path_says_what_is_seen_on_its_frames(model):
    result = solve(request(model), model)
    expected = model.classify(torch.as_tensor(result.frames)).numpy()
    np.testing.assert_allclose(result.seen.probabilities, expected, atol=1e-5)
    assert result.seen.classes == model.header.classes
    # Nobody asked for an attribute, so nobody judges.
    assert result.seen.judge_probabilities is None and attribute_share(result) is None


def test_a_path_with_an_attribute_is_judged_and_its_share_is_that_of_its_frames(model):
    result = solve(request(model, Spherical(), metric=ASKED), model)
    share = attribute_share(result)
    most = result.seen.probabilities.argmax(-1)
    second = find_judge(model).classify(torch.as_tensor(result.frames)).argmax(-1).numpy()
    assert share.share == pytest.approx((most == 3).mean())
    assert share.judge_share == pytest.approx((second == 3).mean())
    assert str(share) == (
        f"Share of frames with the attribute: {share.share:.2f} (second classifier {share.judge_share:.2f})"
    )


def test_draws_are_seen_one_by_one(model):
    from interp_explorer.engine.methods import METHODS

    result = solve(request(model, METHODS["ou-bridge"](), draws=3), model)
    assert result.seen.probabilities.shape == (3, 10, 10)
