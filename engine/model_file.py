"""Models as files: weights, a JSON header and a small gallery in one `.safetensors`. Needs no torch.

Reading one never runs code from it: the format holds numbers and text only, networks and priors are
found by name in this program's registries, and their arguments are checked against declared ranges.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from .errors import ExplorerError
from .factors import Factor
from .files import atomic_write

FORMAT_VERSION = 1
ROLES = ("decoder", "encoder", "classifier", "velocity", "field", "sketch")

_HEADER_KEY = "interp-explorer"
_GALLERY = "gallery"
_FACTORS = f"{_GALLERY}.factors"
_CODES, _VALUES = "codes.latents", "codes.values"
_PICKLE = re.compile(rb"\x80|PK\x03\x04|\([dl]p\d+\n|c[\w.]+\n\w+\n")
"""The beginning of a pickle of any protocol, or of an archive as torch writes them."""


@dataclass(frozen=True)
class ModelHeader:
    """What a model says of itself.

    `networks` maps a role (see ROLES) to {'name', 'arguments'} for `build_network`; `prior` is
    {'name', 'arguments'} for `make_prior`, None where there is no decoder, and then `latent_dimension` is 0.
    `image_shape` is (C, H, W). `recipe` is {'name', 'config', 'seed'} and `data` {'name', 'sha256', 'images',
    'licence'}, with the 'spec' of a set that can be made again, or the 'factors' of one that cannot. `scores` maps a
    measure, which names its feature network if it has one, to a number.
    """

    name: str
    title: str
    summary: str
    networks: dict[str, dict[str, Any]]
    prior: dict[str, Any] | None
    image_shape: tuple[int, int, int]
    latent_dimension: int
    classes: tuple[str, ...]
    recipe: dict[str, Any]
    data: dict[str, Any]
    scores: dict[str, float] = field(default_factory=dict)
    card: str = ""
    format_version: int = FORMAT_VERSION

    def to_json(self) -> str:
        """The header as JSON text."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> ModelHeader:
        """The header in a JSON text. Raises ValueError, with what is wrong, if it is not one."""
        values = json.loads(text)
        if not isinstance(values, dict):
            raise ValueError("the header is not an object")
        version = values.get("format_version")
        if not isinstance(version, int) or not _is_count(version):
            raise ValueError("the header has no format version, which is a whole number from 1")
        if version > FORMAT_VERSION:
            raise ValueError(
                f"it has format {version} and this program reads up to {FORMAT_VERSION}; update the program"
            )
        fields = {each.name for each in dataclasses.fields(cls)}
        if missing := fields - set(values):
            raise ValueError(f"the header lacks {', '.join(sorted(missing))}")
        values = {name: value for name, value in values.items() if name in fields}
        _check_types(values)
        return cls(**{**values, "image_shape": tuple(values["image_shape"]), "classes": tuple(values["classes"])})


@dataclass(frozen=True)
class Gallery:
    """Held-out images to start from: images uint8 (N, C, H, W), labels int64 (N,), latents float32 (N, D), and the
    factors float64 (N, F) that they were made from, where they are known (see `engine.factors`)."""

    images: np.ndarray
    labels: np.ndarray
    latents: np.ndarray
    factors: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.images)

    @classmethod
    def empty(cls, image_shape: tuple[int, int, int], latent_dimension: int) -> Gallery:
        """A gallery of no images."""
        return cls(
            np.empty((0, *image_shape), np.uint8), np.empty(0, np.int64), np.empty((0, latent_dimension), np.float32)
        )


@dataclass(frozen=True)
class Codes:
    """Where a model's data lie in its latent space: latents float32 (m, D) of images made from `values` float64 (m, F)
    of `factors`. For data that the program cannot draw again."""

    latents: np.ndarray
    values: np.ndarray
    factors: tuple[Factor, ...]


@dataclass(frozen=True)
class ModelFile:
    """All that a file holds; `weights` maps role -> name of the tensor -> array."""

    header: ModelHeader
    weights: dict[str, dict[str, np.ndarray]]
    gallery: Gallery
    codes: Codes | None = None


def likelihood(header: ModelHeader) -> str:
    """The likelihood that the model's recipe has trained its decoder with, '' where it has none."""
    return _config(header).get("likelihood", "") if "encoder" in header.networks else ""


def pixel_variance(header: ModelHeader) -> float:
    """Of a Gaussian likelihood: half the squared error plus beta times the divergence is, but for a factor, what a
    Gaussian of variance beta gives with the divergence unweighted."""
    beta = _config(header).get("beta", 1.0)
    return float(beta) if isinstance(beta, (int, float)) and 0 <= beta < float("inf") else 1.0


def _config(header: ModelHeader) -> dict[str, Any]:
    config = header.recipe.get("config", {})
    return config if isinstance(config, dict) else {}


def has_dynamics(header: ModelHeader) -> bool:
    """Whether the model has learned paths of its own together with its images (NI)."""
    return "field" in header.networks


def write_model(
    path: str | Path,
    header: ModelHeader,
    weights: Mapping[str, Mapping[str, Any]],
    gallery: Gallery,
    codes: Codes | None = None,
) -> None:
    """Write a model in one atomic step; `weights` maps role -> state dict, of arrays or CPU tensors.

    The factors of `codes` go into the header's `data`.

    Raises ExplorerError if the file cannot be written or the weights are not finite.
    """
    tensors = {
        f"{role}.{name}": np.asarray(value, order="C")
        for role, state in weights.items()
        for name, value in state.items()
    }
    tensors |= {
        f"{_GALLERY}.{name}": np.asarray(value, order="C") for name, value in vars(gallery).items() if value is not None
    }
    if codes is not None:
        tensors |= {_CODES: np.asarray(codes.latents, order="C"), _VALUES: np.asarray(codes.values, order="C")}
        described = [dataclasses.asdict(factor) for factor in codes.factors]
        header = dataclasses.replace(header, data={**header.data, "factors": described})
    _check_finite(path, tensors)
    content = save(tensors, metadata={_HEADER_KEY: header.to_json()})
    with atomic_write(path) as temporary:
        temporary.write_bytes(content)


def read_header(path: str | Path) -> ModelHeader:
    """The header alone, without reading the weights. Raises ExplorerError if the file is no model."""
    with _opened(path) as file:
        return _header(path, file)


def read_gallery(path: str | Path) -> Gallery:
    """The gallery alone. Raises ExplorerError if the file is no model."""
    with _opened(path) as file:
        return _gallery(path, _header(path, file), file)


def read_model(path: str | Path) -> ModelFile:
    """Header, weights and gallery. Raises ExplorerError if the file is no model or a weight is not finite."""
    with _opened(path) as file:
        header = _header(path, file)
        weights: dict[str, dict[str, np.ndarray]] = {role: {} for role in header.networks}
        keys: list[str] = file.keys()
        for key in keys:
            role, _, name = key.partition(".")
            if role in weights:
                weights[role][name] = file.get_tensor(key)
        _check_finite(path, {f"{role}.{name}": value for role in weights for name, value in weights[role].items()})
        return ModelFile(header, weights, _gallery(path, header, file), _codes(path, header, file))


@contextmanager
def _opened(path: str | Path) -> Iterator[Any]:
    """The file, open for reading, every way in which it is no model being told apart."""
    try:
        with safe_open(os.fspath(path), framework="np") as file:
            yield file
    except FileNotFoundError:
        raise ExplorerError(f"There is no file {path}.") from None
    except SafetensorError as error:
        if _PICKLE.match(_beginning(path)):
            raise ExplorerError(
                f"{path} is a pickled file, which could run code when opened; "
                "only models saved as .safetensors by Interp Explorer are read."
            ) from None
        raise ExplorerError(f"{path} is damaged or is not a .safetensors file.", str(error)) from error
    except OSError as error:
        raise ExplorerError(f"Cannot read {path}: {error.strerror or error}.") from error


def _beginning(path: str | Path) -> bytes:
    with open(path, "rb") as file:
        return file.read(200)


def _header(path: str | Path, file: Any) -> ModelHeader:
    text = (file.metadata() or {}).get(_HEADER_KEY)
    if text is None:
        raise ExplorerError(f"{path} was made by another program: it has weights but no Interp Explorer header.")
    try:
        return ModelHeader.from_json(text)
    except (ValueError, RecursionError) as error:
        raise ExplorerError(f"{path} cannot be used: {error}.") from error


def _gallery(path: str | Path, header: ModelHeader, file: Any) -> Gallery:
    names = {f"{_GALLERY}.{each.name}": each.name for each in dataclasses.fields(Gallery)}
    keys = set(file.keys())
    if missing := names.keys() - keys - {_FACTORS}:
        raise ExplorerError(f"{path} cannot be used: it lacks {', '.join(sorted(missing))}.")
    gallery = Gallery(**{name: file.get_tensor(key) for key, name in names.items() if key in keys})
    count = len(gallery.images)
    fits = (
        gallery.images.shape == (count, *header.image_shape)
        and gallery.images.dtype == np.uint8
        and gallery.labels.shape == (count,)
        and gallery.labels.dtype == np.int64
        and gallery.latents.shape == (count, header.latent_dimension)
        and gallery.latents.dtype == np.float32
        and bool(np.isfinite(gallery.latents).all())
        and (gallery.factors is None or _are_factors(gallery.factors, count))
    )
    if not fits:
        raise ExplorerError(f"{path} cannot be used: its gallery does not fit its header.")
    return gallery


def _codes(path: str | Path, header: ModelHeader, file: Any) -> Codes | None:
    if not {_CODES, _VALUES} <= set(file.keys()):
        return None
    latents, values = file.get_tensor(_CODES), file.get_tensor(_VALUES)
    try:
        factors = tuple(Factor(**{**each, "choices": tuple(each["choices"])}) for each in header.data["factors"])
    except (KeyError, TypeError):
        factors = ()
    fits = (
        latents.shape == (len(values), header.latent_dimension)
        and latents.dtype == np.float32
        and bool(np.isfinite(latents).all())
        and _are_factors(values, len(latents))
        and values.shape[1] == len(factors)
    )
    if not fits:
        raise ExplorerError(f"{path} cannot be used: its encoded data do not fit its header.")
    return Codes(latents, values, factors)


def _are_factors(values: np.ndarray, count: int) -> bool:
    return values.ndim == 2 and len(values) == count and values.dtype == np.float64 and bool(np.isfinite(values).all())


def _check_finite(path: str | Path, tensors: Mapping[str, np.ndarray]) -> None:
    for name, value in tensors.items():
        if value.dtype.kind == "f" and not np.isfinite(value).all():
            raise ExplorerError(f"{path}: the weights {name} are not all finite numbers.")


def _check_types(values: dict[str, Any]) -> None:
    """Raise ValueError naming the first field whose JSON value is not what `ModelHeader` declares."""
    networks, prior, shape = values["networks"], values["prior"], values["image_shape"]
    scores, dimension = values["scores"], values["latent_dimension"]
    wrong = {
        "name, title, summary or card": not all(
            isinstance(values[name], str) for name in ("name", "title", "summary", "card")
        ),
        "networks": not (isinstance(networks, dict) and networks and all(map(_is_named, networks.values()))),
        "prior": not (prior is None or _is_named(prior)),
        "image_shape": not (isinstance(shape, list) and len(shape) == 3 and all(_is_count(each) for each in shape)),
        "latent_dimension": not (_is_count(dimension) or dimension == 0),
        "classes": not (isinstance(values["classes"], list) and all(isinstance(c, str) for c in values["classes"])),
        "recipe or data": not (isinstance(values["recipe"], dict) and isinstance(values["data"], dict)),
        "scores": not (isinstance(scores, dict) and all(isinstance(v, (int, float)) for v in scores.values())),
    }
    for name, is_wrong in wrong.items():
        if is_wrong:
            raise ValueError(f"the header's {name} is malformed")
    if unknown := set(networks) - set(ROLES):
        raise ValueError(f"it has networks for the unknown roles {', '.join(sorted(unknown))}")
    if "decoder" in networks and (prior is None or dimension == 0):
        raise ValueError("it has a decoder but no prior")


def _is_named(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("name"), str) and isinstance(value.get("arguments"), dict)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
