"""Each recipe learns eight images by heart, and each step touches what it should."""

import copy

import pytest
import torch

from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.model import load_classifier, load_model
from interp_explorer.engine.model_file import read_header
from interp_explorer.engine.parameters import describe
from interp_explorer.trainers.datasets import open_dataset
from interp_explorer.trainers.loop import initial_state
from interp_explorer.trainers.recipes import RECIPES
from interp_explorer.trainers.recipes.progressive import ProgressiveRecipe
from interp_explorer.trainers.recipes.shaped import VGGRecipe
from interp_explorer.trainers.run import make_recipe, train
from interp_explorer.trainers.state import Batch

QUIET = {"sample_every": 10_000, "checkpoint_every": 10_000, "log_every": 100, "average_images": 500}


def originals(eight):
    return torch.from_numpy(open_dataset(eight, 8).train.images) / 255


def state_and_batch(recipe, data):
    with torch.random.fork_rng():
        state = initial_state(recipe, data, 0, torch.device("cpu"))
    return state, Batch(torch.from_numpy(data.train.images) / 255, torch.from_numpy(data.train.labels))


def test_the_classifier_learns_eight_images(eight, tmp_path):
    path = train("classifier", eight, tmp_path / "run", "ci", {**QUIET, "steps": 60, "learning_rate": 5e-3})
    header, _ = load_classifier(path)
    assert header.scores == {"test error": 0} and header.classes == ("0", "1") and header.latent_dimension == 0


def test_the_vae_learns_eight_images(eight, tmp_path):
    settings = {"steps": 250, "maps": 16, "beta": 0.01, "latent_dimension": 4, "learning_rate": 3e-3}
    path = train("vae", eight, tmp_path / "run", "ci", {**QUIET, **settings})
    model = load_model(path)
    assert model.header.scores["test mean squared error"] < 0.01
    assert sorted(model.gallery.labels.tolist()) == [0] * 4 + [1] * 4
    images = torch.from_numpy(model.gallery.images) / 255
    assert (model.decode(torch.from_numpy(model.gallery.latents)) - images).square().mean() < 0.01


def test_a_prior_is_fitted_to_the_latents_afterwards(eight, tmp_path):
    settings = {**QUIET, "steps": 3, "latent_dimension": 4, "likelihood": "gaussian"}
    assert load_model(train("vae", eight, tmp_path / "run", "ci", settings)).prior.name == "normal"
    fitted = {**settings, "fitted_prior": True, "steps": 4}
    model = load_model(train("vae", eight, tmp_path / "run", "ci", fitted, resume=True))
    codes = model.encode(torch.from_numpy(open_dataset(eight, 8).train.images).float() / 255)
    torch.testing.assert_close(model.prior.sample(20_000, torch.Generator().manual_seed(0)).mean(0), codes.mean(0),
                               atol=0.02, rtol=0)  # fmt: skip
    # Cross-entropy says nothing about a Gaussian likelihood.
    assert set(model.header.scores) == {"test mean squared error", "test divergence (nats)"}


def test_the_gan_learns_eight_images(eight_repeated, tmp_path):
    settings = {"steps": 500, "maps": 16, "latent_dimension": 2, "learning_rate": 1e-3}
    model = load_model(train("dcgan", eight_repeated, tmp_path / "run", "ci", {**QUIET, **settings}))
    samples = model.decode(model.prior.sample(200, torch.Generator().manual_seed(0)))
    known = originals(eight_repeated)[:8].flatten(1)
    apart = torch.cdist(known, known).square().div(64).topk(2, largest=False).values[:, 1].mean()
    near = torch.cdist(samples.flatten(1), known).square().div(64).min(1)
    assert near.values.median() < 0.6 * apart
    assert len(near.indices.unique()) >= 6


@pytest.mark.parametrize("prior", ["normal", "semicircle"])
def test_the_prior_of_the_gan_is_the_one_asked_for(eight, tmp_path, prior):
    path = train("dcgan", eight, tmp_path / "run", "ci", {**QUIET, "steps": 2, "prior": prior, "latent_dimension": 3})
    assert load_model(path).prior.name == prior and load_model(path).latent_dimension == 3


def test_a_judge_ships_with_the_model_and_names_the_measure(eight, tmp_path):
    judge = train("classifier", eight, tmp_path / "run", "ci", {**QUIET, "steps": 20})
    renamed = judge.rename(tmp_path / "oracle.safetensors")
    model = load_model(train("vae", eight, tmp_path / "vae", "ci", {**QUIET, "steps": 3, "judge": str(renamed)}))
    assert model.has_classifier and "frechet (oracle features)" in model.header.scores
    assert "frechet (oracle features)" in model.header.card and "3 batches" in model.header.card
    torch.testing.assert_close(
        model.classify(originals(eight)), load_classifier(renamed)[1](originals(eight)).softmax(1)
    )
    for name, message in ((str(renamed), "is for images of"), ("nobody", "There is no model 'nobody'")):
        with pytest.raises(ExplorerError, match=message):
            train("vae", "digits", tmp_path / "other", "ci", {**QUIET, "judge": name})
    assert not (tmp_path / "other").exists()


def test_the_generators_step_leaves_the_discriminator_alone_and_the_other_way_round(eight):
    recipe = make_recipe("dcgan", "ci", {"batch_size": 8})
    for idle in ("generator", "discriminator"):
        state, batch = state_and_batch(recipe, open_dataset(eight, 8))
        for group in state.optimisers[idle].param_groups:
            group["lr"] = 0.0
        before = copy.deepcopy({name: list(network.parameters()) for name, network in state.networks.items()})
        recipe.step(batch, state)
        for name, network in state.networks.items():
            same = [torch.equal(old, new) for old, new in zip(before[name], network.parameters())]
            assert all(same) if name == idle else not any(same)


@pytest.mark.parametrize("name", list(RECIPES))
def test_a_step_logs_finite_numbers_and_starts_from_the_averages(eight, bases, name):
    recipe, data = make_recipe(name, "ci", {"batch_size": 8, **bases.get(name, {})}), open_dataset(eight, 8)
    state, batch = state_and_batch(recipe, data)
    for average in recipe.averaged:
        pairs = zip(state.averages[average].parameters(), state.networks[average].parameters())
        assert all(torch.equal(old, new) for old, new in pairs)
    losses = recipe.step(batch, state)
    assert all(value.ndim == 0 and value.isfinite() for value in losses.values())
    assert recipe.sheet(state, data).shape[1:] == data.image_shape
    strips = recipe.strips(state, data)
    assert name == "classifier" if strips is None else strips.shape[1:] == data.image_shape and len(strips) % 11 == 0


@pytest.mark.parametrize("name", list(RECIPES))
def test_every_parameter_and_preset_is_described_and_in_range(name):
    assert set(RECIPES[name].presets) - {"tables", "figures"} == {"ci", "cpu", "paper"}
    for preset in RECIPES[name].presets:
        recipe = make_recipe(name, preset, {})
        assert all(p.label and p.help for p in describe(recipe))
        assert preset != "ci" or (recipe.steps <= 200 and recipe.size <= 16)


@pytest.mark.parametrize(
    ("preset", "kind", "others"), [("tables", ProgressiveRecipe, ()), ("figures", VGGRecipe, ("learning_rate",))]
)
def test_models_that_are_compared_are_trained_alike(preset, kind, others):
    compared = [name for name in RECIPES if preset in RECIPES[name].presets]
    assert compared == [name for name in RECIPES if issubclass(RECIPES[name], kind)] and len(compared) >= 8
    alike = ("steps", "batch_size", "size", "maps", "most_maps", "latent_dimension", "average_images", *others)
    values = {tuple(getattr(make_recipe(name, preset, {}), field) for field in alike) for name in compared}
    assert len(values) == 1


def test_beta_weighs_the_divergence(eight):
    data = open_dataset(eight, 8)
    logs = []
    for beta in (1, 4):
        recipe = make_recipe("vae", "ci", {"beta": beta, "batch_size": 8})
        state, batch = state_and_batch(recipe, data)
        logs.append(recipe.step(batch, state))
    torch.testing.assert_close(logs[0]["divergence"], logs[1]["divergence"])
    torch.testing.assert_close(
        logs[1]["autoencoder"] - logs[0]["autoencoder"], 3 * logs[0]["divergence"], atol=1e-3, rtol=0
    )


def test_a_classifier_needs_classes(tmp_path):
    import numpy as np

    np.savez(tmp_path / "plain.npz", images=np.zeros((20, 8, 8), np.uint8))
    with pytest.raises(ExplorerError, match="no labels of two or more classes"):
        train("classifier", str(tmp_path / "plain.npz"), tmp_path / "run", "ci")
    assert not (tmp_path / "run").exists()


def test_unlabelled_images_make_a_model_without_classes(tmp_path):
    import numpy as np

    images = np.random.default_rng(0).integers(0, 255, (40, 8, 8, 3), dtype=np.uint8)
    np.savez(tmp_path / "plain.npz", images=images)
    path = train("vae", str(tmp_path / "plain.npz"), tmp_path / "run", "ci", {**QUIET, "steps": 3})
    assert read_header(path).classes == () and load_model(path).image_shape == (3, 8, 8)
