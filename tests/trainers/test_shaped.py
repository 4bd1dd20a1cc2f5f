"""AEAI and its rivals: what their losses are, what each step trains, and eight images learnt by heart."""

import copy
import math

import pytest
import torch
from torch import nn

from interp_explorer.engine.model import load_model
from interp_explorer.engine.networks import build_network
from interp_explorer.engine.progress import Progress
from interp_explorer.trainers.datasets import open_dataset
from interp_explorer.trainers.loop import initial_state
from interp_explorer.trainers.losses import inverse_multiquadric_discrepancy
from interp_explorer.trainers.recipes import RECIPES, Autoencoder, acai, amr, gaia
from interp_explorer.trainers.recipes.aeai import decoded_with_speed
from interp_explorer.trainers.recipes.shaped import VGGRecipe, decoded, mixtures, partners
from interp_explorer.trainers.run import make_recipe, train
from interp_explorer.trainers.run_directory import RunDirectory
from interp_explorer.trainers.state import Batch

QUIET = {"sample_every": 10_000, "checkpoint_every": 10_000, "log_every": 100}
SHAPED = [name for name, kind in RECIPES.items() if issubclass(kind, VGGRecipe)]
AT_ONCE = {"warm_up_images": 0, "smooth_images": 0, "ramp_images": 0}
OPPONENTS = {"aeai": "discriminator", "amr": "discriminator", "aae": "discriminator", "gaia": "discriminator",
             "acai": "critic"}  # fmt: skip


def begun(eight, name="aeai", **settings):
    if name == "aeai":
        settings = {**AT_ONCE, **settings}
    recipe, data = make_recipe(name, "ci", {"batch_size": 8, **settings}), open_dataset(eight, 8)
    with torch.random.fork_rng():
        state = initial_state(recipe, data, 0, torch.device("cpu"))
    return recipe, state, Batch(torch.from_numpy(data.train.images) / 255, torch.from_numpy(data.train.labels))


def doubles(*values):
    return torch.tensor(values, dtype=torch.float64)


def test_all_methods_of_the_comparison_share_their_networks(eight):
    assert set(SHAPED) == {"autoencoder", "aeai", "aae", "acai", "amr", "gaia", "wae", "beta-vae"}
    shapes = []
    for name in SHAPED:
        networks = begun(eight, name)[1].networks
        named = [*networks["encoder"].layers.named_parameters(), *networks["decoder"].named_parameters()]
        shapes.append([(key, value.shape) for key, value in named])
    assert len(shapes[0]) > 10 and all(each == shapes[0] for each in shapes)


@pytest.mark.parametrize("name", SHAPED)
def test_each_learns_eight_images(eight, tmp_path, name):
    settings = {"steps": 100, "batch_size": 8, "learning_rate": 1e-2, "average_images": 100, "maps": 16}
    # What pulls against the reconstruction is made light, so that few steps are enough.
    more = {
        "aae": {"adversarial_weight": 0.01},
        "acai": {"adversarial_weight": 0.05},
        "aeai": {"smoothness_weight": 0.002},
        "beta-vae": {"beta": 0.05},
        "gaia": {"adversarial_weight": 0.1},
        "wae": {"discrepancy_weight": 1.0},
    }
    path = train(name, eight, tmp_path / "run", "ci", {**QUIET, **settings, **more.get(name, {})})
    model = load_model(path)
    assert model.header.scores["test mean squared error"] < 0.01
    images = torch.from_numpy(model.gallery.images) / 255
    assert (model.decode(torch.from_numpy(model.gallery.latents)) - images).square().mean() < 0.01


@pytest.mark.parametrize("name", OPPONENTS)
def test_the_opponents_step_leaves_the_autoencoder_alone_and_the_other_way_round(eight, name):
    for idle in ("autoencoder", OPPONENTS[name]):
        recipe, state, batch = begun(eight, name)
        state.optimisers[idle].step = lambda: None
        before = copy.deepcopy({key: list(network.parameters()) for key, network in state.networks.items()})
        recipe.step(batch, state)
        for key, network in state.networks.items():
            resting = (key == OPPONENTS[name]) == (idle == OPPONENTS[name])
            changed = [not torch.equal(old, new) for old, new in zip(before[key], network.parameters())]
            assert not any(changed) if resting else sum(changed) > len(changed) / 2, key


def small_decoder():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        decoder = build_network("vgg-decoder", {"size": 8, "maps": 4, "hidden": 8, "latent_dimension": 3}).double()
        return decoder, torch.randn(6, 3, dtype=torch.float64), torch.rand(6, dtype=torch.float64)


def test_the_derivative_of_the_decoded_image_is_the_finite_difference():
    decoder, codes, share = small_decoder()
    rebuilt, made, speed = decoded_with_speed(decoder, codes, share)
    torch.testing.assert_close((rebuilt, made), decoded(decoder, codes, mixtures(codes, share)))
    ahead, behind = (decoded(decoder, codes, mixtures(codes, share + h))[1] for h in (1e-6, -1e-6))
    difference = (ahead - behind) / 2e-6
    assert difference.abs().max() > 1e-3
    torch.testing.assert_close(speed, difference, atol=1e-7, rtol=1e-5)


def test_the_smoothness_loss_has_the_gradient_of_the_finite_difference():
    decoder, codes, share = small_decoder()
    gradients = []
    for by_difference in (False, True):
        given = codes.clone().requires_grad_()
        *_, speed = decoded_with_speed(decoder, given, share)
        if by_difference:
            ahead, behind = (decoded(decoder, given, mixtures(given, share + h))[1] for h in (1e-6, -1e-6))
            speed = (ahead - behind) / 2e-6
        gradients.append(torch.autograd.grad(speed.square().mean(), [given, *decoder.parameters()]))
    for exact, near in zip(*gradients):
        torch.testing.assert_close(exact, near, atol=1e-7, rtol=1e-3)


def test_the_statistics_of_a_batch_are_noted_alike_with_and_without_the_derivative():
    decoder, codes, share = small_decoder()
    other = copy.deepcopy(decoder)
    decoded_with_speed(decoder, codes, share)
    decoded(other, codes, mixtures(codes, share))
    noted = [{key: value for key, value in each.named_buffers()} for each in (decoder, other)]
    assert any("running_var" in key for key in noted[0])
    for key, value in noted[0].items():
        torch.testing.assert_close(value, noted[1][key])


def test_mixtures_are_of_partners():
    codes = torch.arange(8.0).view(4, 2)
    torch.testing.assert_close(mixtures(codes, torch.zeros(4)), codes)
    torch.testing.assert_close(mixtures(codes, torch.ones(4)), partners(codes))
    torch.testing.assert_close(mixtures(codes, torch.full((4,), 0.25))[0], torch.tensor([1.5, 2.5]))


def test_the_losses_of_aeai_are_weighed_by_its_schedule(eight):
    weights = {"adversarial_weight": 0.5, "cycle_weight": 2.0, "smoothness_weight": 3.0}
    recipe, state, batch = begun(
        eight, warm_up_images=100, smooth_images=300, ramp_images=99, normalisation="none", **weights
    )
    assert recipe.weights(99) == {}
    assert recipe.weights(149) == pytest.approx({"adversarial": 0.25, "cycle": 1.0})
    assert recipe.weights(400) == pytest.approx({"adversarial": 0.5, "cycle": 2.0, "smoothness": 3.0})
    totals, descend = {}, recipe.step.__globals__["descend"]

    def noted(term, loss, *others):
        totals[term] = loss.detach()
        return descend(term, loss, *others)

    state.images_seen = 400
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(recipe.step.__globals__, "descend", noted)
        log = recipe.step(batch, state)
    expected = log["reconstruction"] + 0.5 * log["adversarial"] + 2 * log["cycle"] + 3 * log["smoothness"]
    torch.testing.assert_close(totals["total"], expected)


def test_the_losses_of_aeai_are_those_of_a_decoder_that_is_known(eight):
    """With an encoder that doubles a pixel and a decoder that paints a latent, all can be said by hand."""
    recipe, state, _ = begun(eight, size=8)
    recipe = make_recipe("aeai", "ci", {**AT_ONCE, "batch_size": 2})

    class Doubled(nn.Module):
        def __init__(self):
            super().__init__()
            self.factor = nn.Parameter(torch.tensor(2.0))

        def forward(self, images):
            return self.factor * images[:, :, 0, 0]

    class Painted(nn.Module):
        def __init__(self):
            super().__init__()
            self.factor = nn.Parameter(torch.tensor(1.0))

        def forward(self, latents):
            return (self.factor * latents)[:, :, None, None].expand(-1, -1, 8, 8)

    class Mean(nn.Module):
        def __init__(self):
            super().__init__()
            self.shift = nn.Parameter(torch.tensor(0.0))

        def forward(self, images):
            return images.mean((1, 2, 3)) + self.shift

    state.networks = {"encoder": Doubled(), "decoder": Painted(), "discriminator": Mean()}
    state.optimisers = {
        "autoencoder": torch.optim.SGD(
            [*state.networks["encoder"].parameters(), *state.networks["decoder"].parameters()], lr=0.0
        ),
        "discriminator": torch.optim.SGD(state.networks["discriminator"].parameters(), lr=0.0),
    }
    images = torch.tensor([0.1, 0.4])[:, None, None, None].expand(-1, 1, 8, 8)
    chance = torch.Generator()
    chance.set_state(state.generator.get_state())
    share = torch.rand(2, generator=chance)
    log = recipe.step(Batch(images, torch.zeros(2, dtype=torch.int64)), state)
    mixed = torch.stack([0.2 + 0.6 * share[0], 0.8 - 0.6 * share[1]])
    expected = {
        "reconstruction": (0.1**2 + 0.4**2) / 2,
        "cycle": float((mixed**2).mean()),  # encoded again, a mixture doubles
        "smoothness": 0.6**2,
        "adversarial": float(-mixed.sigmoid().log().mean()),
        "discriminator": float(-torch.tensor([0.1, 0.4]).sigmoid().log().mean() - (1 - mixed.sigmoid()).log().mean()),
    }
    for name, value in expected.items():
        assert log[name].item() == pytest.approx(value, rel=1e-5), name


@pytest.mark.parametrize(
    ("switch", "losses"),
    [
        ("discriminator", {"adversarial", "discriminator", "real logit"}),
        ("cycle", {"cycle"}),
        ("smoothness", {"smoothness"}),
    ],
)
def test_an_ablation_leaves_one_loss_out_and_the_rest_alone(eight, switch, losses):
    recipe, state, batch = begun(eight)
    without, other, _ = begun(eight, **{switch: False})
    log, less = recipe.step(batch, state), without.step(batch, other)
    assert losses <= set(log) and not losses & set(less)
    for name in {"reconstruction", "adversarial", "cycle", "smoothness"} - losses:
        torch.testing.assert_close(log[name], less[name], msg=name)
    assert f"without {switch}" in without.method() and "without" not in recipe.method()


def test_what_the_critic_of_acai_plays_for():
    torch.testing.assert_close(acai.mixing_share(doubles(0.0, 0.2, 0.5, 0.7, 1.0)), doubles(0.0, 0.2, 0.5, 0.3, 0.0))
    losses = acai.critic_losses(doubles(0.3, 0.5), doubles(0.1, 0.4), doubles(-0.2, 0.4))
    assert losses["critic"].item() == pytest.approx((0.04 + 0.01) / 2)
    assert losses["critic at blends"].item() == pytest.approx((0.04 + 0.16) / 2)
    assert acai.fooling_loss(doubles(0.3, -0.1)).item() == pytest.approx(0.05)


def test_what_the_discriminator_of_amr_plays_for():
    real, rebuilt, mixed = doubles(1.0, -1.0), doubles(0.0, 0.5), doubles(-2.0, 3.0)
    expected = -(real.sigmoid().log() + (1 - rebuilt.sigmoid()).log() + (1 - mixed.sigmoid()).log()).mean()
    torch.testing.assert_close(amr.discriminator_loss(real, rebuilt, mixed), expected)
    assert amr.discriminator_loss(*doubles([0.0], [0.0], [0.0])).item() == pytest.approx(3 * math.log(2))


def test_what_the_discriminator_of_gaia_plays_for():
    assert gaia.discriminator_loss(*doubles(0.1, 0.2, 0.4), doubles(0.5)[0]).item() == pytest.approx(0.1 - 0.5 * 0.3)
    share = gaia.next_share(doubles(0.5)[0], *doubles(0.4, 0.1, 0.3), rate=0.1, diversity=0.75)
    assert share.item() == pytest.approx(0.5 + 0.1 * (0.75 * 0.4 - 0.2))
    assert gaia.next_share(doubles(0.0)[0], *doubles(0.0, 1.0, 1.0), rate=1.0, diversity=0.75).item() == 0
    assert gaia.discriminator_rate(0.1, 0.1) == 0.5
    assert gaia.discriminator_rate(0.1, 0.2) == pytest.approx(1 / (1 + math.exp(2)))


@pytest.mark.parametrize("balance", ["rates", "share"])
def test_gaia_keeps_the_sides_even(eight, balance):
    recipe, state, batch = begun(eight, "gaia", balance=balance, balance_rate=0.5)
    state.networks["discriminator"].share.fill_(0.5)
    log = recipe.step(batch, state)
    rates = [state.optimisers[name].param_groups[0]["lr"] for name in ("discriminator", "autoencoder")]
    assert sum(rates) == pytest.approx(2 * recipe.learning_rate)
    assert (rates[0] == rates[1]) == (balance == "share")
    assert (log["weight of made images"] == 0.5) == (balance == "rates")
    assert state.networks["discriminator"].state_dict()["share"] == log["weight of made images"]


def test_the_discrepancy_by_hand_and_none_between_equal_densities():
    codes, drawn = doubles([0.0], [1.0]), doubles([0.0], [2.0])

    def kernel(square):
        return sum(2 * s / (2 * s + square) for s in (0.1, 0.2, 0.5, 1, 2, 5, 10))

    expected = kernel(1) + kernel(4) - 2 * (kernel(0) + kernel(4) + kernel(1) + kernel(1)) / 4
    assert inverse_multiquadric_discrepancy(codes, drawn).item() == pytest.approx(expected)
    chance = torch.Generator().manual_seed(0)
    a, b = torch.randn(2, 1000, 4, generator=chance, dtype=torch.float64)
    near, far = inverse_multiquadric_discrepancy(a, b), inverse_multiquadric_discrepancy(a, 2 * b)
    assert abs(near) < 0.01 < 0.1 < far


@pytest.mark.parametrize("name", ["aae", "wae", "beta-vae"])
def test_what_is_made_normal_has_a_normal_prior_and_the_rest_a_fitted_one(eight, tmp_path, name):
    for recipe, prior in ((name, "normal"), ("autoencoder", "gaussian-mixture")):
        path = train(recipe, eight, tmp_path / recipe, "ci", {**QUIET, "steps": 2})
        assert load_model(path).prior.name == prior


def test_a_collapse_is_written_into_the_log_and_said(eight, tmp_path, monkeypatch):
    usual, said = Autoencoder.step, []
    collapsed = {"latent deviation": torch.tensor(1e-6)}
    monkeypatch.setattr(Autoencoder, "step", lambda self, batch, state: usual(self, batch, state) | collapsed)
    progress = Progress(lambda fraction, text: said.append(text))
    train("autoencoder", eight, tmp_path / "run", "ci", {**QUIET, "steps": 7, "log_every": 1}, progress=progress)
    warnings = [line.get("warnings", []) for line in RunDirectory(tmp_path / "run").read_metrics()]
    assert [len(each) for each in warnings] == [0, 0, 0, 0, 1, 1, 1] and "collapsed" in warnings[-1][0]
    assert "collapsed" not in said[4] and "step 6 of 7. The latents have collapsed" in said[6]
