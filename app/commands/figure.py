"""`interp-explorer figure`"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ...engine.devices import AUTOMATIC
from ...engine.errors import ExplorerError
from ...engine.progress import Progress
from .demos import find_scene
from .parsing import add_assignments, add_parameters, assignments, check_effect, file_name, parameters, seed
from .path import END
from .solving import open_model
from .terminal import counted

if TYPE_CHECKING:
    from ...engine.model import Model
    from ...engine.scene import End, Layer, Scene

SUMMARY = "Draw a figure of solved paths, as the papers print them."
ENDS = ("model", "source", "target")


def configure(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    from ...engine.figures import FIGURES, FORMS, FigureSettings

    endings = ", ".join(f".{form}" for form in FORMS)
    parser.add_argument("figure", metavar="FIGURE", help=f"one of {', '.join(FIGURES)}")
    parser.add_argument(
        "-o", "--output", "--out", required=True, type=file_name, metavar="FILE", help=f"output: {endings}"
    )
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
    from ...engine.checks import check_draws
    from ...engine.ends import check_end
    from ...engine.figures import FIGURES, FigureSettings, check_figure_file, write_figure
    from ...engine.scene_check import check_scene
    from ...engine.scene_file import load_scene
    from ...engine.solve import solve
    from ...engine.views import prior_samples
    from ..figure_palette import figure_palette

    started = time.perf_counter()
    figure = FIGURES[arguments.figure]
    settings = parameters(FigureSettings, arguments)
    check_figure_file(arguments.output)
    check_draws(arguments.draws)
    given = [f"--{name}" for name in (*ENDS, "set") if getattr(arguments, name)]
    if arguments.scene and given:
        raise ExplorerError(f"A scene has its own model, ends and parameters: leave out {', '.join(given)}.")
    scene = load_scene(find_scene(arguments.scene)) if arguments.scene else None
    missing = [f"--{name}" for name in ENDS if not getattr(arguments, name)]
    if scene is None and missing:
        raise ExplorerError(f"Say what to draw: {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing.")

    layers = _layers(arguments.figure, assignments(arguments.set))
    if scene is None:
        for text in (arguments.source, *arguments.target):
            check_end(text)
    progress.report(0.0, "Opening the model")
    model = open_model(scene.model if scene else arguments.model, arguments.device)
    scene = scene or _scene(arguments, layers, model, progress.within(0.0, 0.2))
    check_scene(scene)
    shown = [layer for layer in scene.layers if layer.visible]
    share = 0.7 / max(1, len(shown))
    results = {
        layer.id: solve(scene.request(layer), model, progress.within(0.2 + index * share, 0.2 + (index + 1) * share))
        for index, layer in enumerate(shown)
    }
    picture = figure.make(scene, results, prior_samples(model, scene.view.samples, scene.view.sample_seed))
    write_figure(picture, arguments.output, settings, figure_palette(settings.theme), progress.within(0.9, 1.0))
    curves = sum(len(panel.curves) for panel in picture.panels)
    print(f"{arguments.output}: {arguments.figure}, {counted(curves, 'curve')}, {time.perf_counter() - started:.1f} s")


def _layers(name: str, changes: Mapping[str, str]) -> tuple[Layer, ...]:
    """The figure's own paths, those of its last method with other values of the parameters.

    Raises ExplorerError for a value that has no effect, and for a parameter in which these paths differ.
    """
    from ...engine.figures import FIGURES
    from ...engine.methods import METHODS
    from ...engine.parameters import parse, to_dict

    own = FIGURES[name].layers
    kind = type(own[-1].method)
    what = f"Method {METHODS.name_of(own[-1].method)}"
    alike = [layer.method for layer in own if isinstance(layer.method, kind)]
    for changed in changes:
        if len({getattr(method, changed, None) for method in alike}) > 1:
            raise ExplorerError(f"Figure {name} compares values of {changed} itself: leave {changed} out of --set.")
    layers = []
    for layer in own:
        if isinstance(layer.method, kind):
            method = parse(kind, {**to_dict(layer.method), **changes}, what)
            check_effect(method, changes, what)
            layer = replace(layer, method=method)
        layers.append(layer)
    return tuple(layers)


def _scene(arguments: Namespace, own: tuple[Layer, ...], model: Model, progress: Progress) -> Scene:
    """A scene of the figure's paths from the source to each target."""
    from ...engine.ends import resolve_end
    from ...engine.scene import Scene

    source, *targets = (
        resolve_end(text, model, arguments.seed, progress) for text in (arguments.source, *arguments.target)
    )
    layers = tuple(
        replace(layer, seed=arguments.seed, draws=arguments.draws or layer.draws) if layer.method.random else layer
        for layer in own
    )
    scene = Scene(arguments.model, source, targets[0], layers, arguments.points, selected=layers[-1].id)
    return scene if len(targets) == 1 else _to_each(scene, targets)


def _to_each(scene: Scene, targets: Sequence[End]) -> Scene:
    """The scene with every layer once for each target, called after it."""
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
