"""The progressive recipes: what each step trains, how stages follow each other, and eight images learnt by heart."""

import copy
from itertools import product

import pytest
import torch

from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.model import load_model
from interp_explorer.trainers.adversarial import GAMES
from interp_explorer.trainers.datasets import open_dataset
from interp_explorer.trainers.descent import Diverged
from interp_explorer.trainers.growth import Stage
from interp_explorer.trainers.loop import initial_state
from interp_explorer.trainers.recipes import RECIPES
from interp_explorer.trainers.recipes.interpolating import InterpolatingRecipe
from interp_explorer.trainers.recipes.neurint import DynamicsRecipe
from interp_explorer.trainers.run import make_recipe, train
from interp_explorer.trainers.state import Batch

QUIET = {"sample_every": 10_000, "checkpoint_every": 10_000, "log_every": 100}
JOINT = [name for name, kind in RECIPES.items() if issubclass(kind, InterpolatingRecipe) and name != "neurint-pt"]
ADVERSARIAL = ["pgan", *JOINT]


def begun(eight, name="neurint", **settings):
    recipe, data = make_recipe(name, "ci", {"batch_size": 8, **settings}), open_dataset(eight, 8)
    with torch.random.fork_rng():
        state = initial_state(recipe, data, 0, torch.device("cpu"))
    return recipe, state, Batch(torch.from_numpy(data.train.images) / 255, torch.from_numpy(data.train.labels))


@pytest.mark.parametrize("name", JOINT)
def test_a_recipe_that_joins_images_learns_eight_of_them(eight_repeated, tmp_path, name):
    settings = {"steps": 100, "batch_size": 16, "learning_rate": 1e-2, "hidden": 32, "weight_end": 1000.0}
    model = load_model(train(name, eight_repeated, tmp_path / "run", "ci", {**QUIET, **settings}))
    assert model.header.scores["squared error at the source"] < 0.01
    if name != "neurint-first-order":  # which cannot know the target
        assert model.header.scores["squared error at the target"] < 0.02


def test_the_progressive_gan_learns_eight_images(eight_repeated, tmp_path):
    settings = {"steps": 200, "batch_size": 32, "latent_dimension": 2, "learning_rate": 1e-2}
    model = load_model(train("pgan", eight_repeated, tmp_path / "run", "ci", {**QUIET, **settings}))
    samples = model.decode(model.prior.sample(200, torch.Generator().manual_seed(0))).flatten(1)
    known = torch.from_numpy(open_dataset(eight_repeated, 8).train.images[:8]).flatten(1) / 255
    apart = torch.cdist(known, known).square().topk(2, largest=False).values[:, 1].mean()
    near = torch.cdist(samples, known).square().min(1)
    assert near.values.median() < 0.6 * apart
    assert len(near.indices.unique()) >= 6


@pytest.mark.parametrize(
    ("name", "game"), [*product(ADVERSARIAL, [{"loss": loss} for loss in GAMES]), ("ali", {})], ids=str
)
def test_the_discriminators_step_leaves_the_generator_alone_and_the_other_way_round(eight, name, game):
    for idle in ("generator", "discriminator"):
        recipe, state, batch = begun(eight, name, **game, fade_images=0, stable_images=0)
        for group in state.optimisers[idle].param_groups:
            group["lr"] = 0.0
        before = copy.deepcopy({key: list(network.parameters()) for key, network in state.networks.items()})
        recipe.step(batch, state)
        for key, network in state.networks.items():
            resting = (key == "discriminator") == (idle == "discriminator")
            changed = [not torch.equal(old, new) for old, new in zip(before[key], network.parameters())]
            assert not any(changed) if resting else sum(changed) > len(changed) / 2, key


def test_the_weight_of_the_reconstruction_falls_over_the_first_half_of_each_growing_step(eight):
    recipe, _, _ = begun(eight)
    weights = [recipe.reconstruction_weight(Stage(1, 0.5, share)) for share in (0, 0.25, 0.5, 0.75, 1)]
    assert weights == pytest.approx([1000, 550, 100, 100, 100])


def test_interior_times_are_distinct_inner_and_all_as_likely(eight):
    recipe, _, _ = begun(eight, path_steps=5, interior_times=2)
    times = recipe.distinct_times(4000, torch.Generator().manual_seed(0))
    assert times.shape == (4000, 2) and (times[:, 0] != times[:, 1]).all()
    shares = times.flatten().bincount(minlength=6) / times.numel()
    torch.testing.assert_close(shares, torch.tensor([0, 0.25, 0.25, 0.25, 0.25, 0]), atol=0.02, rtol=0)


def test_the_optimisers_forget_when_a_grid_is_added_and_only_then(eight):
    recipe, state, batch = begun(eight, stable_images=16, fade_images=16)
    steps = []
    for _ in range(5):
        recipe.step(batch, state)
        state.step += 1
        state.images_seen += 8
        steps.append(max(int(each["step"]) for each in state.optimisers["generator"].state.values()))
    assert steps == [1, 2, 1, 2, 3]


def test_both_parts_of_the_loss_pull_at_the_image(eight):
    recipe, state, batch = begun(eight)
    lighter, other, _ = begun(eight, weight_start=500.0)
    log, halved = recipe.step(batch, state), lighter.step(batch, other)
    name = "reconstruction gradient at the image"
    torch.testing.assert_close(halved[name], log[name] / 2)
    name = "adversarial gradient at the image"
    assert log[name] > 0
    torch.testing.assert_close(halved[name], log[name])


@pytest.mark.parametrize(
    ("poisoned", "term"), [("generator", "discriminator"), ("discriminator", "discriminator"), ("field", "discr")]
)
def test_a_loss_that_is_not_finite_is_named(eight, poisoned, term):
    recipe, state, batch = begun(eight)
    for parameter in state.networks[poisoned].parameters():
        parameter.data.fill_(float("nan"))
    with pytest.raises(Diverged, match=f"the {term}.* loss became nan"):
        recipe.step(batch, state)


def test_the_penalty_comes_as_often_as_asked_and_weighs_that_much_more(eight):
    logs = []
    for every in (1, 3):
        recipe, state, batch = begun(eight, penalty_every=every)
        state.step = 2
        logs.append(recipe.step(batch, state))
        state.step = 3
        assert ("penalty" in recipe.step(batch, state)) == (every == 1)
    torch.testing.assert_close(logs[1]["penalty"], 3 * logs[0]["penalty"])


def test_the_adjoint_gives_nearly_the_same_gradient(eight):
    gradients = []
    for adjoint in (False, True):
        recipe, state, _ = begun(eight, adjoint=adjoint, path_steps=16)
        assert isinstance(recipe, DynamicsRecipe)
        source, target, noise = torch.randn(3, 4, 8, generator=torch.Generator().manual_seed(1))
        recipe.path(state.networks, source, target, noise)[-1].square().sum().backward()
        gradients.append([p.grad for p in state.networks["field"].parameters()])
    for through, adjoint in zip(*gradients):
        torch.testing.assert_close(adjoint, through, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("name", JOINT)
def test_strips_show_sources_paths_and_targets(eight, name):
    recipe, state, _ = begun(eight, name)
    data = open_dataset(eight, 8)
    sheet = recipe.strips(state, data).unflatten(0, (-1, 11))
    test = torch.from_numpy(data.test.images) / 255
    torch.testing.assert_close(sheet[:, 0], test[:4])
    torch.testing.assert_close(sheet[:, -1], test[4:])
    assert torch.equal(recipe.strips(state, data).unflatten(0, (-1, 11)), sheet)


def test_the_encoder_of_a_gan_learns_eight_images_and_leaves_the_gan_alone(eight_repeated, tmp_path):
    settings = {"steps": 150, "batch_size": 32, "latent_dimension": 2, "learning_rate": 1e-2}
    gan = train("pgan", eight_repeated, tmp_path / "gan", "ci", {**QUIET, **settings})
    settings |= {"base": str(gan), "steps": 100, "hidden": 32}
    model = load_model(train("pgan-encoder", eight_repeated, tmp_path / "run", "ci", {**QUIET, **settings}))
    before = load_model(gan)
    z = before.prior.sample(200, torch.Generator().manual_seed(0))
    torch.testing.assert_close(model.decode(z), before.decode(z))
    assert model.prior.name == "normal"
    # As near as the best of 200 samples, up to a little: what the decoder cannot make, no encoder finds.
    images = torch.from_numpy(open_dataset(eight_repeated, 8).test.images).flatten(1) / 255
    nearest = torch.cdist(images, before.decode(z).flatten(1)).square().min(1).values.mean().item() / 64
    assert model.header.scores["test mean squared error"] < nearest + 0.01


def test_neurint_pt_learns_to_join_the_images_of_a_model_that_stays_as_it_is(eight_repeated, tmp_path):
    settings = {**QUIET, "batch_size": 16, "learning_rate": 1e-2, "hidden": 32}
    base = train("lerpint", eight_repeated, tmp_path / "base", "ci", {**settings, "steps": 100, "weight_end": 1000.0})
    after = train("neurint-pt", eight_repeated, tmp_path / "run", "ci", {**settings, "steps": 100, "base": str(base)})
    model, before = load_model(after), load_model(base)
    images = torch.from_numpy(model.gallery.images) / 255
    torch.testing.assert_close(model.encode(images), before.encode(images))
    torch.testing.assert_close(model.decode(model.encode(images)), before.decode(before.encode(images)))
    assert model.header.scores["squared error at the target"] < 0.02
    first = train("neurint-pt", eight_repeated, tmp_path / "first", "ci", {**settings, "steps": 1, "base": str(base)})
    assert load_model(first).header.scores["squared error at the target"] > 0.03


@pytest.mark.parametrize("name", ["pgan-encoder", "neurint-pt"])
def test_a_base_that_does_not_fit_is_refused(eight, bases, name):
    data = open_dataset(eight, 8)
    for values, message in (
        ({}, "base=MODEL"),
        ({"base": "nobody"}, "no model 'nobody'"),
        ({**bases[name], "latent_dimension": 5}, "set latent_dimension=8"),
    ):
        with pytest.raises(ExplorerError, match=message):
            make_recipe(name, "ci", values).networks(data)
    if name == "neurint-pt":
        with pytest.raises(ExplorerError, match="has no encoder"):
            make_recipe(name, "ci", bases["pgan-encoder"]).networks(data)


def test_ali_learns_eight_images_and_to_encode_them(eight_repeated, tmp_path):
    settings = {"steps": 250, "batch_size": 32, "latent_dimension": 2, "learning_rate": 5e-3}
    model = load_model(train("ali", eight_repeated, tmp_path / "run", "ci", {**QUIET, **settings}))
    known = torch.from_numpy(open_dataset(eight_repeated, 8).train.images[:8]) / 255
    apart = torch.cdist(known.flatten(1), known.flatten(1)).square().topk(2, largest=False).values[:, 1].mean() / 64
    samples = model.decode(model.prior.sample(200, torch.Generator().manual_seed(0))).flatten(1)
    near = torch.cdist(samples, known.flatten(1)).square().min(1)
    assert near.values.median() / 64 < 0.6 * apart
    assert model.header.scores["test mean squared error"] < apart


def test_the_joint_discriminator_of_ali_plays_with_swapped_labels(eight):
    recipe, state, batch = begun(eight, "ali", learning_rate=1e-6)
    log = recipe.step(batch, state)
    # Before anything is learnt both kinds look alike, so both sides stand at -2 log 1/2.
    assert log["discriminator"].item() == pytest.approx(log["generator"].item(), abs=0.2)
    total = torch.nn.functional.softplus(-log["encoded logit"]) + torch.nn.functional.softplus(log["made logit"])
    assert log["discriminator"].item() == pytest.approx(total.item(), rel=0.1)
