"""`interp-explorer walk`"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace

from ...engine.errors import ExplorerError
from ...engine.progress import Progress
from .parsing import add_assignments, assigned, seed
from .solving import add_output, add_pixels, open_model, output_settings
from .terminal import print_json

WALK_SETTINGS = ("frame_rate", "size", "scaling", "playback")
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
    add_output(parser, "output: .mp4 or .gif", WALK_SETTINGS)


def run(arguments: Namespace, progress: Progress) -> None:
    """Check everything that can be checked without the model, then walk and write."""
    from ...engine.ends import check_end, resolve_end
    from ...engine.methods import METHODS
    from ...engine.walk import Walk, check_film, write_walk

    started = time.perf_counter()
    method = assigned(METHODS[arguments.method], arguments.set, f"Method {arguments.method}")
    check_film(arguments.output)
    settings = output_settings(arguments)
    texts = arguments.through.split(",")
    if len(texts) < 2:
        raise ExplorerError("A walk needs two stops at least: give them as in --through 0,3,random:5.")
    for text in texts:
        check_end(text)
    progress.report(0.0, "Opening the model")
    model = open_model(arguments.model, arguments.device)
    stops = tuple(resolve_end(text, model, arguments.seed, progress.within(0.0, 0.1)).latent for text in texts)
    walk = Walk(arguments.model, method, stops, arguments.points, arguments.seed, arguments.loop, arguments.pixels)
    write_walk(walk, model, arguments.output, settings, progress.within(0.1, 1.0))
    seconds = time.perf_counter() - started
    if arguments.json:
        print_json({
            "file": arguments.output, "seconds": seconds, "method": arguments.method, "stretches": walk.stretches,
            "frames": walk.frames,
        })  # fmt: skip
        return
    stretches = "1 stretch" if walk.stretches == 1 else f"{walk.stretches} stretches"
    print(f"{arguments.output}: {arguments.method}, {stretches}, {walk.frames} frames, {seconds:.1f} s")
