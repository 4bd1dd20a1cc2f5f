"""`interp-explorer path`"""

from __future__ import annotations

import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ...engine.errors import ExplorerError
from ...engine.progress import Progress
from .parsing import add_assignments, assigned, seed
from .solving import add_output, add_pixels, open_model, output_settings, solve_and_write

if TYPE_CHECKING:
    from ...engine.request import Latent, OwnSeeds

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
    from ...engine.checks import check_request
    from ...engine.ends import check_end, resolve_end
    from ...engine.export import check_target
    from ...engine.methods import METHODS
    from ...engine.metric import Metric, own_metric
    from ...engine.model_file import likelihood, read_header
    from ...engine.model_library import find_model
    from ...engine.request import ControlPoint, PathRequest

    started = time.perf_counter()
    method = assigned(METHODS[arguments.method], arguments.set, f"Method {arguments.method}")
    own = own_metric(method)
    if own is not None and arguments.metric:
        raise ExplorerError(f"Method {arguments.method} has a metric of its own: use --set instead of --metric.")
    metric = own or assigned(Metric, arguments.metric, "Metric")
    check_target(arguments.output)
    output_settings(arguments)
    controls = [_control(text) for text in arguments.control]
    for text in (arguments.source, arguments.target, *(text for _, text in controls)):
        check_end(text)
    asked = PathRequest(
        model=arguments.model,
        method=method,
        source=(),
        target=(),
        points=arguments.points,
        controls=tuple(ControlPoint(at, ()) for at, _ in controls),
        seed=arguments.seed,
        draws=arguments.draws,
        own_seeds=_own_seeds(arguments.draw_seed, arguments.draws or 1),
        pixels=arguments.pixels,
        metric=metric,
    )
    header = read_header(find_model(arguments.model))
    check_request(asked, header.classes if "classifier" in header.networks else (), likelihood(header))

    progress.report(0.0, "Opening the model")
    model = open_model(arguments.model, arguments.device)
    ends = progress.within(0.0, 0.2)

    def latent(text: str) -> Latent:
        return resolve_end(text, model, arguments.seed, ends).latent

    request = replace(
        asked,
        source=latent(arguments.source),
        target=latent(arguments.target),
        controls=tuple(ControlPoint(at, latent(text)) for at, text in controls),
    )
    solve_and_write([request], model, arguments, progress.within(0.2, 1.0), started)


def _own_seeds(texts: Sequence[str], draws: int) -> OwnSeeds:
    """Index from 0 and seed of each DRAW=SEED text, which counts from 1."""
    found = {}
    for text in texts:
        draw, equals, own = text.partition("=")
        if not (equals and draw.isdecimal() and 1 <= int(draw) <= draws):
            raise ExplorerError(f"{text!r} is not of the form DRAW=SEED with a draw from 1 to {draws}.")
        if int(draw) - 1 in found:
            raise ExplorerError(f"Draw {draw} is given a seed twice: leave one out.")
        try:
            found[int(draw) - 1] = seed(own)
        except ArgumentTypeError as error:
            raise ExplorerError(f"{text}: {error}.") from None
    return tuple(sorted(found.items()))


def _control(text: str) -> tuple[float, str]:
    """Time and end of a TIME=END text."""
    time_text, equals, end = text.partition("=")
    try:
        at = float(time_text)
    except ValueError:
        at = float("nan")
    if not (equals and 0 < at < 1):
        raise ExplorerError(f"{text!r} is no control point: it is TIME=END with a time between 0 and 1.")
    return at, end
