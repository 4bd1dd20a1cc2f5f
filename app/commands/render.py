"""`interp-explorer render`"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace

from ...engine.errors import ExplorerError
from ...engine.progress import Progress
from .demos import find_scene
from .solving import add_output, open_model, output_settings, solve_and_write

SUMMARY = "Compute the paths of a saved scene and write them to a file."


def configure(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("scene", metavar="SCENE", help="a scene file, or the name of a demo (see 'demos')")
    parser.add_argument("--layer", metavar="ID", help="only this layer; otherwise all that are visible, one a row")
    add_output(parser)


def run(arguments: Namespace, progress: Progress) -> None:
    """Solve the layers, write them, and say so."""
    from ...engine.export import WRITERS, check_target, format_of
    from ...engine.scene_file import load_scene

    started = time.perf_counter()
    scene = load_scene(find_scene(arguments.scene))
    ids = [layer.id for layer in scene.layers]
    if arguments.layer is None:
        layers = [layer for layer in scene.layers if layer.visible]
    elif arguments.layer in ids:
        layers = [scene.layer(arguments.layer)]
    else:
        raise ExplorerError(f"The scene has no layer {arguments.layer!r}; choose one of: {', '.join(ids)}.")
    if not layers:
        raise ExplorerError(f"Every layer of the scene is hidden: choose one with --layer, of: {', '.join(ids)}.")
    check_target(arguments.output)
    output_settings(arguments)
    if len(layers) > 1 and not WRITERS[format_of(arguments.output)].several:
        shown = ", ".join(layer.id for layer in layers)
        raise ExplorerError(f"{arguments.output} holds one path, not {len(layers)}: choose --layer, of: {shown}.")
    progress.report(0.0, "Opening the model")
    model = open_model(scene.model, arguments.device)
    solve_and_write([scene.request(layer) for layer in layers], model, arguments, progress, started)
