"""Networks: shapes and ranges, folding and derivatives."""

import pytest
import torch
from torch import nn

from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.networks import NETWORKS, ImageArguments, build_network, describe_network, fold_batch_norm

DECODERS = ("dcgan-generator", "vae-decoder")


def with_statistics(network):
    """The network in eval mode with batch statistics that are far from the identity."""
    generator = torch.Generator().manual_seed(3)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(generator=generator)
            module.running_var.uniform_(0.2, 3, generator=generator)
            module.weight.data.uniform_(0.5, 2, generator=generator)
            module.bias.data.normal_(generator=generator)
    return network.eval()


@pytest.fixture(autouse=True)
def seeded():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield


@pytest.mark.parametrize("size", [8, 16, 64])
@pytest.mark.parametrize("name", DECODERS)
def test_decoders_give_images_of_the_asked_size_in_range(name, size):
    network = build_network(name, {"channels": 3, "size": size, "maps": 4, "latent_dimension": 5})
    images = network(torch.randn(4, 5))
    assert images.shape == (4, 3, size, size)
    assert images.min() >= 0 and images.max() <= 1


@pytest.mark.parametrize("size", [8, 32])
def test_networks_that_read_images_give_their_shapes(size):
    images = torch.rand(4, 3, size, size)
    shape = {"channels": 3, "size": size, "maps": 4}
    assert build_network("dcgan-discriminator", shape)(images).shape == (4,)
    mean, log_variance = build_network("vae-encoder", {**shape, "latent_dimension": 6})(images)
    assert mean.shape == log_variance.shape == (4, 6)
    classifier = build_network("classifier", {**shape, "classes": 7, "hidden": 9}).eval()
    assert classifier(images).shape == (4, 7)
    features = classifier.features(images)
    assert features.shape == (4, 9) and features.min() >= 0
    torch.testing.assert_close(classifier.last(features), classifier(images))


@pytest.mark.parametrize("name", list(NETWORKS))
def test_a_description_makes_a_network_of_the_same_shape(name):
    image = {"size": 16, "maps": 3} if issubclass(NETWORKS[name].Arguments, ImageArguments) else {}
    network = build_network(name, image)
    described = describe_network(network)
    again = build_network(described["name"], described["arguments"])
    shapes = [{key: value.shape for key, value in each.state_dict().items()} for each in (network, again)]
    assert described["name"] == name and shapes[0] == shapes[1]


@pytest.mark.parametrize("name", [*DECODERS, "classifier", "dcgan-discriminator"])
def test_folding_keeps_the_function_and_the_argument(name):
    network = with_statistics(build_network(name, {"size": 16, "maps": 4}))
    before = {key: value.clone() for key, value in network.state_dict().items()}
    folded = fold_batch_norm(network)
    batch = torch.randn(6, 16 if name == "vae-decoder" else 8) if name in DECODERS else torch.rand(6, 1, 16, 16)
    torch.testing.assert_close(folded(batch), network(batch), atol=1e-5, rtol=1e-5)
    assert not any(isinstance(module, nn.BatchNorm2d) for module in folded.modules())
    assert not any(parameter.requires_grad for parameter in folded.parameters())
    assert all(torch.equal(value, before[key]) for key, value in network.state_dict().items())


@pytest.mark.parametrize("name", DECODERS)
def test_folded_decoders_work_with_forward_derivatives_and_vmap(name):
    folded = fold_batch_norm(with_statistics(build_network(name, {"size": 8, "maps": 4}))).double()
    z = torch.randn(3, folded.arguments.latent_dimension, dtype=torch.float64)
    direction = torch.randn_like(z)
    images, change = torch.func.jvp(folded, (z,), (direction,))
    step = 1e-6
    difference = (folded(z + step * direction) - folded(z - step * direction)) / (2 * step)
    torch.testing.assert_close(change, difference, atol=1e-6, rtol=1e-4)
    one_by_one = torch.func.vmap(lambda each: folded(each[None])[0])(z)
    torch.testing.assert_close(one_by_one, images)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("dcgan-generatr", {}, "Did you mean 'dcgan-generator'"),
        ("dcgan-generator", {"size": 24}, "power of two of at least 8, not 24"),
        ("dcgan-generator", {"depth": 3}, "no parameter 'depth'"),
        ("classifier", {"classes": 1}, "classes = 1 is outside"),
        ("vae-encoder", {"latent_dimension": 1e12}, "latent_dimension = 1e\\+12 is outside"),
        ("vae-decoder", {"maps": float("nan")}, "finite number"),
    ],
)
def test_what_cannot_be_built_is_said(name, arguments, message):
    with pytest.raises(ExplorerError, match=message):
        build_network(name, arguments)
