"""What `path` and `render` share: the model on its device, the solver, the file and the closing line."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from ...engine.devices import AUTOMATIC
from ...engine.errors import ExplorerError
from ...engine.progress import Progress
from .parsing import add_parameters, file_name, option, parameters
from .terminal import counted, print_json, print_table

if TYPE_CHECKING:
    from ...engine.export import ExportSettings
    from ...engine.model import Model
    from ...engine.request import PathRequest, PathResult

FORMATS = "output: .npz, .gif, .mp4, .png for a strip, or without an ending a new folder of frames"


def add_output(parser: ArgumentParser, formats: str = FORMATS, settings: Collection[str] | None = None) -> None:
    """The options that say where the work is done and how its result is written, with `settings` or all there are."""
    from ...engine.export import ExportSettings

    parser.add_argument("-o", "--output", required=True, type=file_name, metavar="FILE", help=formats)
    parser.add_argument("--device", default=AUTOMATIC, help="where to compute: auto, cpu, cuda or mps. Default: auto.")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    add_parameters(parser, ExportSettings, "pictures", settings)


def add_pixels(parser: ArgumentParser) -> None:
    """The option that says which image of a latent the frames show."""
    parser.add_argument(
        "--pixels", choices=("mean", "draw"), default="mean",
        help="frames show the decoder's mean, or a draw from its likelihood. Default: mean.",
    )  # fmt: skip


def output_settings(arguments: Namespace) -> ExportSettings:
    """How the pictures are made. Raises ExplorerError, also for an option that the output's format has no use for."""
    from ...engine.export import WRITERS, ExportSettings, format_of
    from ...engine.parameters import describe

    settings = parameters(ExportSettings, arguments)
    concern = WRITERS[format_of(arguments.output)].settings
    for p in describe(ExportSettings):
        if getattr(arguments, p.name, None) is not None and p.name not in concern:
            raise ExplorerError(f"{option(p)} has no effect on {arguments.output}: leave it out.")
    return settings


def open_model(name: str, device: str) -> Model:
    """The model of that name or file, on a device. Raises ExplorerError."""
    from ...engine.model_library import find_model

    find_model(name)  # a misspelt name is told before torch is loaded
    from ...engine.devices import choose_device, limit_threads
    from ...engine.model import load_model

    limit_threads()
    return load_model(name, choose_device(device))


def solve_and_write(
    requests: Sequence[PathRequest], model: Model, arguments: Namespace, progress: Progress, started: float
) -> None:
    """Solve the requests, write them to the output, and say so with their measures and the seconds since `started`."""
    from ...engine.export import export
    from ...engine.solve import solve

    settings = output_settings(arguments)
    share = 0.8 / len(requests)
    results = [
        solve(request, model, progress.within(position * share, (position + 1) * share))
        for position, request in enumerate(requests)
    ]
    export(results, arguments.output, settings, progress.within(0.8, 1.0))
    seconds = time.perf_counter() - started
    if arguments.json:
        print_json({"file": arguments.output, "seconds": seconds, "paths": [_as_json(result) for result in results]})
        return
    names = _names(results)
    facts = "; ".join(map(_facts, names, results))
    print(f"{arguments.output}: {facts}, {seconds:.1f} s")
    print_table(_measures(names, results))


def _as_json(result: PathResult) -> dict[str, Any]:
    """What `--json` says of one path; what is not finite is null, and draws are lists."""
    import numpy as np

    from ...engine.methods import METHODS

    def plain(value: Any) -> Any:
        numbers = np.asarray(value, float)
        return np.where(np.isfinite(numbers), numbers.astype(object), np.array(None)).tolist()

    request = result.request
    return {
        "layer": request.layer, "method": METHODS.name_of(request.method), "points": len(result.times),
        "draws": request.draws, "cost": plain(result.cost), "solve_seconds": result.solve_seconds,
        "note": result.note, "measures": {name: plain(value) for name, value in result.measures.items()},
    }  # fmt: skip


def _names(results: Sequence[PathResult]) -> list[str]:
    """What to call the paths: by their methods, or by their layers where several have one method."""
    from ...engine.methods import METHODS

    methods = [METHODS.name_of(result.request.method) for result in results]
    return [name if methods.count(name) == 1 else result.request.layer for name, result in zip(methods, results)]


def _measures(names: Sequence[str], results: Sequence[PathResult]) -> list[tuple[str, ...]]:
    """A row a measure and a column a path; several draws are averaged."""
    from ...engine.measures import MEASURES

    rows = [
        (one.label, *(one.written(result.measures[name].mean()) for result in results))
        for name, one in MEASURES.items()
    ]
    return [("MEASURE", *(name.upper() for name in names)), *rows]


def _facts(name: str, result: PathResult) -> str:
    """What one path came to, in a few words."""
    import numpy as np

    draws = "" if result.request.draws is None else f"{counted(result.request.draws, 'draw')} of "
    costs = np.asarray(result.cost, float)
    low, high = f"{costs.min():.4g}", f"{costs.max():.4g}"
    cost = low if low == high else f"{low} to {high}"
    note = f" ({result.note.rstrip('.')})" if result.note else ""
    return f"{name}, {draws}{len(result.times)} points, cost {cost}{note}"
