"""How fast bridges are: `python benchmarks/bridges.py`.

Measures 1,000 paths of 200 points at D = 128 (wanted in under 0.3 s on two cores), the same with a
covariance factorised anew for every coordinate, and the update of a fan of 50 paths while a slider moves
(wanted at 20 a second or more). Torch gets as many threads as in the program. Times are the best of a few
runs; where other work is going on, the processor seconds say more than the wall's.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import torch

from interp_explorer.engine.bridges.gaussian_process import conditional, moments
from interp_explorer.engine.devices import limit_threads
from interp_explorer.engine.methods import GPBridge, OUBridge, Problem
from interp_explorer.engine.metric import Metric
from interp_explorer.engine.priors import Normal
from interp_explorer.engine.progress import Progress

DIMENSION = 128
POINTS = 200
DRAWS = 1000


def problem(draws: int, points: int, dimension: int) -> Problem:
    """Two samples of the normal prior to join."""
    prior = Normal(dimension)
    model: Any = SimpleNamespace(prior=prior)
    anchors = prior.sample(2, torch.Generator().manual_seed(1))
    times = torch.linspace(0, 1, points, dtype=torch.float64)
    return Problem(model, anchors, times[[0, -1]], times, Metric(), torch.Generator().manual_seed(0), draws)


def best(run: Callable[[], object], repeats: int = 5) -> tuple[float, float]:
    """Seconds of the fastest of some runs, and the least processor time of one, over all threads."""
    seconds, processor = [], []
    for _ in range(repeats):
        started, busy = time.perf_counter(), time.process_time()
        run()
        seconds.append(time.perf_counter() - started)
        processor.append(time.process_time() - busy)
    return min(seconds), min(processor)


def solve_cold(method: GPBridge, asked: Problem) -> None:
    """A bridge whose covariance has not been factorised yet."""
    conditional.cache_clear()
    method.solve(asked, Progress())


def per_coordinate(method: GPBridge, asked: Problem) -> torch.Tensor:
    """The naive way: every coordinate conditions, factorises and samples on its own, in double precision."""
    latents = torch.empty(asked.draws, len(asked.times), asked.anchors.shape[1])
    for d, (source, target) in enumerate(asked.anchors.double().T):
        even, odd, covariance = moments(method, method.T * asked.times)
        factor = torch.linalg.cholesky(covariance)
        mean = (even * (source + target) + odd * (target - source)) / 2
        noise = torch.randn(asked.draws, len(mean), dtype=torch.float64, generator=asked.generator)
        latents[:, 1:-1, d] = (mean + noise @ factor.T).float()
    latents[:, 0], latents[:, -1] = asked.anchors
    return latents


def main() -> None:
    """Print the figures."""
    threads = limit_threads()
    large, small = problem(DRAWS, POINTS, DIMENSION), problem(50, POINTS, DIMENSION)
    process = GPBridge()
    settings = iter(range(1, 1000))
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, torch threads: {threads}")

    print(f"\n{DRAWS} paths of {POINTS} points, D = {DIMENSION}; wall and processor seconds:")
    show("OU bridge, exact transitions", best(lambda: OUBridge().solve(large, Progress())))
    once = show("GP bridge, factorised once", best(lambda: solve_cold(process, large)))
    show("GP bridge, factor already known", best(lambda: process.solve(large, Progress())))
    naive = show("GP bridge, coordinate by itself", best(lambda: per_coordinate(process, large), 2))
    print(f"  the last takes {naive[0] / once[0]:.1f} (wall) and {naive[1] / once[1]:.1f} (processor) times as long")

    print(f"\na fan of {small.draws} such paths, an update:")
    ou = show("OU bridge, a new T", best(lambda: OUBridge(T=next(settings) / 100).solve(small, Progress()), 20))
    gp = show("GP bridge, a new beta", best(lambda: GPBridge(beta=next(settings) / 100).solve(small, Progress()), 20))
    alone = show("GP bridge, coordinate by itself", best(lambda: per_coordinate(process, small), 3))
    print(f"  OU {1 / ou[0]:.0f} and GP {1 / gp[0]:.0f} updates a second, {alone[0] / gp[0]:.0f} times the last's")


def show(name: str, seconds: tuple[float, float]) -> tuple[float, float]:
    """Print a line of the table; the seconds again."""
    print(f"  {name:34}{seconds[0]:9.4f}{seconds[1]:9.4f}")
    return seconds


if __name__ == "__main__":
    main()
