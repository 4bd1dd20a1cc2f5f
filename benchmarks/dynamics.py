"""How fast learned dynamics are sampled: `python benchmarks/dynamics.py`.

Latent paths as in NI table 4: 64,000 of them, D = 128, a field with 256 hidden units, random weights. Runge-Kutta
with 32 steps is wanted in two thirds of the time of torchdiffeq's own loop, within 1e-5 of its latents, and sooner
than a loop over great circles. Then Runge-Kutta and Euler at 12 to 32 steps beside straight lines and
great circles at as many points. Last a fan, resampled as in the window: 16 paths with strips of 16 frames of 32x32, by
networks as large as the preset `cpu` makes; its curves are wanted in 50 ms, its frames in 300 ms.
"""

from __future__ import annotations

import os
import time
from argparse import ArgumentParser
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torchdiffeq import odeint

from interp_explorer.engine.curves.fixed import great_circles
from interp_explorer.engine.devices import limit_threads
from interp_explorer.engine.dynamics import System, integrate, system_of
from interp_explorer.engine.methods import NeurInt
from interp_explorer.engine.model import assemble
from interp_explorer.engine.model_file import Gallery, ModelHeader
from interp_explorer.engine.networks import build_network, describe_network
from interp_explorer.engine.priors import Normal
from interp_explorer.engine.progress import Progress
from interp_explorer.engine.request import PathRequest
from interp_explorer.engine.solve import solve
from interp_explorer.trainers.evaluation.timing import circles_path_by_path

DIMENSION, HIDDEN = 128, 256
STEPS = (12, 16, 20, 24, 28, 32)
AT_ONCE = 1024
"""Great circles are made in parts, as the paths are."""
SHARE = 16
"""One path in so many is enough to time great circles point by point."""


def timed(run: Callable[[], Tensor], repeats: int) -> tuple[float, Tensor]:
    """Wall seconds of the fastest of some runs, and the latents (N, n, D)."""
    best, latents = float("inf"), torch.empty(0)
    for _ in range(repeats):
        started = time.perf_counter()
        latents = run()
        best = min(best, time.perf_counter() - started)
    return best, latents


@torch.no_grad()
def torchdiffeq_paths(system: System, states: Tensor, steps: int) -> Tensor:
    """All paths in one call, as its users write it."""
    times = torch.linspace(0, 1, steps + 1)
    return system.position(odeint(system, states, times, method="rk4")).transpose(0, 1)


def paths(system: System, states: Tensor, solver: str, steps: int) -> Tensor:
    """The program's own."""
    return integrate(system, states, torch.linspace(0, 1, steps + 1, dtype=torch.float64), solver, steps)


def lines(source: Tensor, target: Tensor, steps: int) -> Tensor:
    """Straight lines, (N, steps + 1, D)."""
    times = torch.linspace(0, 1, steps + 1)[:, None]
    return torch.lerp(source[:, None], target[:, None], times)


def circles(source: Tensor, target: Tensor, steps: int) -> Tensor:
    """Great circles, many at once."""
    times = torch.linspace(0, 1, steps + 1)[:, None, None]
    parts = [great_circles(*ends, times) for ends in zip(source.split(AT_ONCE), target.split(AT_ONCE))]
    return torch.cat([part.transpose(0, 1) for part in parts])


def circles_point_by_point(source: Tensor, target: Tensor, steps: int) -> Tensor:
    """Great circles in a loop over points, as the widespread slerp(value, low, high) is called.

    NI's times for it grow with the points and are of this size.
    """
    latents = np.empty((len(source), steps + 1, source.shape[1]), np.float32)
    for path, a, b in zip(latents, source.numpy(), target.numpy()):
        for index in range(steps + 1):
            value = index / steps
            angle = np.arccos(np.dot(a / np.linalg.norm(a), b / np.linalg.norm(b)))
            path[index] = (np.sin((1 - value) * angle) * a + np.sin(value * angle) * b) / np.sin(angle)
    return torch.from_numpy(latents)


def main() -> None:
    """Print the figures."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--paths", type=int, default=64_000)
    parser.add_argument("--repeats", type=int, default=2)
    arguments = parser.parse_args()
    threads = limit_threads()
    torch.manual_seed(0)
    system = system_of(build_network("vector-field", {"latent_dimension": DIMENSION, "hidden": HIDDEN}))
    source, target, velocity = torch.randn(3, arguments.paths, DIMENSION)
    states = system.start(source, velocity)
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, torch threads: {threads}")

    print(f"\n{arguments.paths} paths, D = {DIMENSION}, 32 steps; seconds:")
    other, expected = show("torchdiffeq, rk4", timed(lambda: torchdiffeq_paths(system, states, 32), arguments.repeats))
    own, latents = show("Runge-Kutta", timed(lambda: paths(system, states, "rk4", 32), arguments.repeats))
    gap = (latents - expected).abs().max().item()
    del expected, latents
    by_path, _ = show("slerp, path by path", timed(lambda: circles_path_by_path(source, target, 32), 1))
    few = source[::SHARE], target[::SHARE]
    seconds, latents = timed(lambda: circles_point_by_point(*few, 32), 1)
    by_point, _ = show("slerp, point by point", (seconds * SHARE, latents))
    print(f"  times as fast as torchdiffeq: {other / own:.2f} (wanted: 1.5), within {gap:.1e} of it")
    print(
        f"  times as fast as slerp path by path: {by_path / own:.2f}; point by point: {by_point / own:.2f} (wanted: 1)"
    )

    print("\nseconds by steps:")
    print("  steps   Runge-Kutta      Euler       lerp      slerp")
    for steps in STEPS:
        runs = (
            lambda n=steps: paths(system, states, "rk4", n),
            lambda n=steps: paths(system, states, "euler", n),
            lambda n=steps: lines(source, target, n),
            lambda n=steps: circles(source, target, n),
        )
        seconds = [timed(run, 1)[0] for run in runs]
        print(f"  {steps:5}{seconds[0]:14.2f}{seconds[1]:11.2f}{seconds[2]:11.2f}{seconds[3]:11.2f}")
    fan()


def fan() -> None:
    """Print the times of resampling, the middle of several."""
    shape = {"size": 32, "maps": 12, "most_maps": 96, "latent_dimension": 64}
    described = {
        "decoder": ("progressive-generator", shape),
        "encoder": ("position-encoder", shape),
        "velocity": ("velocity-encoder", {"latent_dimension": 64}),
        "field": ("vector-field", {"latent_dimension": 64, "hidden": 128}),
        "classifier": ("classifier", {"size": 32, "maps": 32}),
    }
    networks = {role: build_network(*one) for role, one in described.items()}
    header = ModelHeader(
        "fan", "", "", {role: describe_network(network) for role, network in networks.items()},
        {"name": "normal", "arguments": {"dimension": 64}}, (1, 32, 32), 64, tuple("0123456789"), {}, {},
    )  # fmt: skip
    model = assemble(header, Normal(64), networks, Gallery.empty((1, 32, 32), 64))
    source, target = (tuple(row) for row in torch.randn(2, 64).tolist())
    curves, frames, work = [], [], []
    for seed in range(9):
        request = PathRequest("fan", NeurInt(), source, target, points=16, draws=16, seed=seed)
        shown: list[float] = []
        progress = Progress(on_partial=lambda _, seen=shown: seen.append(time.perf_counter()))
        started, busy = time.perf_counter(), time.process_time()
        solve(request, model, progress)
        curves.append(shown[0] - started)
        frames.append(time.perf_counter() - started)
        work.append(time.process_time() - busy)
    print("\na fan of 16 paths with strips of 16 frames, milliseconds:")
    print(f"  curves {1e3 * np.median(curves):.0f} (wanted: 50), frames {1e3 * np.median(frames):.0f} (wanted: 300),")
    print(f"  of which the processor worked {1e3 * np.median(work):.0f}")


def show(name: str, result: tuple[float, Tensor]) -> tuple[float, Tensor]:
    """Print a line of the table; the result again."""
    print(f"  {name:24}{result[0]:9.2f}")
    return result


if __name__ == "__main__":
    main()
