"""`interp-explorer path`"""

from __future__ import annotations

import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...engine.errors import ExplorerError
from ...engine.progress import Progress
from .parsing import add_assignments, assignments, parameters, seed
from .solving import add_output, add_pixels, open_model, solve_and_write

if TYPE_CHECKING:
    from ...engine.model import Model
    from ...engine.request import ControlPoint, OwnSeeds

SUMMARY = "Compute one path and write it to a file."
END = "gallery index, random:SEED, image file, draw:SEED:IMAGE for a draw from q(z|x), or .npy file with a latent"


def configure(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("--model", required=True, help="name of a model (see 'models'), or a model file")
    parser.add_argument("--method", required=True, help="how to get from source to target (see 'methods')")
    parser.add_argument("--source", required=True, metavar="END", help=END)
    parser.add_argument("--target", required=True, metavar="END", help=END)
    parser.add_argument("--points", type=int, default=50, metavar="N", help="points of the path. Default: 50.")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="seed of all randomness. Default: 0.")
    parser.add_argument("--draws", type=int, metavar="N", help="random paths to draw, for a method that has randomness")
    add_pixels(parser)
    parser.add_argument(
        "--draw-seed", nargs="+", action="extend", default=[], metavar="DRAW=SEED",
        help="give one of the draws, counted from 1, a seed of its own",
    )  # fmt: skip
    parser.add_argument(
        "--control", nargs="+", action="extend", default=[], metavar="TIME=END",
        help="pass through a point at a time between 0 and 1",
    )  # fmt: skip
    add_assignments(parser, "--set", "parameters of the method")
    add_assignments(parser, "--metric", "parameters of the metric that scores a method without an energy of its own")
    add_output(parser)


def run(arguments: Namespace, progress: Progress) -> None:
    """Check everything that can be checked without the model, then solve and write."""
    from ...engine.ends import resolve_end
    from ...engine.export import ExportSettings, check_target
    from ...engine.methods import METHODS
    from ...engine.metric import Metric, own_metric
    from ...engine.parameters import parse
    from ...engine.request import PathRequest

    started = time.perf_counter()
    method = parse(METHODS[arguments.method], assignments(arguments.set), f"Method {arguments.method}")
    own = own_metric(method)
    if own is not None and arguments.metric:
        raise ExplorerError(f"Method {arguments.method} has a metric of its own: use --set instead of --metric.")
    metric = own or parse(Metric, assignments(arguments.metric), "Metric")
    own_seeds = _own_seeds(arguments.draw_seed, arguments.draws or 1)
    parameters(ExportSettings, arguments)
    check_target(arguments.output)

    progress.report(0.0, "Opening the model")
    model = open_model(arguments.model, arguments.device)
    ends = progress.within(0.0, 0.2)
    request = PathRequest(
        model=arguments.model,
        method=method,
        source=resolve_end(arguments.source, model, arguments.seed, ends).latent,
        target=resolve_end(arguments.target, model, arguments.seed, ends).latent,
        points=arguments.points,
        controls=tuple(_control(text, model, arguments.seed, ends) for text in arguments.control),
        seed=arguments.seed,
        draws=arguments.draws,
        own_seeds=own_seeds,
        pixels=arguments.pixels,
        metric=metric,
    )
    solve_and_write([request], model, arguments, progress.within(0.2, 1.0), started)


def _own_seeds(texts: Sequence[str], draws: int) -> OwnSeeds:
    """Index from 0 and seed of each DRAW=SEED text, which counts from 1."""
    found = {}
    for text in texts:
        draw, equals, own = text.partition("=")
        if not (equals and draw.isdecimal() and 1 <= int(draw) <= draws):
            raise ExplorerError(f"{text!r} is not of the form DRAW=SEED with a draw from 1 to {draws}.")
        try:
            found[int(draw) - 1] = seed(own)
        except ArgumentTypeError as error:
            raise ExplorerError(f"{text}: {error}.") from None
    return tuple(sorted(found.items()))


def _control(text: str, model: Model, own_seed: int, progress: Progress) -> ControlPoint:
    from ...engine.ends import resolve_end
    from ...engine.request import ControlPoint

    time_text, equals, end = text.partition("=")
    try:
        at = float(time_text)
    except ValueError:
        at = float("nan")
    if not (equals and 0 < at < 1):
        raise ExplorerError(f"{text!r} is no control point: it is TIME=END with a time between 0 and 1.")
    return ControlPoint(at, resolve_end(end, model, own_seed, progress).latent)
