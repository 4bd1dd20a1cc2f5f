"""`interp-explorer sketch`"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace

from ...engine.progress import Progress
from .parsing import file_name, seed

SUMMARY = "Add a sketch of its decoder to a model, so that geodesics in it are found sooner."
STEPS = 24_000


def configure(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("model", metavar="MODEL", help="name or file of the model")
    parser.add_argument("--out", type=file_name, metavar="FILE", help="the file to write. Default: the model's own.")
    parser.add_argument(
        "--steps", type=int, default=STEPS, metavar="N", help=f"batches to fit it to. Default: {STEPS}."
    )
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="seed of all randomness. Default: 0.")


def run(arguments: Namespace, progress: Progress) -> None:
    """Fit the sketch, write the model with it, and say how good it is."""
    from ...engine.devices import limit_threads
    from ...engine.errors import ExplorerError
    from ...trainers.sketch import add_sketch

    if arguments.steps < 1:
        raise ExplorerError(f"A sketch is fitted in one step or more, not {arguments.steps}.")
    limit_threads()
    started = time.perf_counter()
    error = add_sketch(arguments.model, arguments.out, arguments.steps, arguments.seed, progress)
    print(f"{arguments.out or arguments.model}: sketched in {time.perf_counter() - started:.1f} s, error {error:.3f}")
