"""Models in memory, and the ones that ship."""

import dataclasses

import pytest
import torch

from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.model import assemble, load_model
from interp_explorer.engine.model_file import Gallery, ModelHeader
from interp_explorer.engine.model_library import available_models
from interp_explorer.engine.networks import build_network, describe_network
from interp_explorer.engine.priors import Normal


@pytest.fixture
def model():
    """A small untrained VAE with a classifier."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        networks = {
            "decoder": build_network("vae-decoder", {"size": 8, "maps": 4, "latent_dimension": 3}),
            "encoder": build_network("vae-encoder", {"size": 8, "maps": 4, "latent_dimension": 3}),
            "classifier": build_network("classifier", {"size": 8, "maps": 4, "classes": 5}),
        }
    described = {role: describe_network(network) for role, network in networks.items()}
    prior = Normal(3)
    header = ModelHeader(
        "tiny",
        "",
        "",
        described,
        {"name": "normal", "arguments": prior.arguments()},
        (1, 8, 8),
        3,
        tuple("abcde"),
        {},
        {},
    )
    return assemble(header, prior, networks, Gallery.empty((1, 8, 8), 3))


def test_decoding_does_not_depend_on_the_rest_of_the_batch(model):
    z = model.prior.sample(20, torch.Generator().manual_seed(0))
    torch.testing.assert_close(model.decode(z)[3:4], model.decode(z[3:4]))
    assert model.decode(z).min() >= 0 and model.decode(z).max() <= 1


def test_decoding_is_differentiable_in_the_latent_only(model):
    z = torch.ones(2, 3, requires_grad=True)
    model.decode(z).sum().backward()
    assert z.grad is not None and z.grad.abs().sum() > 0
    assert all(parameter.grad is None for parameter in model.decoder.parameters())


def test_class_probabilities_sum_to_one(model):
    probabilities = model.classify(torch.rand(7, 1, 8, 8))
    assert probabilities.shape == (7, 5)
    torch.testing.assert_close(probabilities.sum(1), torch.ones(7))


def test_values_that_are_not_finite_are_named(model):
    with pytest.raises(ExplorerError, match="latent has values"):
        model.decode_checked(torch.tensor([[0.0, float("nan"), 0.0]]))
    broken = dataclasses.replace(model, decoder=torch.nn.Module())
    broken.decoder.forward = lambda z: torch.full((len(z), 1, 8, 8), float("nan"))
    with pytest.raises(ExplorerError, match="decoder of tiny gave values"):
        broken.decode_checked(torch.zeros(1, 3))


def test_what_a_model_came_without_is_said(model):
    bare = dataclasses.replace(model, encoder=None, classifier=None)
    assert model.has_encoder and model.has_classifier and not bare.has_encoder and not bare.has_classifier
    with pytest.raises(ExplorerError, match="no encoder"):
        bare.encode(torch.zeros(1, 1, 8, 8))
    for ask in (bare.classify, bare.features):
        with pytest.raises(ExplorerError, match="without a classifier"):
            ask(torch.zeros(1, 1, 8, 8))


def test_moving_to_the_same_device_changes_nothing(model):
    assert model.to("cpu") is model


@pytest.mark.parametrize(
    "name", ["digits-gan-semicircle", "digits-gan-normal", "digits-vae", "digits-neurint", "fashion-neurint"]
)
def test_a_shipped_model_renders_its_gallery_and_reads_as_its_classes(name):
    model = load_model(name)
    latents, labels = torch.from_numpy(model.gallery.latents), torch.from_numpy(model.gallery.labels)
    originals = torch.from_numpy(model.gallery.images) / 255
    with torch.no_grad():
        decoded = model.decode_checked(latents)
        sure = model.classify(model.decode(model.prior.sample(500, torch.Generator().manual_seed(1)))).max(1).values
        recognised = (model.classify(decoded).argmax(1) == labels).float().mean()
    assert len(labels) >= 20 and torch.bincount(labels, minlength=10).min() >= 2
    assert (decoded - originals).square().mean() < 0.02
    assert recognised > {"fashion-neurint": 0.8}.get(name, 0.9)  # a shirt and a coat are easily mistaken
    assert (sure > 0.9).float().mean() > {"digits-vae": 0.5, "fashion-neurint": 0.55}.get(name, 0.75)


def test_the_shipped_classifier_is_no_decoder():
    names = [header.name for header in available_models()]
    assert "digits-classifier" not in names and "digits-gan-semicircle" in names
    assert "digits-classifier" in [header.name for header in available_models("classifier")]


def test_a_classifier_for_images_of_another_size_is_named(tmp_path):
    from dataclasses import replace

    from interp_explorer.engine.model_file import read_model, write_model
    from interp_explorer.engine.model_library import SHIPPED
    from interp_explorer.engine.networks import build_network

    file = read_model(SHIPPED / "digits-gan-semicircle.safetensors")
    other = {"name": "classifier", "arguments": {"channels": 1, "size": 16, "maps": 2, "classes": 10, "hidden": 4}}
    header = replace(file.header, networks={**file.header.networks, "classifier": other})
    small = build_network(other["name"], other["arguments"]).state_dict()
    weights = {**file.weights, "classifier": {name: value.numpy() for name, value in small.items()}}
    write_model(tmp_path / "mixed.safetensors", header, weights, file.gallery)
    with pytest.raises(ExplorerError, match="classifier is for images of 1x16x16 and the header announces 1x32x32"):
        load_model(tmp_path / "mixed.safetensors")
