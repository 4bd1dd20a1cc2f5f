"""A generative model as the explorer uses it: decoder, prior and what else came with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from .dynamics import System, system_of
from .errors import ExplorerError
from .model_file import ROLES, Codes, Gallery, ModelFile, ModelHeader, likelihood, pixel_variance, read_model
from .model_library import find_model, hides_shipped
from .networks import build_network, fold_batch_norm
from .priors import Prior, make_prior


@dataclass(frozen=True)
class Model:
    """Phi, f and, where there are any, E, a classifier, learned dynamics, a sketch of Phi, all in eval mode and frozen,
    and the encoded data.

    Batches come first: latents z (N, D), images (N, C, H, W) in [0, 1]. Every method works on the
    device of its argument, which must be the model's.
    """

    header: ModelHeader
    prior: Prior
    decoder: nn.Module
    encoder: nn.Module | None
    classifier: nn.Module | None
    gallery: Gallery
    device: torch.device
    velocity: nn.Module | None = None
    field: nn.Module | None = None
    sketch: nn.Module | None = None
    codes: Codes | None = None

    @property
    def name(self) -> str:
        """The name in the header."""
        return self.header.name

    @property
    def latent_dimension(self) -> int:
        """D."""
        return self.header.latent_dimension

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """(C, H, W)."""
        return self.header.image_shape

    @property
    def has_encoder(self) -> bool:
        """Whether `encode` works."""
        return self.encoder is not None

    @property
    def likelihood(self) -> str:
        """p(x | z) around the decoder's mean: 'bernoulli', 'gaussian' of variance beta, or '' for none."""
        return likelihood(self.header)

    @property
    def has_classifier(self) -> bool:
        """Whether `classify` and `features` work."""
        return self.classifier is not None

    @property
    def has_dynamics(self) -> bool:
        """Whether `dynamics` works."""
        return self.field is not None

    def decode(self, z: Tensor) -> Tensor:
        """Phi(z): latents (N, D) to images (N, C, H, W) in [0, 1]; differentiable in z."""
        return self.decoder(z)

    def decode_checked(self, z: Tensor) -> Tensor:
        """Phi(z), or ExplorerError if the latents or their images are not finite numbers."""
        if not z.isfinite().all():
            raise ExplorerError("A latent has values that are not finite numbers, so it has no image.")
        images = self.decode(z)
        if not images.isfinite().all():
            norm = z.norm(dim=1).max().item()
            raise ExplorerError(
                f"The decoder of {self.name} gave values that are not finite numbers (latent norm up to {norm:.3g})."
            )
        return images

    def encode(self, images: Tensor) -> Tensor:
        """E(x), (N, D): the mean where the encoder gives a density. Raises ExplorerError where there is no encoder."""
        if self.encoder is None:
            raise ExplorerError(f"{self.name} has no encoder; an image is inverted by optimisation instead.")
        codes = self.encoder(images)
        return codes if isinstance(codes, Tensor) else codes[0]

    def posterior(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of q(z | x), (N, D) each. Raises ExplorerError where the encoder gives no density."""
        codes = None if self.encoder is None else self.encoder(images)
        if not isinstance(codes, tuple):
            raise ExplorerError(f"{self.name} has no encoder that gives a density q(z|x) to draw an end from.")
        return codes

    def classify(self, images: Tensor) -> Tensor:
        """Class probabilities (N, classes), summing to 1. Raises ExplorerError where there is no classifier."""
        return self._classifier()(images).softmax(1)

    def log_classify(self, images: Tensor) -> Tensor:
        """Logarithms of `classify`, (N, classes), exact also where a probability underflows; differentiable."""
        return self._classifier()(images).log_softmax(1)

    def features(self, images: Tensor) -> Tensor:
        """The classifier's last hidden layer, (N, K). Raises ExplorerError where there is no classifier."""
        features: Tensor = self._classifier().features(images)
        return features

    def dynamics(self) -> System:
        """The system of the learned field. Raises ExplorerError where there is none."""
        if self.field is None:
            raise ExplorerError(
                f"{self.name} has learned no dynamics: open a model that a NeurInt recipe made, or take another method."
            )
        return system_of(self.field)

    def start_density(self, source: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and deviation, each (N, D), of what is drawn for a path between latents (N, D): its initial velocity
        (NI, Algorithm 1). Both are 0 for dynamics that draw nothing."""
        if self.velocity is None:
            return torch.zeros_like(source), torch.zeros_like(source)
        return self.velocity(source, target)

    def to(self, device: str | torch.device) -> Model:
        """The same model on another device; networks that are already there are shared."""
        device = torch.device(device)
        if device == self.device:
            return self
        networks = {role: getattr(self, role) for role in ROLES}
        moved = {
            role: None if network is None else fold_batch_norm(network).to(device) for role, network in networks.items()
        }
        return replace(self, **moved, device=device)

    def _classifier(self) -> Any:
        if self.classifier is None:
            raise ExplorerError(f"{self.name} came without a classifier, so its images cannot be classified.")
        return self.classifier


def draw_pixels(model: Model, mean: Tensor, seed: int) -> Tensor:
    """A draw from p(x | z) around decoded images (..., C, H, W), in [0, 1]; the same for the same seed.

    A Gaussian draw is cut off at 0 and 1.
    """
    generator = torch.Generator().manual_seed(seed)
    if model.likelihood == "bernoulli":
        return (torch.rand(mean.shape, generator=generator).to(mean.device) < mean).to(mean.dtype)
    noise = torch.randn(mean.shape, generator=generator).to(mean.device)
    return (mean + pixel_variance(model.header) ** 0.5 * noise).clamp(0, 1)


def load_model(name_or_path: str | Path, device: str | torch.device = "cpu") -> Model:
    """The model of that name, or in that file, ready to decode.

    Raises ExplorerError with one sentence for a file that is missing, damaged, foreign, pickled, newer
    than the program, or whose weights do not fit its networks; and for one that has no decoder.
    """
    path = find_model(name_or_path)
    file = _read(path)
    if "decoder" not in file.header.networks or file.header.prior is None:
        raise ExplorerError(f"{file.header.name} has no decoder, so there are no paths in it to explore.")
    try:
        networks = {role: _network(file, role) for role in file.header.networks}
        prior = make_prior(file.header.prior["name"], file.header.prior["arguments"])
        model = assemble(file.header, prior, networks, file.gallery, file.codes)
        _check_shapes(model)
    except ExplorerError as error:
        raise ExplorerError(f"{path} cannot be used: {error}", error.details) from error
    return model.to(device)


def load_classifier(name_or_path: str | Path) -> tuple[ModelHeader, nn.Module]:
    """Header and classifier of a model file, on the CPU, frozen and in eval mode. Errors as `load_model`."""
    header, networks = load_networks(name_or_path, "classifier")
    try:
        _check_classifier(header)
    except ExplorerError as error:
        raise ExplorerError(f"{find_model(name_or_path)} cannot be used: {error}") from error
    return header, networks["classifier"]


def load_networks(name_or_path: str | Path, *roles: str) -> tuple[ModelHeader, dict[str, nn.Module]]:
    """Header and networks of a model file by role, as they were trained: on the CPU, frozen, in eval mode, not folded.

    Raises ExplorerError as `load_model` does, and for a role that the model lacks.
    """
    path = find_model(name_or_path)
    file = _read(path)
    for role in roles:
        if role not in file.header.networks:
            raise ExplorerError(f"{file.header.name} has no {role}.")
    try:
        return file.header, {role: _network(file, role).eval().requires_grad_(False) for role in roles}
    except ExplorerError as error:
        raise ExplorerError(f"{path} cannot be used: {error}", error.details) from error


def assemble(
    header: ModelHeader,
    prior: Prior,
    networks: Mapping[str, nn.Module],
    gallery: Gallery,
    codes: Codes | None = None,
) -> Model:
    """A `Model` on the CPU from networks by role, which are copied, folded and frozen."""
    folded: dict[str, Any] = {role: fold_batch_norm(network) for role, network in networks.items()}
    return Model(
        header, prior, folded["decoder"], folded.get("encoder"), folded.get("classifier"), gallery, torch.device("cpu"),
        folded.get("velocity"), folded.get("field"), folded.get("sketch"), codes,
    )  # fmt: skip


def _read(path: Path) -> ModelFile:
    """All of a file; where it is unusable and hides a shipped model, the error says so."""
    try:
        return read_model(path)
    except ExplorerError as error:
        if not hides_shipped(path):
            raise
        raise ExplorerError(
            f"{str(error).rstrip('.')}; it hides the model of that name that ships with the program, "
            "so remove or rename it.",
            error.details,
        ) from error


def _network(file: ModelFile, role: str) -> nn.Module:
    """The network of a role with its weights. Raises ExplorerError naming the first that does not fit."""
    described = file.header.networks[role]
    network = build_network(described["name"], described["arguments"])
    given = file.weights[role]
    wanted = network.state_dict()
    for name, tensor in wanted.items():
        if name not in given:
            raise ExplorerError(f"the {role}'s weights {name} are missing.")
        if given[name].shape != tuple(tensor.shape):
            raise ExplorerError(f"the {role}'s weights {name} are {given[name].shape}, not {tuple(tensor.shape)}.")
    if surplus := given.keys() - wanted.keys():
        raise ExplorerError(f"the {role} has weights it has no use for: {', '.join(sorted(surplus))}.")
    network.load_state_dict({name: torch.from_numpy(np.array(value)) for name, value in given.items()})
    return network


def _check_shapes(model: Model) -> None:
    """Run every network once. Raises ExplorerError where the header, the prior and the networks disagree."""
    dimension, shape = model.latent_dimension, model.image_shape
    if model.prior.dimension != dimension:
        raise ExplorerError(f"the prior has {model.prior.dimension} dimensions and the header says {dimension}.")
    _check_classifier(model.header)
    try:
        with torch.no_grad():
            images = model.decode(torch.zeros(1, dimension))
            codes = model.encode(images) if model.has_encoder else torch.zeros(1, dimension)
            moved = _moved(model, codes) if model.has_dynamics else codes
            classes = model.classify(images) if model.has_classifier else torch.zeros(1, len(model.header.classes))
            sketched = torch.zeros(1, 1) if model.sketch is None else model.sketch(torch.zeros(1, dimension))
    except (RuntimeError, AttributeError, TypeError) as error:
        raise ExplorerError("its networks do not fit each other.", str(error)) from error
    if images.shape != (1, *shape) or codes.shape != (1, dimension) or moved.shape != (1, dimension):
        raise ExplorerError("its networks do not make the images and latents that the header announces.")
    if sketched.ndim != 2:
        raise ExplorerError("its sketch does not make points of latents.")
    if model.has_classifier and classes.shape != (1, len(model.header.classes)):
        raise ExplorerError("its classifier does not tell apart the classes that the header names.")


def _check_classifier(header: ModelHeader) -> None:
    """Raise ExplorerError where there is a classifier, and it is for other images than the header announces."""
    if "classifier" not in header.networks:
        return
    shape, described = header.image_shape, header.networks["classifier"]["arguments"]
    taken = (described.get("channels", shape[0]), *2 * (described.get("size", shape[1]),))
    if taken != shape:
        sizes = ["x".join(map(str, each)) for each in (taken, shape)]
        raise ExplorerError(f"its classifier is for images of {sizes[0]} and the header announces {sizes[1]}.")


def _moved(model: Model, codes: Tensor) -> Tensor:
    """How fast the latents move that start with the mean velocity, (N, D)."""
    system = model.dynamics()
    return system.position(system(0.0, system.start(codes, model.start_density(codes, codes)[0])))
