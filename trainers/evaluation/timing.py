"""How long latent paths take (NI table 4)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

from ...engine.model import Model
from ...engine.parameters import parameter, to_dict
from ...engine.progress import Progress
from .compared import MODELS_HELP, open_models, step_counts, summarise
from .joinings import JOININGS, Paths
from .protocol import PROTOCOLS
from .report import Report, Row
from .solver import LEARNED, STEPS

AT_ONCE = 2048
"""Paths made in one part: few enough that the latents of 64,000 need not be in memory together."""
LOOP = "spherical, path by path"


@PROTOCOLS.register("timing")
@dataclass(frozen=True)
class TimingProtocol:
    """NI table 4: seconds for the latents of many paths by the number of steps, nothing decoded.

    Runge-Kutta and Euler, the drawing of velocities included, where the model has dynamics; lines and great circles,
    all at once and, as the paper's times suggest it did, in a loop over paths.
    """

    models: str = parameter("digits-neurint", "Models", MODELS_HELP, kind="names")
    steps: str = parameter(STEPS, "Steps", "Numbers of steps.", kind="names")
    paths: int = parameter(64_000, "Paths", "Made in each repeat.", low=1, high=10_000_000)
    repeats: int = parameter(3, "Repeats", "Timed one by one.", low=1, high=1000)
    seed: int = parameter(0, "Seed", "Of ends and velocities.", low=0, high=2**31)

    summary: ClassVar[str] = "Seconds for latent paths by method and number of steps (NI table 4)."

    def run(self, device: str, progress: Progress) -> Report:
        """Time every method."""
        models, counts = open_models(self.models, device), step_counts(self.steps, 1)
        rows: list[Row] = []
        for index, model in enumerate(models):
            methods = {name: JOININGS[key].paths for key, name in LEARNED.items()} if model.has_dynamics else {}
            methods |= {name: JOININGS[name].paths for name in ("linear", "spherical")}
            methods[LOOP] = _loop
            found: dict[tuple[str, str], list[float]] = {}
            jobs = [(steps, name, repeat) for steps in counts for name in methods for repeat in range(self.repeats)]
            for place, (steps, name, _) in enumerate(jobs):
                done = (index + place / len(jobs)) / len(models)
                progress.report(done, f"{model.name}: {name}, {steps} steps")
                seconds = self._seconds(model, methods[name], steps, progress)
                found.setdefault((name, f"seconds, {steps} steps"), []).append(seconds)
            rows += summarise(model.name, found)
        settings = {**to_dict(self), "device": device, "threads": torch.get_num_threads()}
        return Report("timing", settings, tuple(rows), plus_minus="spread")

    @torch.no_grad()
    def _seconds(self, model: Model, paths: Paths, steps: int, progress: Progress) -> float:
        """Wall time of all paths, in parts; drawing the ends is not counted."""
        chance = torch.Generator().manual_seed(self.seed)
        silent = Progress(cancelled=progress.cancelled)
        total = 0.0
        for count in _parts(self.paths):
            source, target = (model.prior.sample(count, chance).to(model.device) for _ in range(2))
            _finish(model)
            started = time.perf_counter()
            paths(model, source, target, steps, chance, silent)
            _finish(model)
            total += time.perf_counter() - started
        return total


def circles_path_by_path(source: Tensor, target: Tensor, steps: int, progress: Progress | None = None) -> Tensor:
    """Great circles in a loop over paths, all points of one at once: (N, steps + 1, D). Raises Cancelled."""
    progress = progress or Progress()
    times = torch.linspace(0, 1, steps + 1).to(source)[:, None]
    latents = torch.empty(len(source), steps + 1, source.shape[1], device=source.device)
    for path, a, b in zip(latents, source, target):
        progress.check()
        angle = torch.acos((a / a.norm()) @ (b / b.norm()))
        path[:] = (torch.sin((1 - times) * angle) * a + torch.sin(times * angle) * b) / torch.sin(angle)
    return latents


def _loop(
    model: Model, source: Tensor, target: Tensor, steps: int, chance: torch.Generator, progress: Progress
) -> Tensor:
    return circles_path_by_path(source, target, steps, progress)


def _parts(paths: int) -> Iterator[int]:
    for start in range(0, paths, AT_ONCE):
        yield min(AT_ONCE, paths - start)


def _finish(model: Model) -> None:
    """Wait for an accelerator, which would otherwise be still at work when the clock is read."""
    if model.device.type == "cuda":
        torch.cuda.synchronize(model.device)
