"""Networks that grow: continuity, what is visible of a grid, and images that do not depend on each other."""

import pytest
import torch

from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.networks import build_network, describe_network
from interp_explorer.engine.networks.equalised import EqualisedConv2d, EqualisedLinear, PixelNorm
from interp_explorer.engine.networks.progressive import as_grown, enlarge, minibatch_deviation, shrink

SHAPE = {"channels": 3, "size": 32, "maps": 3, "most_maps": 8}
READERS = ("progressive-discriminator", "position-encoder")


@pytest.fixture(autouse=True)
def seeded():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield


def made(name, **arguments):
    latent = {} if name == "progressive-discriminator" else {"latent_dimension": 5}
    return build_network(name, {**SHAPE, **latent, **arguments})


@pytest.mark.parametrize("size", [16, 256])
@pytest.mark.parametrize("channels", [1, 3])
def test_every_size_and_grey_or_colour(size, channels):
    shape = {"size": size, "channels": channels, "maps": 2, "most_maps": 4}
    images = made("progressive-generator", **shape)(torch.randn(4, 5))
    assert images.shape == (4, channels, size, size) and images.min() >= 0 and images.max() <= 1
    assert made("progressive-discriminator", **shape)(images).shape == (4,)
    assert made("position-encoder", **shape)(images).shape == (4, 5)
    with pytest.raises(ExplorerError, match="power of two"):
        made("progressive-generator", size=24)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_growth_is_continuous_at_fade_0(level):
    """A grid that has just been added changes nothing; and something once it has come in."""
    generator, z = made("progressive-generator"), torch.randn(4, 5)
    images = torch.rand(4, 3, 32, 32)
    for network, batch in ((generator, z), *((made(name), images) for name in READERS)):
        network.grow(level)
        before = network(batch)
        network.grow(level + 1e-6)
        torch.testing.assert_close(network(batch), before, atol=1e-4, rtol=1e-4)
        network.grow(level + 0.5)
        assert (network(batch) - before).abs().max() > 1e-3
    torch.testing.assert_close(as_grown(images, level + 1e-6), as_grown(images, level), atol=1e-5, rtol=0)


def test_images_have_no_more_detail_than_the_growth_allows():
    generator, images = made("progressive-generator"), torch.rand(2, 3, 32, 32)
    for level in range(4):
        generator.grow(level)
        for each in (generator(torch.randn(2, 5)), as_grown(images, level)):
            torch.testing.assert_close(enlarge(shrink(each, 3 - level), 3 - level), each)
    torch.testing.assert_close(as_grown(images, 3.0), images)
    torch.testing.assert_close(as_grown(images, 2.25), torch.lerp(enlarge(shrink(images, 1), 1), images, 0.25))


@pytest.mark.parametrize("name", READERS)
def test_what_is_not_there_yet_is_not_looked_at(name):
    network, images = made(name), torch.rand(4, 3, 32, 32)
    network.grow(1.5)
    torch.testing.assert_close(network(as_grown(images, 2)), network(images), atol=1e-5, rtol=1e-4)


def test_the_growth_is_part_of_the_description():
    network = made("progressive-generator")
    assert network.level == 3 and network.fade == 1
    network.grow(1.25)
    described = describe_network(network)
    again = build_network(described["name"], described["arguments"])
    again.load_state_dict(network.state_dict())
    z = torch.randn(3, 5)
    assert torch.equal(again(z), network(z)) and again.level == 2 and again.fade == 0.25


def test_layers_are_scaled_by_the_root_of_two_over_the_fan_in():
    convolution, linear = EqualisedConv2d(4, 500, 3), EqualisedLinear(36, 500)
    for layer, batch in ((convolution, torch.ones(1, 4, 5, 5)), (linear, torch.ones(1, 36))):
        assert layer.scale == pytest.approx((2 / 36) ** 0.5)
        inner = layer(batch)[0, :, 2, 2] if batch.ndim == 4 else layer(batch)[0]
        assert inner.std().item() == pytest.approx(2**0.5, rel=0.15)
        assert layer.weight.std().item() == pytest.approx(1, rel=0.05)


def test_pixel_norm_leaves_the_direction_and_sets_the_length():
    maps = torch.randn(2, 6, 3, 3)
    normed = PixelNorm()(maps)
    torch.testing.assert_close(normed.square().mean(1), torch.ones(2, 3, 3))
    torch.testing.assert_close(PixelNorm()(7 * maps), normed)
    generator, z = made("progressive-generator"), torch.randn(2, 5)
    torch.testing.assert_close(generator(3 * z), generator(z))


def test_the_minibatch_deviation_is_that_of_each_group_of_four():
    maps = torch.randn(8, 2, 3, 3)
    extra = minibatch_deviation(maps)[:, -1]
    expected = maps[:4].std(0, correction=0).mean()
    assert (extra[:4] == extra[0, 0, 0]).all() and extra[0, 0, 0].item() == pytest.approx(expected.item(), rel=1e-5)
    assert not torch.equal(extra[0], extra[4])
    assert minibatch_deviation(maps[:1].expand(4, -1, -1, -1))[:, -1].max() < 1e-3
    assert minibatch_deviation(maps[:6])[:, -1].unique().numel() == 2


def test_a_discriminator_sees_its_batch_and_an_encoder_does_not():
    images = torch.rand(8, 3, 32, 32)
    discriminator, encoder = made("progressive-discriminator"), made("position-encoder")
    torch.testing.assert_close(encoder(images)[:4], encoder(images[:4]))
    others = torch.cat([images[:1], images[4:7]])
    assert (discriminator(others)[0] - discriminator(images[:4])[0]).abs() > 1e-6


def test_a_velocity_has_a_positive_deviation_and_belongs_to_its_pair():
    network = build_network("velocity-encoder", {"latent_dimension": 5, "hidden": 7})
    source, target = torch.randn(2, 9, 5)
    mean, deviation = network(source, 3 * target)
    assert mean.shape == deviation.shape == (9, 5) and deviation.min() > 0
    assert not torch.allclose(network(target, source)[0], network(source, target)[0])
