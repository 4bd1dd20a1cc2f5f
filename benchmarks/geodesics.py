"""What a geodesic costs, and how good it is, beside others' ways: `python benchmarks/geodesics.py`.

The unit `fb` is one decoder pass, forward and backward, over the points of a path. It is counted (a pass without
gradient counts a third) and, beside it, taken from the processor's clock. Every answer is scored on one fixed grid.
"""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, nn

from interp_explorer.engine.devices import limit_threads
from interp_explorer.engine.geodesics.optimisers.preview import preview
from interp_explorer.engine.geodesics.search import Search
from interp_explorer.engine.geodesics.solve import make_search, solve_geodesics
from interp_explorer.engine.methods import Geodesic
from interp_explorer.engine.model import Model, assemble, load_model
from interp_explorer.engine.model_file import Gallery, ModelHeader
from interp_explorer.engine.networks import DCGANGenerator, describe_network
from interp_explorer.engine.priors import Normal
from interp_explorer.engine.progress import Progress
from interp_explorer.trainers.sketch import fit_sketch

POINTS = 50
TIMES, ENDS = np.linspace(0, 1, POINTS), np.array([0.0, 1.0])
MOVED = 0.3
"""How far the target goes before the warm preview, about as far as a hand moves it in one event."""
METHOD = Geodesic()
PATIENT = Geodesic(iterations=200, tolerance=1e-6)
RANDOM_SKETCH_STEPS = 3000


@dataclass
class Count:
    """Decoded points: all of them, and those that were also differentiated."""

    forward: int = 0
    backward: int = 0

    @property
    def passes(self) -> float:
        """In units of `fb`."""
        return (self.forward + 2 * self.backward) / (3 * POINTS)


@dataclass(frozen=True)
class Attempt:
    """All pairs by one optimiser: energies (P,), decoder passes and seconds of the processor for a pair."""

    cost: Tensor
    passes: float
    seconds: float


@contextmanager
def counted(model: Model) -> Iterator[Count]:
    """Count what the model's decoder does."""
    count = Count()

    def after(_: nn.Module, inputs: tuple[Tensor, ...], images: Tensor) -> None:
        count.forward += len(images)
        if images.requires_grad:
            images.register_hook(lambda gradient: setattr(count, "backward", count.backward + len(gradient)))

    handle = model.decoder.register_forward_hook(after)
    try:
        yield count
    finally:
        handle.remove()


def attempt(model: Model, pairs: Tensor, solve: Callable[[Tensor], Tensor]) -> Attempt:
    """Solve the pairs (P, 2, D) one after the other and score what comes out."""
    with counted(model) as count:
        started = time.process_time()
        paths = torch.cat([solve(pair[None]) for pair in pairs])
        seconds = time.process_time() - started
    return Attempt(score(model, pairs, paths), count.passes / len(pairs), seconds / len(pairs))


def score(model: Model, pairs: Tensor, paths: Tensor) -> Tensor:
    """The energies of paths (P, n, D) on the uniform grid."""
    return make_search(METHOD, model, pairs, ENDS, TIMES).costs(paths, TIMES)


def by_program(model: Model, method: Geodesic) -> Callable[[Tensor], Tensor]:
    """The program's own solver, or a paper's as the program has it."""
    return lambda pair: solve_geodesics(method, model, pair, ENDS, TIMES, Progress()).paths


def by_lbfgs(model: Model, evaluations: int) -> Callable[[Tensor], Tensor]:
    """torch's L-BFGS with a strong Wolfe line search on the inner points, no preconditioner."""

    def solve(pair: Tensor) -> Tensor:
        search = make_search(METHOD, model, pair, ENDS, TIMES)
        line = search.straight
        inner = line[:, 1:-1].clone().requires_grad_()
        optimiser = torch.optim.LBFGS(
            [inner], max_iter=evaluations, max_eval=evaluations, history_size=8, line_search_fn="strong_wolfe"
        )

        def closure() -> Tensor:
            optimiser.zero_grad()
            cost = search.scorer.cost(torch.cat([line[:, :1], inner, line[:, -1:]], 1), torch.as_tensor(TIMES)).sum()
            cost.backward()
            return cost

        optimiser.step(closure)  # pyright: ignore[reportArgumentType]
        return torch.cat([line[:, :1], inner.detach(), line[:, -1:]], 1)

    return solve


def by_stochman(model: Model, iterations: int) -> Callable[[Tensor], Tensor] | None:
    """stochman's cubic spline and Adam on the same energy, or None where it is not installed."""
    try:
        from stochman.curves import CubicSpline
        from stochman.geodesic import geodesic_minimizing_energy
    except ImportError:
        return None

    class Manifold:
        def __init__(self, search: Search) -> None:
            self.search = search

        def curve_energy(self, curve: Tensor) -> Tensor:
            path = curve if curve.ndim == 3 else curve[None]
            # Its descent ends by the size of the gradient itself, so the energy is put in units of the line's.
            return (self.search.scorer.cost(path, torch.as_tensor(TIMES)) / self.search.straight_costs).sum()

    def solve(pair: Tensor) -> Tensor:
        search = make_search(METHOD, model, pair, ENDS, TIMES)
        curve = CubicSpline(begin=pair[:, 0], end=pair[:, 1], num_nodes=8, requires_grad=True)
        geodesic_minimizing_energy(curve, Manifold(search), max_iter=iterations, eval_grid=POINTS)
        with torch.no_grad():
            points = curve(torch.linspace(0, 1, POINTS))
        return points if points.ndim == 3 else points[None]

    return solve


def unit(model: Model, repeats: int = 20) -> float:
    """Seconds of the processor for one `fb`, the median."""
    z = model.prior.sample(POINTS, torch.Generator().manual_seed(0)).to(model.device).requires_grad_()
    taken = []
    for _ in range(repeats):
        started = time.process_time()
        torch.autograd.grad(model.decode(z).square().sum(), z)
        taken.append(time.process_time() - started)
    return float(np.median(taken))


def measure(model: Model, pairs: int) -> None:
    """Print a table for one model."""
    fb = unit(model)
    print(f"\n{model.name}: D = {model.latent_dimension}, fb = {1000 * fb:.1f} ms, {pairs} pairs")
    ends = model.prior.sample(2 * pairs, torch.Generator().manual_seed(1)).reshape(pairs, 2, -1)
    plain = replace(model, sketch=None)
    attempts = {
        "fast": attempt(model, ends, by_program(model, METHOD)),
        "fast, 200 iterations": attempt(model, ends, by_program(model, PATIENT)),
        "fast without sketch": attempt(plain, ends, by_program(plain, METHOD)),
        "without sketch, 200 iterations": attempt(plain, ends, by_program(plain, PATIENT)),
        "FG Algorithm 1, 100 steps": attempt(
            model, ends, by_program(model, Geodesic(optimiser="fg-algorithm-1", curve="network", steps=100))
        ),
        "RI descent, 100 steps": attempt(model, ends, by_program(model, Geodesic(optimiser="ri-descent", steps=100))),
        "L-BFGS, 60 evaluations": attempt(model, ends, by_lbfgs(model, 60)),
    }
    if (stochman := by_stochman(model, 150)) is not None:
        attempts["stochman, 150 steps"] = attempt(model, ends, stochman)
    best = torch.stack([each.cost for each in attempts.values()]).min(0).values
    own = attempts["fast"]
    for name, each in attempts.items():
        higher = int((each.cost > own.cost * (1 + 1e-6)).sum())
        report(name, each, each.cost / best - 1, fb, own.seconds, f"   dearer on {higher} of {pairs}")
    warm(model, ends, fb, own.seconds)
    scaling(model, own.seconds)


def warm(model: Model, ends: Tensor, fb: float, own: float) -> None:
    """The preview after the target has moved, from the answer before; its excess over the full answer there."""
    known = solve_geodesics(PATIENT, model, ends, ENDS, TIMES, Progress()).paths
    step = torch.randn(ends[:, 1].shape, generator=torch.Generator().manual_seed(2))
    moved = ends.clone()
    moved[:, 1] += MOVED * step / step.norm(dim=1, keepdim=True)
    rows = iter(range(len(ends)))

    def quick(pair: Tensor) -> Tensor:
        return preview(make_search(METHOD, model, pair, ENDS, TIMES), known[[next(rows)]], Progress())

    found = attempt(model, moved, quick)
    bent = make_search(METHOD, model, moved, ENDS, TIMES).moved(known)
    best = solve_geodesics(PATIENT, model, moved, ENDS, TIMES, Progress()).cost
    again = make_search(PATIENT, model, moved, ENDS, TIMES)
    best = torch.minimum(best, again.descend(bent, TIMES, 100, 1e-6, Progress()).cost)
    report(f"warm, target moved by {MOVED}", found, found.cost / best - 1, fb, own)
    report(
        "  the old path bent, nothing solved", replace(found, passes=0.0), score(model, moved, bent) / best - 1, fb, own
    )


def scaling(model: Model, own: float) -> None:
    """How the time grows with points and with pairs, for one and the same number of iterations."""
    ends = model.prior.sample(128, torch.Generator().manual_seed(3)).reshape(64, 2, -1)
    still = Geodesic(iterations=8, tolerance=1e-9)

    def seconds(pairs: int, points: int) -> float:
        started = time.process_time()
        solve_geodesics(still, model, ends[:pairs], ENDS, np.linspace(0, 1, points), Progress())
        return time.process_time() - started

    seconds(1, 50)
    by_points = {points: seconds(8, points) / (8 * points) for points in (50, 100, 200)}
    by_pairs = {pairs: seconds(pairs, 50) / pairs for pairs in (1, 8, 64)}
    print("  time a point, by points:", ", ".join(f"{n}: x {t / by_points[50]:.2f}" for n, t in by_points.items()))
    print(
        "  time a pair, by pairs in a batch:", ", ".join(f"{n}: x {t / by_pairs[1]:.2f}" for n, t in by_pairs.items())
    )


def report(name: str, each: Attempt, excess: Tensor, fb: float, own: float, rest: str = "") -> None:
    """One line of the table."""
    over = ", ".join(
        f"{name} {float(excess.quantile(q)):.2%}" for name, q in (("half", 0.5), ("3/4", 0.75), ("all", 1))
    )
    clock = f"{1000 * each.seconds:6.0f} ms = {each.seconds / fb:6.1f} fb x {each.seconds / own:5.2f}"
    print(f"  {name:34} {each.passes:6.1f} passes {clock}   over the best at most: {over}{rest}", flush=True)


def random_model() -> Model:
    """A decoder of untrained weights for 32x32 images, D = 20, with a normal prior and a sketch."""
    torch.manual_seed(0)
    decoder = DCGANGenerator(DCGANGenerator.Arguments(maps=32, latent_dimension=20))
    prior = Normal(20)
    header = ModelHeader(
        name="random", title="Random", summary="Untrained.", networks={"decoder": describe_network(decoder)},
        prior={"name": prior.name, "arguments": prior.arguments()}, image_shape=(1, 32, 32), latent_dimension=20,
        classes=(), recipe={}, data={},
    )  # fmt: skip
    model = assemble(header, prior, {"decoder": decoder}, Gallery.empty((1, 32, 32), 20))
    return replace(model, sketch=fit_sketch(model, RANDOM_SKETCH_STEPS, 0, Progress())[0])


def main() -> None:
    """Measure the models named, or a shipped one and a random one."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", default=["digits-gan-semicircle", "random"], help="models, or 'random'")
    parser.add_argument("--pairs", type=int, default=32)
    arguments = parser.parse_args()
    print(f"{limit_threads()} thread(s), {POINTS} points")
    for name in arguments.models:
        measure(random_model() if name == "random" else load_model(name), arguments.pairs)


if __name__ == "__main__":
    main()
