"""The ends of a path from what a user types."""

from __future__ import annotations

import os
from tokenize import TokenError
from typing import TYPE_CHECKING

import numpy as np

from .errors import ExplorerError
from .progress import Progress
from .registry import Registry
from .request import LARGEST_SEED
from .scene import End

if TYPE_CHECKING:
    import torch

    from .model import Model

ENDS = Registry("kind of end")
"""Prefix of the text -> function of (value, model, seed, progress) that gives the latent (D,)."""

MISSING = "An end is missing: give a gallery index, random:SEED, an image file, or a .npy file with a latent."


def resolve_end(text: str, model: Model, seed: int = 0, progress: Progress | None = None) -> End:
    """The latent point that a text names.

    '3' or 'gallery:3' is a picture of the model's gallery, 'random:7' a sample of its prior with that
    seed, 'draw:7:PICTURE' a draw from the encoder's q(z | x) of a gallery picture or file, 'FILE.npy' or
    'latent:FILE' a saved latent of shape (D,) or (1, D), and any other text, or 'image:FILE', a picture that is
    encoded or inverted, for which `seed` is used. The origin of the End is the text with its prefix. Raises
    ExplorerError if there is no such point, and Cancelled.
    """
    check_end(text)
    kind, value = _kind_and_value(text.strip())
    latent = ENDS[kind](value, model, seed, progress or Progress())
    return End(tuple(float(coordinate) for coordinate in latent), f"{kind}:{value}")


def check_end(text: str) -> None:
    """Raise ExplorerError for a text that names no point of any model: told before one is loaded."""
    kind, value = _kind_and_value(text.strip())
    if not value:
        raise ExplorerError(MISSING)
    if kind == "gallery":
        _whole_number(value, "a gallery index")
    elif kind == "random":
        _seed(value)
    elif kind == "draw":
        seed, _, picture = value.partition(":")
        _seed(seed)
        if picture:
            check_end(picture)
    elif not os.path.exists(value):
        raise ExplorerError(f"There is no file {value}.")


def _kind_and_value(text: str) -> tuple[str, str]:
    prefix, colon, rest = text.partition(":")
    if colon and prefix in ENDS:
        return prefix, rest
    if text.removeprefix("-").isdecimal():
        return "gallery", text
    return ("latent" if text.lower().endswith(".npy") else "image"), text


@ENDS.register("gallery")
def _gallery(value: str, model: Model, seed: int, progress: Progress) -> np.ndarray:
    latents = model.gallery.latents
    if len(latents) == 0:
        raise ExplorerError(f"Model {model.header.name} has no gallery: use random:SEED or an image file.")
    index = _whole_number(value, "a gallery index")
    if not 0 <= index < len(latents):
        raise ExplorerError(
            f"There is no picture {index} in the gallery of {model.header.name}: it has 0 to {len(latents) - 1}."
        )
    return latents[index]


@ENDS.register("random")
def _random(value: str, model: Model, seed: int, progress: Progress) -> np.ndarray:
    import torch

    own_seed = _seed(value)
    return model.prior.sample(1, torch.Generator().manual_seed(own_seed))[0].cpu().numpy()


@ENDS.register("draw")
def _draw(value: str, model: Model, seed: int, progress: Progress) -> np.ndarray:
    """z ~ q(z | x), the encoder's Gaussian, of a picture: 'SEED:PICTURE' (BP, interpolation step 1)."""
    import torch

    seed_text, _, picture = value.partition(":")
    own_seed = _seed(seed_text)
    with torch.no_grad():
        mean, log_variance = (part[0] for part in model.posterior(_pixels(picture, model).to(model.device)[None]))
    noise = torch.randn(mean.shape, generator=torch.Generator().manual_seed(own_seed)).to(mean.device)
    return (mean + (log_variance / 2).exp() * noise).cpu().numpy()


def _pixels(text: str, model: Model) -> torch.Tensor:
    """The picture (C, H, W) in [0, 1] that a text names: of the gallery, or a file."""
    import torch

    from .images import read_image

    kind, value = _kind_and_value(text)
    if kind == "gallery":
        _gallery(value, model, 0, Progress())  # refuses what is not there
        return torch.from_numpy(model.gallery.images[int(value)]).float() / 255
    if kind == "image" and value:
        return torch.from_numpy(read_image(value, model.header.image_shape))
    raise ExplorerError("A draw from q(z|x) needs a picture: as in draw:7:gallery:3 or draw:7:digit.png.")


def split_draw(origin: str) -> tuple[str, str]:
    """The seed of an end's draw from q(z | x), '' for none, and the origin of its picture."""
    kind, _, rest = origin.partition(":")
    if kind != "draw":
        return "", origin
    seed, _, picture = rest.partition(":")
    return seed, picture


@ENDS.register("latent")
def _latent(value: str, model: Model, seed: int, progress: Progress) -> np.ndarray:
    try:
        with open(value, "rb") as file:
            latent = np.lib.format.read_array(file, allow_pickle=False)
    except (OSError, ValueError, MemoryError, SyntaxError, TokenError) as error:
        reason = getattr(error, "strerror", None) or "it is not a .npy file of numbers"
        raise ExplorerError(f"Cannot read the latent {value}: {reason}.", str(error)) from error
    dimension = model.header.latent_dimension
    if latent.shape not in ((dimension,), (1, dimension)):
        raise ExplorerError(
            f"The latent {value} has shape {latent.shape}; model {model.header.name} needs ({dimension},)."
        )
    if latent.dtype.kind not in "fiu" or not np.isfinite(latent).all():
        raise ExplorerError(f"The latent {value} holds something else than finite real numbers.")
    return latent.reshape(dimension)


@ENDS.register("image")
def _image(value: str, model: Model, seed: int, progress: Progress) -> np.ndarray:
    import torch

    from .images import read_image
    from .inversion import image_to_latent

    picture = torch.from_numpy(read_image(value, model.header.image_shape))
    return image_to_latent(model, picture, seed, progress).latent.cpu().numpy()


def _seed(text: str) -> int:
    seed = _whole_number(text, "a seed")
    if not 0 <= seed <= LARGEST_SEED:
        raise ExplorerError(f"A seed is a whole number from 0 to {LARGEST_SEED}, not {seed}.")
    return seed


def _whole_number(text: str, what: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ExplorerError(f"{text!r} is not {what}: a whole number is.") from None
