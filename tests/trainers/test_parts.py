"""The parts recipes share: losses, averages, sampler, descent, batch statistics, sheets."""

import math

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from interp_explorer.engine.networks import build_network
from interp_explorer.trainers.average import decay, update_average
from interp_explorer.trainers.batch_norm import recalibrate
from interp_explorer.trainers.descent import Diverged, descend
from interp_explorer.trainers.losses import (
    bernoulli_reconstruction,
    discriminator_loss,
    gaussian_divergence,
    gaussian_reconstruction,
    generator_loss,
)
from interp_explorer.trainers.sampler import Sampler
from interp_explorer.trainers.sheets import GAP, write_sheet
from interp_explorer.trainers.symptoms import LINES, symptoms


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def test_adversarial_losses_are_the_logarithms_of_the_sigmoid():
    real, fake = torch.tensor([1.5, -0.5], dtype=torch.float64), torch.tensor([-2.0, 0.7], dtype=torch.float64)
    expected = -real.sigmoid().log().mean() - (1 - fake.sigmoid()).log().mean()
    torch.testing.assert_close(discriminator_loss(real, fake), expected)
    torch.testing.assert_close(generator_loss(fake), -fake.sigmoid().log().mean())
    assert discriminator_loss(torch.zeros(3), torch.zeros(3)).item() == pytest.approx(2 * math.log(2))


def test_adversarial_losses_stay_finite_and_keep_a_gradient_at_large_logits():
    logits = torch.tensor([-1e4, -50.0], requires_grad=True)
    generator_loss(logits).backward()
    torch.testing.assert_close(logits.grad, torch.tensor([-0.5, -0.5]))


def test_the_divergence_is_that_of_torch_and_zero_at_the_prior():
    mean, log_variance = torch.randn(5, 3, generator=seeded()), torch.randn(5, 3, generator=seeded(1))
    posterior = torch.distributions.Normal(mean, (0.5 * log_variance).exp())
    expected = torch.distributions.kl_divergence(posterior, torch.distributions.Normal(0, 1)).sum(1).mean()
    torch.testing.assert_close(gaussian_divergence(mean, log_variance), expected)
    assert gaussian_divergence(torch.zeros(2, 3), torch.zeros(2, 3)) == 0


def test_reconstructions_are_sums_over_pixels():
    images, logits = torch.rand(4, 1, 2, 2, generator=seeded()), torch.zeros(4, 1, 2, 2)
    assert bernoulli_reconstruction(logits, images).item() == pytest.approx(4 * math.log(2))
    expected = 0.5 * (images - 0.5).square().sum() / 4
    torch.testing.assert_close(gaussian_reconstruction(logits, images), expected)


def test_descend_changes_its_own_parameters_only_and_gives_the_gradients_norm():
    inner, outer = nn.Linear(3, 3), nn.Linear(3, 1)
    optimiser = torch.optim.SGD(inner.parameters(), 0.1)
    before = [p.clone() for p in (*inner.parameters(), *outer.parameters())]
    norm = descend("a", outer(inner(torch.ones(2, 3))).sum(), optimiser)
    gradients = [p.grad for p in inner.parameters()]
    torch.testing.assert_close(norm, torch.cat([g.flatten() for g in gradients]).norm())
    assert all(torch.equal(old, new) for old, new in zip(before[2:], outer.parameters()))
    assert all(p.grad is None for p in outer.parameters())
    assert not any(torch.equal(old, new) for old, new in zip(before, inner.parameters()))


@pytest.mark.parametrize(
    ("loss", "message"),
    [
        (lambda w: (w * float("inf")).sum(), "the drift loss became"),
        (lambda w: (w * 0).sqrt().sum(), "gradient of the drift"),
    ],
)
def test_descend_names_the_term_that_is_not_finite_and_changes_nothing(loss, message):
    weight = nn.Parameter(torch.ones(2))
    optimiser = torch.optim.SGD([weight], 0.1)
    with pytest.raises(Diverged, match=message):
        descend("drift", loss(weight), optimiser)
    assert torch.equal(weight, torch.ones(2))


def test_an_epoch_shows_every_image_once():
    sampler = Sampler(10, 4, seeded())
    first = torch.cat([sampler.next(), sampler.next()])
    assert len(set(first.tolist())) == 8
    assert sorted(Sampler(3, 8, seeded()).next().tolist()) == [0, 1, 2]


def test_a_sampler_goes_on_from_its_state():
    sampler = Sampler(10, 3, seeded())
    sampler.next()
    state, chance = sampler.state_dict(), sampler.generator.get_state()
    expected = [sampler.next().tolist() for _ in range(9)]
    other = Sampler(10, 3, seeded(99))
    other.load_state_dict(state)
    other.generator.set_state(chance)
    assert [other.next().tolist() for _ in range(9)] == expected


def test_the_average_forgets_its_beginning_and_has_the_stated_half_life():
    assert decay(64, 0, 1000) == 0
    remaining = math.prod(decay(64, 64 * step, 40_000) for step in range(1, 246))
    assert remaining < 1e-6
    assert decay(64, 10**9, 640) ** 10 == pytest.approx(0.5)


def test_the_average_is_linear_and_takes_the_batch_statistics_along():
    average, network = nn.BatchNorm2d(2), nn.BatchNorm2d(2)
    network.running_mean.fill_(8)
    network.num_batches_tracked.fill_(5)
    update_average(average, network, 0.75)
    assert average.running_mean.tolist() == [2, 2] and average.num_batches_tracked == 5
    update_average(average, network, 0)
    assert average.running_mean.tolist() == [8, 8]


def test_recalibrated_statistics_are_those_of_the_batches():
    network = build_network("dcgan-generator", {"size": 8, "maps": 4, "latent_dimension": 3})
    batches = torch.randn(6, 32, 3, generator=seeded()).unbind()
    first = network.layers[0](torch.cat(batches)[:, :, None, None])
    fresh = recalibrate(network, batches)
    torch.testing.assert_close(fresh.layers[1].running_mean, first.mean((0, 2, 3)))
    assert not fresh.training and torch.equal(network.layers[1].running_mean, torch.zeros(4))


@pytest.mark.parametrize("channels", [1, 3])
def test_a_sheet_holds_its_images_at_their_places(tmp_path, channels):
    images = torch.rand(5, channels, 4, 4, generator=seeded())
    write_sheet(tmp_path / "sheet.png", images, columns=3, zoom=1)
    picture = np.asarray(Image.open(tmp_path / "sheet.png")).reshape(2 * (4 + GAP) + GAP, 3 * (4 + GAP) + GAP, channels)
    fourth = picture[4 + 2 * GAP :, GAP:][:4, :4]
    assert np.abs(fourth / 255 - images[3].numpy().transpose(1, 2, 0)).max() < 1 / 255


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ({"latent deviation": 1e-5}, "collapsed"),
        ({"real logit": 9.0, "fake logit": -8.0, "discriminator": 5e-4}, "saturated"),
    ],
)
def test_collapse_and_saturation_are_told_when_they_last(line, word):
    healthy = {"latent deviation": 0.7, "real logit": 1.0, "fake logit": -1.2, "discriminator": 0.6}
    ill = {**healthy, **line}
    assert symptoms([healthy] * LINES) == [] == symptoms([ill] * (LINES - 1))
    for lines in ([healthy] * LINES + [ill] * LINES, [ill] * (LINES - 1) + [healthy]):
        [sentence] = symptoms(lines)
        assert word in sentence
    assert symptoms([ill] * LINES + [healthy] * LINES) == [] == symptoms([healthy] * (LINES - 1) + [ill])
    assert symptoms([{}] * LINES) == [] == symptoms([ill] * (LINES - 1) + [{}])


def test_a_critic_without_a_sigmoid_is_not_called_saturated():
    line = {"real logit": 12.0, "fake logit": -9.0, "discriminator": -20.9}
    assert symptoms([line] * LINES) == []
