"""The map of Q under an attribute: how soon it appears coarse and fine, and how soon it lets go.

python benchmarks/heat_map.py [MODEL ...]
"""

from __future__ import annotations

import contextlib
import platform
import sys
import threading
import time

import torch

from interp_explorer.engine.devices import limit_threads
from interp_explorer.engine.errors import Cancelled
from interp_explorer.engine.metric import Metric
from interp_explorer.engine.model import load_model
from interp_explorer.engine.progress import Progress
from interp_explorer.engine.projection import make_projection
from interp_explorer.engine.views import map_cells, quality_map

ATTRIBUTE = Metric(quality="attribute", attribute="3")
RECTANGLE = (-1.5, -1.5, 2.5, 2.5)
CANCEL_AFTER = 0.1


def measure(name: str) -> tuple[list[tuple[float, float]], float]:
    """Seconds, by the wall's clock and of the processor, of the coarse and the fine map; seconds from a
    cancellation to its effect."""
    model = load_model(name)
    source, target = model.prior.sample(2, torch.Generator().manual_seed(0)).numpy()
    projection = make_projection("plane", source, target, lambda: model.prior.sample(100).numpy())
    coarse, fine = map_cells(ATTRIBUTE)
    quality_map(model, ATTRIBUTE, projection, RECTANGLE, coarse, Progress())  # loads code
    seconds = []
    for cells in (coarse, fine):
        started, spent = time.perf_counter(), time.process_time()
        quality_map(model, ATTRIBUTE, projection, RECTANGLE, cells, Progress())
        seconds.append((time.perf_counter() - started, time.process_time() - spent))
    progress = Progress()
    threading.Timer(CANCEL_AFTER, progress.cancel).start()
    started = time.perf_counter()
    with contextlib.suppress(Cancelled):
        quality_map(model, ATTRIBUTE, projection, RECTANGLE, fine, progress)
    return seconds, time.perf_counter() - started - CANCEL_AFTER


def main() -> None:
    """Print a row for each model."""
    limit_threads()
    print(f"{platform.machine()}, {torch.get_num_threads()} threads, torch {torch.__version__}")
    print(f"{'model':24}{'16x16 (target 200 ms)':>26}{'64x64':>26}{'cancelled within':>20}")
    for name in sys.argv[1:] or ("digits-gan-semicircle", "digits-gan-normal", "digits-vae"):
        seconds, late = measure(name)
        cells = "".join(f"{f'{wall * 1e3:.0f} ms (processor {spent * 1e3:.0f})':>26}" for wall, spent in seconds)
        print(f"{name:24}{cells}{late * 1e3:>17.0f} ms")


if __name__ == "__main__":
    main()
