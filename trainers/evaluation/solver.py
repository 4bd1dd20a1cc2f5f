"""What fewer steps of the solver cost (NI table 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from ...engine.dynamics import integrate
from ...engine.model import Model
from ...engine.parameters import parameter, to_dict
from ...engine.progress import Progress
from .compared import images_of, step_counts, summarise
from .feature_space import FeatureSpace
from .interpolants import FEWEST_STEPS, Ends, distances, draw_ends
from .joinings import need_encoder
from .pairs import PairsProtocol
from .protocol import PROTOCOLS
from .report import Report, Row

LEARNED = {"neurint": "rk4", "euler": "euler"}
FIXED = ("linear", "spherical")
STEPS = "12,16,20,24,28,32"
FINE = 256
"""Steps of Runge-Kutta whose end the others are compared with."""


@PROTOCOLS.register("solver")
@dataclass(frozen=True)
class SolverProtocol(PairsProtocol):
    """NI table 3: the Frechet distance of interpolants by the number of steps, Runge-Kutta and Euler for models with
    dynamics, lines and great circles at as many points for the others.

    Beside it, how far a solver's end is from that of 256 steps of Runge-Kutta, as a share of the latents' size: a
    mean over pairs.
    """

    repeats: int = parameter(3, "Repeats", "Each with pairs of its own.", low=1, high=1000)
    steps: str = parameter(STEPS, "Steps", "Numbers of steps.", kind="names")

    summary: ClassVar[str] = "The same by the number of steps of Runge-Kutta and of Euler (NI table 3)."

    def run(self, device: str, progress: Progress) -> Report:
        """Join with every number of steps, decode and compare."""
        models, counts = self.open_models(device), step_counts(self.steps, FEWEST_STEPS)
        for model in models:
            need_encoder(model)
        data, space = self.open_images(models, device, progress)
        images = images_of(data, self.support)
        rows: list[Row] = []
        for index, model in enumerate(models):
            stage = progress.within(index / len(models), (index + 1) / len(models))
            rows += self._rows(model, images, space, counts, stage)
        return Report("solver", {**to_dict(self), "features": space.name}, tuple(rows), plus_minus="spread")

    def _rows(
        self, model: Model, images: np.ndarray, space: FeatureSpace, counts: Sequence[int], progress: Progress
    ) -> list[Row]:
        methods = tuple(LEARNED) if model.has_dynamics else FIXED
        found: dict[tuple[str, str], list[float]] = {}
        for place, steps in enumerate(counts):
            for repeat in range(self.repeats):
                done = (place + repeat / self.repeats) / len(counts)
                part = progress.within(done, done + 1 / self.repeats / len(counts))
                seed = self.seed + repeat
                values = distances(model, images, methods, space, self.pairs, steps, seed, part)
                for method, value in values.items():
                    found.setdefault((_name(method), f"{space.measure}, {steps} steps"), []).append(value)
        for repeat in range(self.repeats if model.has_dynamics else 0):
            ends = draw_ends(model, images, self.pairs, self.seed + repeat, progress)
            for (method, steps), error in end_errors(model, ends, counts, progress).items():
                found.setdefault((_name(method), f"error at the end, {steps} steps"), []).append(error)
        return summarise(model.name, found)


@torch.no_grad()
def end_errors(model: Model, ends: Ends, counts: Sequence[int], progress: Progress) -> dict[tuple[str, int], float]:
    """By solver and number of steps: how far its ends are from those of FINE steps of Runge-Kutta, divided by the norm
    of these and averaged over paths."""
    mean, deviation = model.start_density(ends.source, ends.target)
    noise = torch.randn(mean.shape, generator=torch.Generator().manual_seed(ends.seed)).to(mean)
    system = model.dynamics()
    start = system.start(ends.source, mean + deviation * noise)

    def end(solver: str, steps: int) -> torch.Tensor:
        times = torch.tensor([0.0, 1.0], dtype=torch.float64)
        return integrate(system, start, times, solver, steps, Progress(cancelled=progress.cancelled))[:, -1]

    fine = end("rk4", FINE)
    norms = fine.norm(dim=1).clamp_min(1e-12)
    return {
        (method, steps): float(((end(solver, steps) - fine).norm(dim=1) / norms).mean())
        for method, solver in LEARNED.items()
        for steps in counts
    }


def _name(method: str) -> str:
    """Here the solvers are compared, so each has its own name."""
    return LEARNED.get(method, method)
