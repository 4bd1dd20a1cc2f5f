"""A VAE's two densities (BP, interpolation steps 1 and 3): ends drawn from q(z | x), frames drawn from p(x | z)."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from interp_explorer.engine.ends import resolve_end, split_draw
from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.methods import Linear, OUBridge
from interp_explorer.engine.model import Model, draw_pixels, load_model
from interp_explorer.engine.request import PathRequest
from interp_explorer.engine.solve import solve


@pytest.fixture(scope="module")
def vae() -> Model:
    return load_model("digits-vae")


def test_ends_are_drawn_from_the_encoders_gaussian(vae):
    image = torch.from_numpy(vae.gallery.images[3]).float()[None] / 255
    with torch.no_grad():
        mean, log_variance = (part[0].numpy() for part in vae.posterior(image))
    draws = np.array([resolve_end(f"draw:{seed}:gallery:3", vae).latent for seed in range(400)])
    scores = (draws - mean) / np.exp(log_variance / 2)
    assert np.abs(scores.mean(0)).max() < 4.5 / np.sqrt(400)
    assert np.abs(scores.std(0) - 1).max() < 4.5 / np.sqrt(800)
    one, same = (resolve_end("draw:7:gallery:3", vae) for _ in range(2))
    assert one == same and one.origin == "draw:7:gallery:3"
    assert split_draw(one.origin) == ("7", "gallery:3") and split_draw("random:7") == ("", "random:7")


def test_a_file_can_be_drawn_from_too(vae, tmp_path):
    Image.fromarray(vae.gallery.images[3, 0]).save(tmp_path / "three.png")
    drawn = resolve_end(f"draw:7:{tmp_path / 'three.png'}", vae)
    np.testing.assert_allclose(drawn.latent, resolve_end("draw:7:gallery:3", vae).latent, atol=1e-4)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("draw:7", "needs a picture"), ("draw:x:gallery:1", "not a seed"), ("draw:-1:gallery:1", "A seed is"),
        ("draw:7:random:1", "needs a picture"), ("draw:7:gallery:99999", "no picture 99999"),
    ],
)  # fmt: skip
def test_draws_that_are_none_are_refused(vae, text, cause):
    with pytest.raises(ExplorerError, match=cause):
        resolve_end(text, vae)


def test_models_without_densities_say_so():
    gan = load_model("digits-gan-normal")
    with pytest.raises(ExplorerError, match=r"gives a density q\(z\|x\)"):
        resolve_end("draw:7:gallery:1", gan)
    ends = (tuple(map(float, gan.gallery.latents[0])), tuple(map(float, gan.gallery.latents[1])))
    with pytest.raises(ExplorerError, match=r"no likelihood p\(x\|z\)"):
        solve(PathRequest("gan", Linear(), *ends, points=3, pixels="draw"), gan)


def test_pixels_are_drawn_from_the_likelihood_and_measures_from_the_mean(vae):
    ends = (tuple(map(float, vae.gallery.latents[0])), tuple(map(float, vae.gallery.latents[1])))
    asked = PathRequest("vae", OUBridge(), *ends, points=5, draws=2, seed=3)
    mean, drawn, again = (solve(replace(asked, pixels=p), vae) for p in ("mean", "draw", "draw"))
    assert set(np.unique(drawn.frames)) == {0.0, 1.0}
    np.testing.assert_array_equal(drawn.frames, again.frames)
    np.testing.assert_array_equal(drawn.latents, mean.latents)
    np.testing.assert_array_equal(drawn.step_distances, mean.step_distances)
    deviation = np.sqrt((mean.frames * (1 - mean.frames)).sum())
    assert abs(drawn.frames.sum() - mean.frames.sum()) < 5 * deviation
    assert np.abs(solve(replace(asked, pixels="draw", seed=4), vae).frames - drawn.frames).max() == 1


# P(N(1/2, 1) < 0), and for the variance 1/16.
@pytest.mark.parametrize(("beta", "share"), [(1.0, 0.3085), (1 / 16, 0.0228)])
def test_gaussian_pixels_vary_by_beta_and_are_cut_off(vae, beta, share):
    header = replace(vae.header, recipe={"name": "vae", "config": {"likelihood": "gaussian", "beta": beta}})
    frames = draw_pixels(replace(vae, header=header), torch.full((4000,), 0.5), 0)
    assert frames.min() == 0 and frames.max() == 1
    assert abs((frames == 0).float().mean() - share) < 0.1 * share**0.5
