"""Ways from image to image that a protocol compares: those of models, the cross-dissolve, and the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ...engine.errors import ExplorerError
from ...engine.model import Model
from ...engine.progress import Progress
from .compared import encode, floats, spread, words
from .joinings import JOININGS, need_encoder
from .report import Row
from .views import Views

ARCS_AT_ONCE = 32
METHODS_HELP = "What joins two latents: linear, spherical, or, for models with dynamics, neurint; or several."


@dataclass(frozen=True)
class Way:
    """`frames` (A, P, C, H, W), float32 on the CPU, of places (A, P) of the true views, of which it uses the first and
    the last; `latents` (A, P, D), where there are any. `drawn` says whether it is worth a curve of its own."""

    model: str
    method: str
    frames: Callable[[np.ndarray], Tensor]
    latents: Callable[[np.ndarray], Tensor] | None = None
    drawn: bool = True

    def row(self, measure: str, values: np.ndarray | Sequence[float]) -> Row:
        """The mean of such values."""
        values = np.asarray(values, np.float64).reshape(-1)
        return Row(self.model, self.method, measure, float(values.mean()), spread(values.tolist()), len(values))


def ways(models: Sequence[Model], methods: str, views: Views, seed: int, progress: Progress) -> list[Way]:
    """Every model by every method, then fading pixels, then the true views. Raises ExplorerError and Cancelled."""
    names = words(methods, "methods")
    for name in names:
        if name not in JOININGS:
            raise ExplorerError(f"There is no way {name!r} to join latents here; choose from: {', '.join(JOININGS)}.")
    found = []
    for index, model in enumerate(models):
        need_encoder(model)
        stage = progress.within(index / len(models), (index + 1) / len(models))
        stage.report(0.0, f"{model.name}: encoding")
        codes = encode(model, views.images, stage)
        for name in names:
            if JOININGS[name].learned and not model.has_dynamics:
                raise ExplorerError(f"{model.name} has learned no dynamics, so nothing joins latents by {name!r}.")
            found.append(_by_model(model, name, codes, seed))
    images = floats(views.images, "cpu")
    found.append(Way("pixels", "cross-dissolve", lambda index: _dissolve(images, index)))
    found.append(Way("truth", "true views", lambda index: images[index], drawn=False))
    return found


def in_parts(index: np.ndarray, progress: Progress, text: str) -> Iterator[tuple[slice, np.ndarray]]:
    """Places (A, P) a few arcs at a time, and where they belong. Raises Cancelled."""
    for start in range(0, len(index), ARCS_AT_ONCE):
        progress.report(start / len(index), text)
        yield slice(start, start + ARCS_AT_ONCE), index[start : start + ARCS_AT_ONCE]


def _by_model(model: Model, method: str, codes: Tensor, seed: int) -> Way:
    @torch.no_grad()
    def latents(index: np.ndarray) -> Tensor:
        # The same draws for the same arcs, whichever part they come in.
        chance = torch.Generator().manual_seed((seed * 1_000_003 + int(index[0, 0])) % 2**31)
        source, target = codes[index[:, 0]], codes[index[:, -1]]
        return JOININGS[method].paths(model, source, target, index.shape[1] - 1, chance, Progress())

    @torch.no_grad()
    def frames(index: np.ndarray) -> Tensor:
        found = latents(index)
        return model.decode_checked(found.flatten(0, 1)).unflatten(0, found.shape[:2]).cpu()

    return Way(model.name, method, frames, latents)


def _dissolve(images: Tensor, index: np.ndarray) -> Tensor:
    times = torch.linspace(0, 1, index.shape[1])[:, None, None, None]
    return torch.lerp(images[index[:, 0]][:, None], images[index[:, -1]][:, None], times)
