"""`interp-explorer figure`"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from ...engine.devices import AUTOMATIC
from ...engine.errors import ExplorerError
from ...engine.progress import Progress
from .demos import find_scene
from .parsing import add_assignments, add_parameters, assignments, parameters, seed
from .path import END
from .solving import open_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...engine.model import Model
    from ...engine.scene import End, Layer, Scene

SUMMARY = "Draw a figure of solved paths, as the papers print them."
ENDS = ("model", "source", "target")


def configure(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    from ...engine.figures import FIGURES, FORMS, FigureSettings

    endings = ", ".join(f".{form}" for form in FORMS)
    parser.add_argument("figure", metavar="FIGURE", help=f"one of {', '.join(FIGURES)}")
    parser.add_argument("-o", "--output", "--out", required=True, metavar="FILE", help=f"output: {endings}")
    parser.add_argument("--scene", metavar="SCENE", help="a scene file or demo whose visible layers to show")
    parser.add_argument("--model", help="name of a model (see 'models'), or a model file")
    parser.add_argument("--source", metavar="END", help=END)
    parser.add_argument("--target", nargs="+", metavar="END", help=f"{END}; all paths go to each of several")
    parser.add_argument("--points", type=int, default=50, metavar="N", help="points of a path. Default: 50.")
    parser.add_argument("--draws", type=int, metavar="N", help="paths to draw of each random method")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="seed of all randomness. Default: 0.")
    parser.add_argument("--device", default=AUTOMATIC, help="where to compute: auto, cpu, cuda or mps. Default: auto.")
    add_assignments(parser, "--set", "parameters of the figure's last path, such as the geodesic")
    add_parameters(parser, FigureSettings, "drawing")


def run(arguments: Namespace, progress: Progress) -> None:
    """Check what can be checked without the model, solve the paths, draw them and say so."""
    from ...engine.figures import FIGURES, FigureSettings, check_figure_file, write_figure
    from ...engine.scene import check_scene, load_scene
    from ...engine.solve import solve
    from ...engine.views import prior_samples
    from ..figure_palette import figure_palette

    started = time.perf_counter()
    figure = FIGURES[arguments.figure]
    settings = parameters(FigureSettings, arguments)
    check_figure_file(arguments.output)
    given = [f"--{name}" for name in (*ENDS, "set") if getattr(arguments, name)]
    if arguments.scene and given:
        raise ExplorerError(f"A scene has its own model, ends and parameters: leave out {', '.join(given)}.")
    scene = load_scene(find_scene(arguments.scene)) if arguments.scene else None
    missing = [f"--{name}" for name in ENDS if not getattr(arguments, name)]
    if scene is None and missing:
        raise ExplorerError(f"Say what to draw: {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing.")

    progress.report(0.0, "Opening the model")
    model = open_model(scene.model if scene else arguments.model, arguments.device)
    scene = scene or _scene(arguments, model, progress.within(0.0, 0.2))
    check_scene(scene)
    layers = [layer for layer in scene.layers if layer.visible]
    share = 0.7 / max(1, len(layers))
    results = {
        layer.id: solve(scene.request(layer), model, progress.within(0.2 + index * share, 0.2 + (index + 1) * share))
        for index, layer in enumerate(layers)
    }
    picture = figure.make(scene, results, prior_samples(model, scene.view.samples, scene.view.sample_seed))
    write_figure(picture, arguments.output, settings, figure_palette(settings.theme), progress.within(0.9, 1.0))
    curves = sum(len(panel.curves) for panel in picture.panels)
    print(f"{arguments.output}: {arguments.figure}, {curves} curves, {time.perf_counter() - started:.1f} s")


def _scene(arguments: Namespace, model: Model, progress: Progress) -> Scene:
    """The figure's own paths from the source to each target."""
    from dataclasses import replace

    from ...engine.ends import resolve_end
    from ...engine.figures import FIGURES
    from ...engine.methods import METHODS
    from ...engine.parameters import parse, to_dict
    from ...engine.scene import Scene

    own = FIGURES[arguments.figure].layers
    changed = type(own[-1].method)
    changes, what = assignments(arguments.set), f"Method {METHODS.name_of(own[-1].method)}"
    source, *targets = (
        resolve_end(text, model, arguments.seed, progress) for text in (arguments.source, *arguments.target)
    )
    layers: list[Layer] = []
    for layer in own:
        if isinstance(layer.method, changed):
            layer = replace(layer, method=parse(changed, {**to_dict(layer.method), **changes}, what))
        if layer.method.random:
            layer = replace(layer, seed=arguments.seed, draws=arguments.draws or layer.draws)
        layers.append(layer)
    scene = Scene(arguments.model, source, targets[0], tuple(layers), arguments.points, selected=layers[-1].id)
    return scene if len(targets) == 1 else _to_each(scene, targets)


def _to_each(scene: Scene, targets: Sequence[End]) -> Scene:
    """The scene with every layer once for each target, called after it."""
    from dataclasses import replace

    from ...engine.scene import LONGEST_NAME

    layers = tuple(
        replace(
            layer,
            id=f"{layer.id}-{place + 1}",
            name=f"{layer.method.label} to {target.origin}"[:LONGEST_NAME],
            style=layer.style + place * len(scene.layers),
            target=target,
        )
        for place, target in enumerate(targets)
        for layer in scene.layers
    )
    return replace(scene, layers=layers, selected=layers[-1].id)
