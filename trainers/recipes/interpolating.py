"""Algorithm 2 of NI, whatever joins source and target."""

from __future__ import annotations

import abc
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from ...engine.networks import build_network
from ...engine.networks.progressive import as_grown
from ...engine.parameters import parameter
from ...engine.priors import Prior
from ..datasets import Dataset
from ..descent import descend
from ..growth import Stage
from ..state import Batch, TrainingState
from .codes import fitted_density
from .generative import SEED
from .presets import ADVERSARIAL
from .progressive import AdversarialRecipe
from .strips import fixed_pairs, reconstructions, strips_between


@dataclass(frozen=True)
class InterpolatingRecipe(AdversarialRecipe):
    """Encoder, generator and paths between images, trained together (NI, Algorithm 2).

    The first half of a batch are sources, the second half targets, and the whole of it the real images, so that a
    batch of B images trains B / 2 paths and, with two times on each, shows the discriminator B of each kind.
    Subclasses say what joins two latents.
    """

    weight_start: float = parameter(
        1000.0, "Reconstruction at first", "Weight of the reconstruction when a grid is added", low=0.0, high=1e6
    )
    weight_end: float = parameter(
        100.0, "Reconstruction later", "Its weight from the middle of each growing step on", low=0.0, high=1e6
    )
    latent_weight: float = parameter(
        0.0, "Meeting the target", "Weight of the squared distance, a mean over coordinates, of a path's end from its "
        "target's latent; 0 in the paper", low=0.0, high=1e6,
    )  # fmt: skip
    interior_times: int = parameter(2, "Times", "Times on each path that the discriminator sees", low=1, high=16)
    path_steps: int = parameter(32, "Path steps", "Steps of the grid of times, and of the solver", low=2, high=1000)
    hidden: int = parameter(128, "Hidden units", "Width of the encoders' hidden layers", low=1, high=8192)

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "ci": {**ADVERSARIAL["ci"], "path_steps": 4, "hidden": 16},
        "cpu": {**ADVERSARIAL["cpu"], "path_steps": 8, "latent_weight": 1.0},
        "tables": {**ADVERSARIAL["tables"], "path_steps": 8},
        "paper": {**ADVERSARIAL["paper"], "batch_size": 32, "hidden": 512},
    }

    @abc.abstractmethod
    def joining(self) -> dict[str, nn.Module]:
        """Fresh networks, by name, that join two latents."""

    @abc.abstractmethod
    def path(self, networks: Mapping[str, nn.Module], source: Tensor, target: Tensor, noise: Tensor) -> Tensor:
        """Latents (path_steps + 1, N, D) at equal times from 0 to 1, of `source`, `target` and standard normal
        `noise`, each (N, D)."""

    def networks(self, data: Dataset) -> dict[str, nn.Module]:
        shape = self.shape(data)
        latent = {**shape, "latent_dimension": self.latent_dimension}
        return {
            "generator": build_network("progressive-generator", latent),
            "discriminator": build_network("progressive-discriminator", shape),
            "encoder": build_network("position-encoder", {**latent, "hidden": self.hidden}),
            **self.joining(),
        }

    def optimisers(self, networks: Mapping[str, nn.Module]) -> dict[str, Optimizer]:
        others = [network for name, network in networks.items() if name != "discriminator"]
        return {"discriminator": self.adam([networks["discriminator"]]), "generator": self.adam(others)}

    def reconstruction_weight(self, stage: Stage) -> float:
        """lambda: falls linearly over the first half of each growing step (NI, 'Architecture and Setup')."""
        share = min(2 * stage.share, 1.0)
        return self.weight_start + share * (self.weight_end - self.weight_start)

    def step(self, batch: Batch, state: TrainingState) -> dict[str, Tensor]:
        stage = self.begin_step(state)
        real = as_grown(batch.images, stage.growth)
        pairs = len(real) // 2
        ends, interior, miss, log = self._latents(real[: 2 * pairs], state)
        images: Tensor = state.networks["generator"](torch.cat([ends, interior]))
        made_ends, made = images.split([len(ends), len(interior)])
        log |= self.train_discriminator(real, made, state)
        weight = self.reconstruction_weight(stage)
        # A sum over times and over ends, as printed, of means over pixels.
        adversarial = self.interior_times * self.game.generator(state.networks["discriminator"](made))
        reconstruction = 2 * (made_ends - real[: 2 * pairs]).square().mean()
        terms = {"generator": adversarial, "reconstruction": reconstruction, "squared latent miss": miss}
        with _GradientNorms(images, len(ends)) as norms:
            total = adversarial + weight * reconstruction + self.latent_weight * miss
            gradient = descend("total", total, state.optimisers["generator"], terms)
        return {
            **log,
            **terms,
            "encoder and generator gradient": gradient,
            "reconstruction gradient at the image": norms.first,
            "adversarial gradient at the image": norms.second,
            "reconstruction weight": torch.tensor(weight),
            "growth": torch.tensor(stage.growth),
        }

    def _latents(self, images: Tensor, state: TrainingState) -> tuple[Tensor, Tensor, Tensor, dict[str, Tensor]]:
        """Of sources and targets, stacked: the starts and ends of their paths; points between, a block for each of
        the times; the mean squared distance of the ends from the targets' latents; what to log."""
        codes: Tensor = state.networks["encoder"](images)
        source, target = codes.chunk(2)
        noise = torch.randn(source.shape, generator=state.generator).to(state.device)
        path = self.path(state.networks, source, target, noise)
        times = self.distinct_times(len(source), state.generator).to(state.device)
        interior = path[times, torch.arange(len(source), device=state.device)[:, None]]
        ends = torch.cat([path[0], path[-1]])
        miss = (path[-1] - target).square().mean()
        return ends, interior.transpose(0, 1).flatten(0, 1), miss, {"latent deviation": codes.std(0).mean()}

    def distinct_times(self, count: int, chance: torch.Generator) -> Tensor:
        """For each of `count` paths, `interior_times` distinct inner places of the grid, (count, interior_times)."""
        order = torch.rand(count, self.path_steps - 1, generator=chance).argsort(1)
        return 1 + order[:, : self.interior_times]

    def between(
        self, parts: Mapping[str, nn.Module], source: Tensor, target: Tensor, chance: torch.Generator
    ) -> Tensor:
        """Latents (path_steps + 1, N, D) of paths between images, by networks as `parts` gives them."""
        encoder = parts["encoder"]
        codes, ends = encoder(source), encoder(target)
        noise = torch.randn(codes.shape, generator=chance).to(codes.device)
        return self.path(parts, codes, ends, noise)

    def sheet(self, state: TrainingState, data: Dataset) -> Tensor:
        """Test images, each beside its reconstruction."""
        return reconstructions(self.parts(state), data, state.device)

    @torch.no_grad()
    def strips(self, state: TrainingState, data: Dataset) -> Tensor:
        """A row for each of ten pairs of test images: source, nine frames of the path, target."""
        parts, (source, target) = self.parts(state), fixed_pairs(data, state.device)
        path = self.between(parts, source, target, torch.Generator().manual_seed(SEED))
        return strips_between(parts["decoder"], path, source, target)

    def parts(self, state: TrainingState) -> dict[str, nn.Module]:
        self.grow(state)
        trained = {name: state.averages.get(name, network) for name, network in state.networks.items()}
        del trained["discriminator"]
        return {"decoder": trained.pop("generator"), **trained}

    def density(self, parts: Mapping[str, nn.Module], data: Dataset) -> Prior:
        """A mixture of Gaussians fitted to the latents of training images."""
        return fitted_density(parts["encoder"], data)

    @torch.no_grad()
    def scores(self, parts: Mapping[str, nn.Module], data: Dataset) -> dict[str, float]:
        """How far both ends of paths between test images are from them, and what a judge says of the points between."""
        from ..evaluation import score_paths

        def draw(source: Tensor, target: Tensor, chance: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
            path = self.between(parts, source, target, chance)
            between = path[self.distinct_times(len(source), chance), torch.arange(len(source))[:, None]]
            decode = parts["decoder"]
            return decode(path[0]), decode(path[-1]), decode(between.flatten(0, 1))

        return score_paths(draw, parts.get("classifier"), self.judge_name, data, torch.Generator().manual_seed(SEED))


class _GradientNorms:
    """The norms of a gradient with respect to images, for the first `count` of them and for the rest."""

    def __init__(self, images: Tensor, count: int) -> None:
        self.first = self.second = torch.zeros(())
        self.count = count
        self.handle = images.register_hook(self._note)

    def _note(self, gradient: Tensor) -> None:
        self.first, self.second = gradient[: self.count].norm(), gradient[self.count :].norm()

    def __enter__(self) -> _GradientNorms:
        return self

    def __exit__(self, *error: object) -> None:
        self.handle.remove()
