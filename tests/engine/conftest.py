"""Small models with known geometry, in place of trained ones."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest
import torch

from interp_explorer.engine.priors import Normal


@dataclass
class ToyModel:
    """What the solver needs of a model: a decoder z (N, D) -> (N, C, H, W) and a prior."""

    decode: object
    prior: object
    header: object
    device: torch.device = torch.device("cpu")
    name: str = "toy"
    logits: object = None
    classifier: object = None
    likelihood: str = ""

    @property
    def has_classifier(self):
        return self.logits is not None

    def log_classify(self, images):
        return self.logits(images.flatten(1)).log_softmax(1)

    def classify(self, images):
        return self.log_classify(images).exp()

    def features(self, images):
        return torch.relu(self.logits(images.flatten(1)))


def toy(embed, dimension, prior=None, logits=None, classes=("a", "b", "c")):
    """A model whose 'images' are the embedded points, (N, F, 1, 1); `logits` (N, F) -> (N, classes) classifies them."""
    header = SimpleNamespace(
        latent_dimension=dimension, image_shape=(1, 1, 1), classes=() if logits is None else classes
    )
    return ToyModel(lambda z: embed(z)[:, :, None, None], prior or Normal(dimension), header, logits=logits)


@pytest.fixture
def make_toy():
    """The function `toy`."""
    return toy


@pytest.fixture
def flat():
    """The plane itself."""
    return toy(lambda z: z, 2)


@pytest.fixture
def half_sphere():
    """FG example 2: the central projection of the plane onto the unit sphere around (0, 0, 1)."""

    def embed(z):
        center = z.new_tensor([0.0, 0.0, 1.0])
        offset = torch.cat([z, torch.zeros_like(z[:, :1])], 1) - center
        return center + offset / offset.norm(dim=1, keepdim=True)

    return toy(embed, 2)


@pytest.fixture
def curved():
    """A smooth random two-layer decoder from R^4 to R^30 with a normal prior."""
    generator = torch.Generator().manual_seed(0)
    inner = torch.randn(4, 24, generator=generator)
    outer = torch.randn(24, 30, generator=generator) / 5
    return toy(lambda z: torch.tanh(z @ inner * 0.6) @ outer, 4)


@pytest.fixture
def classified():
    """The plane, classified into 'a' around the origin, 'b' to the right (x > 1.5) and 'c' above (y > 1.5), sharply."""

    def logits(x):
        return 6 * torch.stack([torch.ones_like(x[:, 0]), x[:, 0] - 0.5, x[:, 1] - 0.5], 1)

    return toy(lambda z: z, 2, logits=logits)
