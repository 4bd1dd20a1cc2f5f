"""How fast rendered sets are drawn: `python benchmarks/rendering.py`.

Measures 10,000 different images of every set at 64x64 (wanted in under 10 s on two cores for pole and turntable), and
the film of 50 true frames between two images that a window would show, once at 64x64 and once at 256x256. Every core is
used; where other work is going on, the processor seconds say more than the wall's.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import numpy as np

from interp_explorer.engine.rendering import RENDERINGS, Rendering, make_rendering, true_frames

IMAGES = 10_000
SIZE = 64
MANY = {"pole": "pole:azimuths=1250", "turntable": "turntable:views=834", "faces": "faces:count=10000"}
WANTED = {"pole": 10.0, "turntable": 10.0}
FRAMES = 50


def timed(run: Callable[[], object], repeats: int = 3) -> tuple[float, float]:
    """Seconds of the fastest of some runs, and the least processor time of one, over all threads."""
    seconds, processor = [], []
    for _ in range(repeats):
        started, busy = time.perf_counter(), time.process_time()
        run()
        seconds.append(time.perf_counter() - started)
        processor.append(time.process_time() - busy)
    return min(seconds), min(processor)


def film(rendering: Rendering, size: int) -> Callable[[], object]:
    """The true frames between two images of a set, of the same object where there are several."""
    values = rendering.values()
    return lambda: true_frames(rendering, values[0], values[20], np.linspace(0, 1, FRAMES), size)


def main() -> None:
    """Print a table."""
    print(f"numpy {np.__version__}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print(f"| set | {IMAGES} images | processor | wanted | film of {FRAMES} | at 256x256 |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name in RENDERINGS:
        rendering = make_rendering(MANY[name])
        values = rendering.values()[:IMAGES]
        rendering.render(values[:100], SIZE)
        seconds, processor = timed(lambda rendering=rendering, values=values: rendering.render(values, SIZE), 2)
        small, large = (timed(film(make_rendering(name), size))[0] for size in (SIZE, 4 * SIZE))
        wanted = f"{WANTED[name]:.0f} s" if name in WANTED else ""
        cells = f"{seconds:.1f} s", f"{processor:.1f} s", wanted, f"{1000 * small:.0f} ms", f"{1000 * large:.0f} ms"
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
