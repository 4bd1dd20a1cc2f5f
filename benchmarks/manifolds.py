"""How fast toy scenes are solved, and how fast the view in space turns.

Run it as `python benchmarks/manifolds.py`, without a display too; it prints two Markdown tables.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from interp_explorer.engine.devices import limit_threads
from interp_explorer.engine.manifolds.measures.pairs import PAIRS
from interp_explorer.engine.manifolds.measures.solve import solve_measures
from interp_explorer.engine.manifolds.measures.task import drawn_task
from interp_explorer.engine.manifolds.solve import solve_surface
from interp_explorer.engine.manifolds.surfaces import SURFACES
from interp_explorer.engine.manifolds.task import printed_task
from interp_explorer.widgets.examples.space_view import view
from interp_explorer.widgets.style import apply_theme
from interp_explorer.widgets.theme import LIGHT

ROUNDS = 3
FRAMES = 60
SIZE = (700, 640)


def best_of(rounds: int, action: Callable[[], object]) -> float:
    """The least wall time of an action, in milliseconds."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        action()
        times.append(time.perf_counter() - started)
    return 1e3 * min(times)


def solving() -> None:
    """Toy surfaces against their exact lengths, warm previews, and sets."""
    print("| scene | solved in (ms) | preview (ms) | length | exact | difference |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name in SURFACES:
        task = printed_task(name)
        result = solve_surface(task)
        cold = best_of(ROUNDS, lambda task=task: solve_surface(task))
        warm = best_of(ROUNDS, lambda task=task, result=result: solve_surface(task, warm=result.latents))
        exact = math.nan if result.exact is None else result.exact.length
        share = math.nan if result.difference is None else 100 * result.difference
        print(f"| {name} | {cold:.0f} | {warm:.0f} | {result.length:.5f} | {exact:.5f} | {share:+.3f} % |")
    print()
    print("| pair of measures | solved in (ms) | cost over the lower bound |")
    print("| --- | ---: | ---: |")
    for name in PAIRS:
        task = drawn_task(name)
        result = solve_measures(task)
        milliseconds = best_of(1, lambda task=task: solve_measures(task))
        print(f"| {name} | {milliseconds:.0f} | {100 * (result.cost / result.least - 1):+.2f} % |")


def turning() -> None:
    """Frames a second of a view that is turned all the time."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    apply_theme(application, LIGHT)
    print()
    print("| body | frames a second |")
    print("| --- | ---: |")
    for name in ("half-sphere", "cube"):
        shown = view(name, LIGHT)
        shown.resize(*SIZE)

        def turn(shown=shown) -> None:
            for _ in range(FRAMES):
                shown.turn(0.05, 0.01)
                shown.grab()

        print(f"| {name} | {1e3 * FRAMES / best_of(ROUNDS, turn):.0f} |")


if __name__ == "__main__":
    threads = limit_threads()
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, torch threads: {threads}\n")
    solving()
    turning()
