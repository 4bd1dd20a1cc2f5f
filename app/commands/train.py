"""`interp-explorer train`"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace

from ...engine.devices import AUTOMATIC
from ...engine.progress import Progress
from .parsing import add_assignments, assignments, file_name, seed
from .recipes import add_preset, described

SUMMARY = "Train a model, in a run directory that can be watched and resumed."


def configure(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument(
        "recipe", metavar="RECIPE", help="see 'recipes'; 'train RECIPE --help' lists its parameters as well"
    )
    parser.add_argument(
        "--data", required=True, metavar="D", help="a file or folder of images, or the name of a data set"
    )
    parser.add_argument(
        "--out", required=True, type=file_name, metavar="RUN", help="the run directory; the model is named after it"
    )
    add_preset(parser)
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="seed of all randomness. Default: 0.")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint of the run")
    parser.add_argument("--device", default=AUTOMATIC, help="where to compute: auto, cpu, cuda or mps. Default: auto.")
    add_assignments(parser, "--set", "values of the recipe's parameters, over those of the preset")
    parser.set_defaults(more_help=lambda known: described(known.recipe, known.preset) if known.recipe else "")


def run(arguments: Namespace, progress: Progress) -> None:
    """Train; an interrupted run keeps its state and goes on with --resume."""
    values = assignments(arguments.set)
    from ...engine.devices import choose_device, limit_threads
    from ...trainers.run import train

    started = time.perf_counter()
    limit_threads()
    model = train(
        arguments.recipe, arguments.data, arguments.out, preset=arguments.preset, overrides=values,
        resume=arguments.resume, seed=arguments.seed, progress=progress, device=choose_device(arguments.device),
    )  # fmt: skip
    print(f"{model}: trained in {time.perf_counter() - started:.1f} s")
