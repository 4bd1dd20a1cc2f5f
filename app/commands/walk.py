"""`interp-explorer walk`"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace

from ...engine.errors import ExplorerError
from ...engine.progress import Progress
from .parsing import add_assignments, assignments, parameters, seed
from .solving import add_output, add_pixels, open_model

SUMMARY = "Chain paths through a list of images and write the walk as one film."


def configure(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("--model", required=True, help="name of a model (see 'models'), or a model file")
    parser.add_argument(
        "--through", required=True, metavar="STOP,STOP,...",
        help="gallery indices, random:SEED, image files or .npy files with latents, in order",
    )  # fmt: skip
    parser.add_argument("--method", default="ou-bridge", help="how to get from stop to stop. Default: ou-bridge.")
    parser.add_argument("--points", type=int, default=50, metavar="N", help="points from stop to stop. Default: 50.")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="seed of all stretches. Default: 0.")
    parser.add_argument("--loop", action="store_true", help="return from the last stop to the first")
    add_pixels(parser)
    add_assignments(parser, "--set", "parameters of the method")
    add_output(parser)


def run(arguments: Namespace, progress: Progress) -> None:
    """Check everything that can be checked without the model, then walk and write."""
    from ...engine.ends import resolve_end
    from ...engine.export import ExportSettings
    from ...engine.methods import METHODS
    from ...engine.parameters import parse
    from ...engine.walk import Walk, check_film, write_walk

    started = time.perf_counter()
    method = parse(METHODS[arguments.method], assignments(arguments.set), f"Method {arguments.method}")
    settings = parameters(ExportSettings, arguments)
    check_film(arguments.output)
    texts = arguments.through.split(",")
    if len(texts) < 2:
        raise ExplorerError("A walk needs two stops at least: give them as in --through 0,3,random:5.")
    progress.report(0.0, "Opening the model")
    model = open_model(arguments.model, arguments.device)
    stops = tuple(resolve_end(text, model, arguments.seed, progress.within(0.0, 0.1)).latent for text in texts)
    walk = Walk(arguments.model, method, stops, arguments.points, arguments.seed, arguments.loop, arguments.pixels)
    write_walk(walk, model, arguments.output, settings, progress.within(0.1, 1.0))
    print(
        f"{arguments.output}: {arguments.method}, {walk.stretches} stretches, {walk.frames} frames, "
        f"{time.perf_counter() - started:.1f} s"
    )
