"""Inversion finds the latent that made an image."""

import dataclasses
from types import SimpleNamespace

import pytest
import torch

from interp_explorer.engine import inversion
from interp_explorer.engine.errors import Cancelled, ExplorerError
from interp_explorer.engine.inversion import image_to_latent, images_to_latents
from interp_explorer.engine.model import assemble
from interp_explorer.engine.model_file import Gallery, ModelHeader
from interp_explorer.engine.networks import build_network, describe_network
from interp_explorer.engine.priors import make_prior
from interp_explorer.engine.progress import Progress


@pytest.fixture
def model():
    """An untrained generator on the semicircle prior, whose coordinates differ in scale."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        decoder = build_network("dcgan-generator", {"size": 8, "maps": 16, "latent_dimension": 3})
    for weights in decoder.parameters():
        weights.data *= 6  # or every image would be nearly the same grey
    prior = make_prior("semicircle", {"dimension": 3})
    described = {"name": "semicircle", "arguments": prior.arguments()}
    header = ModelHeader("tiny", "", "", {"decoder": describe_network(decoder)}, described, (1, 8, 8), 3, (), {}, {})
    return assemble(header, prior, {"decoder": decoder}, Gallery.empty((1, 8, 8), 3))


def test_an_image_of_the_decoder_is_found_again(model):
    z = model.prior.sample(1, torch.Generator().manual_seed(5))
    image = model.decode(z)[0]
    found = image_to_latent(model, image, seed=1)
    assert image.var() > 0.01 and found.error < 1e-3 * image.var()
    assert found.latent.shape == (3,) and found.reconstruction.shape == (1, 8, 8)
    torch.testing.assert_close(found.reconstruction, model.decode(found.latent[None])[0])


def test_the_same_seed_gives_the_same_latent(model):
    image = torch.rand(1, 8, 8, generator=torch.Generator().manual_seed(0))
    assert torch.equal(image_to_latent(model, image, 3).latent, image_to_latent(model, image, 3).latent)


def test_an_encoder_is_asked_where_there_is_one(model):
    encoder = build_network("vae-encoder", {"size": 8, "maps": 2, "latent_dimension": 3}).eval()
    model = dataclasses.replace(model, encoder=encoder)
    image = torch.rand(1, 8, 8)
    torch.testing.assert_close(image_to_latent(model, image).latent, encoder(image[None])[0][0])


def test_it_can_be_cancelled_and_tells_how_far_it_is(model):
    seen = []
    progress = Progress(lambda fraction, text: seen.append(fraction))
    image_to_latent(model, torch.zeros(1, 8, 8), progress=progress)
    assert seen == sorted(seen) and seen[-1] <= 1 and len(seen) > 10
    progress.cancel()
    with pytest.raises(Cancelled):
        image_to_latent(model, torch.zeros(1, 8, 8), progress=progress)


def test_an_image_that_does_not_fit_is_refused(model):
    with pytest.raises(ExplorerError, match=r"takes images of \(1, 8, 8\), not \(1, 9, 9\)"):
        image_to_latent(model, torch.zeros(1, 9, 9))
    with pytest.raises(ExplorerError, match="not finite"):
        image_to_latent(model, torch.full((1, 8, 8), float("nan")))


class Holed(torch.nn.Module):
    """A decoder that gives NaN for latents whose first coordinate is above `edge`."""

    def __init__(self, decoder, edge):
        super().__init__()
        self.decoder, self.edge = decoder, edge

    def forward(self, z):
        return self.decoder(z) + torch.where(z[:, :1, None, None] > self.edge, torch.nan, 0.0)


def test_a_start_that_is_not_finite_leaves_the_field_to_the_others(model):
    z = model.prior.sample(64, torch.Generator().manual_seed(5))
    z = z[z[:, 0].argsort()[16]][None]
    image = model.decode(z)[0]
    few = {"candidates": 32, "starts": 32, "steps": 20}
    edge = float(model.prior.sample(32, torch.Generator().manual_seed(0))[:, 0].median())
    found = images_to_latents(dataclasses.replace(model, decoder=Holed(model.decoder, edge)), image[None], **few)
    assert found.isfinite().all() and found[0, 0] <= edge
    with pytest.raises(ExplorerError, match="not finite while an image was inverted"):
        images_to_latents(dataclasses.replace(model, decoder=Holed(model.decoder, -1e9)), image[None], **few)


def test_many_images_are_inverted_in_parts_to_the_same_latents(model, monkeypatch):
    images = torch.rand(7, 1, 8, 8, generator=torch.Generator().manual_seed(2))
    few = {"steps": 5, "starts": 4, "candidates": 64}
    together = images_to_latents(model, images, **few)
    sizes = []

    def decode(z):
        sizes.append(len(z))
        return model.decoder(z)

    watched = SimpleNamespace(decode=decode, prior=model.prior, device=model.device, has_encoder=False, name=model.name)
    monkeypatch.setattr(inversion, "_CHUNK", 12)  # three images of four starts at a time
    in_parts = images_to_latents(watched, images, **few)
    torch.testing.assert_close(in_parts, together, rtol=1e-4, atol=1e-4)
    assert max(sizes) == 12
