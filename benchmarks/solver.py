"""What a geodesic costs and how good it is, beside two plain optimisers: `python benchmarks/solver.py`."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from interp_explorer.engine.devices import limit_threads
from interp_explorer.engine.methods import Geodesic
from interp_explorer.engine.metric import Metric
from interp_explorer.engine.model import Model, load_model
from interp_explorer.engine.model_library import available_models
from interp_explorer.engine.request import PathRequest
from interp_explorer.engine.scoring import make_scorer
from interp_explorer.engine.solve import solve

POINTS = 50
MOVED = 0.3
"""How far the target goes before the warm preview, about as far as a hand moves it in one event."""
LBFGS_EVALUATIONS = 60
ADAM_STEPS = 300
ADAM_RATE = 0.02
METHOD = Geodesic()


@dataclass(frozen=True)
class Attempt:
    """One pair by one optimiser: seconds, and the energy on the common grid."""

    seconds: float
    cost: float


def unit(model: Model, repeats: int = 20) -> float:
    """Seconds of one decoder forward and backward over the points of a path: `fb`, the median."""
    z = model.prior.sample(POINTS, torch.Generator().manual_seed(0)).to(model.device).requires_grad_()
    taken = []
    for _ in range(repeats):
        started = time.perf_counter()
        torch.autograd.grad(model.decode(z).square().sum(), z)
        taken.append(time.perf_counter() - started)
    return float(np.median(taken))


def by_program(model: Model, request: PathRequest) -> Attempt:
    """The program's own solver, without the frames."""
    result = solve(request, model)
    return Attempt(result.solve_seconds, score(model, torch.from_numpy(result.latents)))


def by_lbfgs(model: Model, start: Tensor) -> Attempt:
    """torch's L-BFGS with a strong Wolfe line search on the inner points, no preconditioner."""
    inner, cost = free(model, start)
    optimiser = torch.optim.LBFGS(
        [inner], max_iter=LBFGS_EVALUATIONS, max_eval=LBFGS_EVALUATIONS, history_size=8, line_search_fn="strong_wolfe"
    )

    def closure() -> Tensor:
        optimiser.zero_grad()
        value = cost()
        value.backward()
        return value

    return timed(model, start, inner, lambda: optimiser.step(closure))  # pyright: ignore[reportArgumentType]


def by_adam(model: Model, start: Tensor) -> Attempt:
    """Adam on the inner points, as FG's algorithm 1 takes its steps, but with fixed times."""
    inner, cost = free(model, start)
    optimiser = torch.optim.Adam([inner], lr=ADAM_RATE)

    def run() -> None:
        for _ in range(ADAM_STEPS):
            optimiser.zero_grad()
            cost().backward()
            optimiser.step()

    return timed(model, start, inner, run)


def free(model: Model, start: Tensor) -> tuple[Tensor, Callable[[], Tensor]]:
    """The inner points of a path as a variable, and the path's energy as a function of it."""
    scorer, times = make_scorer(model, METHOD), torch.linspace(0, 1, len(start))
    inner = start[1:-1].clone().requires_grad_()
    return inner, lambda: scorer.cost(torch.cat([start[:1], inner, start[-1:]])[None], times)[0]


def timed(model: Model, start: Tensor, inner: Tensor, run: Callable[[], object]) -> Attempt:
    """Run an optimiser and score what it leaves."""
    started = time.perf_counter()
    run()
    seconds = time.perf_counter() - started
    return Attempt(seconds, score(model, torch.cat([start[:1], inner.detach(), start[-1:]])))


def score(model: Model, path: Tensor) -> float:
    """The energy of a path on the uniform grid."""
    with torch.no_grad():
        return float(make_scorer(model, METHOD).cost(path[None], torch.linspace(0, 1, len(path)))[0])


def measure(model: Model, pairs: int) -> None:
    """Print a table for one model."""
    fb = unit(model)
    print(f"\n{model.name}: D = {model.latent_dimension}, fb = {1000 * fb:.1f} ms")
    ends = model.prior.sample(2 * pairs, torch.Generator().manual_seed(1)).reshape(pairs, 2, -1)
    table: dict[str, list[Attempt]] = {}
    excess: dict[str, list[float]] = {}
    warm_excess, warm_seconds = [], []
    for source, target in ends:
        request = PathRequest(
            model.name, METHOD, tuple(source.tolist()), tuple(target.tolist()), POINTS, metric=Metric()
        )
        line = torch.lerp(source, target, torch.linspace(0, 1, POINTS)[:, None])
        patient = replace(request, method=replace(METHOD, iterations=500, tolerance=1e-9))
        attempts = {
            "this program": by_program(model, request),
            "this program, 500 steps": by_program(model, patient),
            f"L-BFGS, {LBFGS_EVALUATIONS} evaluations": by_lbfgs(model, line),
            f"Adam, {ADAM_STEPS} steps": by_adam(model, line),
        }
        best = min(attempt.cost for attempt in attempts.values())
        for name, attempt in attempts.items():
            table.setdefault(name, []).append(attempt)
            excess.setdefault(name, []).append(attempt.cost / best - 1)
        warm, best_moved = preview(model, request)
        warm_seconds.append(warm.seconds)
        warm_excess.append(warm.cost / best_moved - 1)
    own = float(np.median([attempt.seconds for attempt in table["this program"]]))
    for name, attempts in table.items():
        report(name, [attempt.seconds for attempt in attempts], excess[name], fb, own)
    report(f"warm preview, target moved by {MOVED}", warm_seconds, warm_excess, fb, own)


def preview(model: Model, request: PathRequest) -> tuple[Attempt, float]:
    """A warm preview after the target has moved, and the energy of the full solve there."""
    known = solve(request, model)
    random = np.random.default_rng(0)
    step = random.normal(size=len(request.target))
    moved = tuple(np.asarray(request.target) + MOVED * step / np.linalg.norm(step))
    asked = replace(request, target=moved)
    quick = by_program(model, replace(asked, preview=True, warm=known.latents))
    return quick, min(by_program(model, asked).cost, quick.cost)


def report(name: str, seconds: Sequence[float], excess: Sequence[float], fb: float, own: float) -> None:
    """One line of the table."""
    median = float(np.median(seconds))
    print(
        f"  {name:36} {1000 * median:8.0f} ms {median / fb:7.1f} fb   x {median / own:5.2f}"
        f"   over the best {np.median(excess):8.3%} (at most {max(excess):.2%})"
    )


def main() -> None:
    """Measure the models named, or all that ship."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", help="names of models; all by default")
    parser.add_argument("--pairs", type=int, default=8)
    arguments = parser.parse_args()
    print(f"{limit_threads()} thread(s), {POINTS} points, medians over {arguments.pairs} random pairs")
    for name in arguments.models or [header.name for header in available_models()]:
        measure(load_model(name), arguments.pairs)


if __name__ == "__main__":
    main()
