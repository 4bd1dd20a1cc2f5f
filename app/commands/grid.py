"""`interp-explorer grid`"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from ...engine.devices import AUTOMATIC
from ...engine.errors import ExplorerError
from ...engine.progress import Progress
from .demos import find_scene
from .parsing import add_parameters, parameters, seed
from .solving import open_model

if TYPE_CHECKING:
    from ...engine.model import Model
    from ...engine.scene import End

SUMMARY = "Decode a grid of latents between four images and write it as one picture."
PICTURES = ("size", "scaling", "gap")


def configure(parser: ArgumentParser) -> None:
    """Describe the arguments."""
    from ...engine.export import GRID_WRITERS, ExportSettings
    from ...engine.scene import CORNERS, Corners

    endings = ", ".join(writer.suffix for writer in GRID_WRITERS.values())
    parser.add_argument("-o", "--output", "--out", required=True, metavar="FILE", help=f"output: {endings}")
    parser.add_argument("--model", help="name of a model (see 'models'), or a model file")
    parser.add_argument(
        "--corners", metavar="A,B,C,D",
        help=f"{', '.join(CORNERS)}: each a gallery index, random:SEED, an image file, or a .npy file with a latent",
    )  # fmt: skip
    parser.add_argument("--scene", metavar="SCENE", help="a scene file or demo whose grid to write")
    parser.add_argument("--cells", type=int, metavar="N", help=f"cells a side. Default: {Corners().size}.")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="seed of all randomness. Default: 0.")
    parser.add_argument("--device", default=AUTOMATIC, help="where to compute: auto, cpu, cuda or mps. Default: auto.")
    add_parameters(parser, ExportSettings, "pictures", PICTURES)


def run(arguments: Namespace, progress: Progress) -> None:
    """Check what can be checked without the model, decode the grid, write it and say so."""
    from ...engine.corners import shown_corners
    from ...engine.export import ExportSettings, check_grid_file, write_cells
    from ...engine.scene import FEWEST_CELLS, MOST_CELLS, Corners
    from ...engine.scene_file import load_scene
    from ...engine.views import make_cells

    started = time.perf_counter()
    settings = parameters(ExportSettings, arguments)
    check_grid_file(arguments.output)
    given = [f"--{name}" for name in ("model", "corners") if getattr(arguments, name)]
    if arguments.scene and given:
        raise ExplorerError(f"A scene has its own model and corners: leave out {' and '.join(given)}.")
    if not arguments.scene and len(given) < 2:
        raise ExplorerError("Say between which images of which model: give --model and --corners, or --scene.")
    scene = load_scene(find_scene(arguments.scene)) if arguments.scene else None
    size = arguments.cells if arguments.cells is not None else scene.corners.size if scene else Corners().size
    if not FEWEST_CELLS <= size <= MOST_CELLS:
        raise ExplorerError(f"A grid has {FEWEST_CELLS} to {MOST_CELLS} cells a side, not {size}.")
    texts = [] if scene else _texts(arguments.corners)
    progress.report(0.0, "Opening the model")
    model = open_model(scene.model if scene else arguments.model, arguments.device)
    corners = shown_corners(scene, model.gallery) if scene else _ends(texts, model, arguments.seed, progress)
    cells = make_cells(model, corners, size, progress.within(0.2, 0.9))
    write_cells(cells, arguments.output, settings, progress.within(0.9, 1.0))
    between = ", ".join(end.origin for end in corners)
    print(f"{arguments.output}: {size} x {size} images between {between}, {time.perf_counter() - started:.1f} s")


def _texts(corners: str) -> list[str]:
    from ...engine.scene import CORNERS

    texts = corners.split(",")
    if len(texts) != len(CORNERS):
        raise ExplorerError(f"A grid has four corners, not {len(texts)}: give them as in --corners 0,3,random:5,7.")
    return texts


def _ends(texts: list[str], model: Model, own_seed: int, progress: Progress) -> tuple[End, ...]:
    from ...engine.ends import resolve_end

    return tuple(resolve_end(text, model, own_seed, progress.within(0.0, 0.2)) for text in texts)
