"""A grid of decoded images as a file: one picture, a drawing, or its numbers."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import ExplorerError
from ..files import atomic_write, check_file
from ..parameters import check
from ..progress import Progress
from ..registry import Registry
from .pictures import grid, tile
from .settings import ExportSettings

GRID_WRITERS = Registry("format of a grid")
"""Name -> `GridWriter`."""


@dataclass(frozen=True, eq=False)
class Cells:
    """latents (rows, columns, D) and their images (rows, columns, C, H, W) in [0, 1]; `story` says what they are."""

    latents: np.ndarray
    images: np.ndarray
    story: str = ""


@dataclass(frozen=True)
class GridWriter:
    """A format. `suffix` is the ending of its files, `write(cells, path, settings)` writes one."""

    label: str
    suffix: str
    write: Callable[[Cells, Path, ExportSettings], None]


def write_cells(cells: Cells, path: str | Path, settings: ExportSettings, progress: Progress | None = None) -> None:
    """Write a grid in the format of the file's ending, whole or not at all. Raises ExplorerError and Cancelled."""
    progress = progress or Progress()
    check(settings, "Export settings")
    check_grid_file(path)
    progress.report(0.0, "Grid")
    with atomic_write(path) as temporary:
        GRID_WRITERS[grid_format_of(path)].write(cells, temporary, settings)
        progress.check()


def grid_format_of(path: str | Path) -> str:
    """The name of the format that a file's ending asks for. Raises ExplorerError."""
    suffix = Path(path).suffix.lower()
    for name, writer in GRID_WRITERS.items():
        if writer.suffix == suffix:
            return name
    known = ", ".join(writer.suffix for writer in GRID_WRITERS.values())
    raise ExplorerError(f"{path}: the file of a grid ends in one of {known}.")


def check_grid_file(path: str | Path) -> None:
    """Raise ExplorerError if no grid can go to `path`; to be asked before it is decoded."""
    grid_format_of(path)
    check_file(path)


def _png(cells: Cells, path: Path, settings: ExportSettings) -> None:
    columns = range(cells.images.shape[1])
    grid(list(cells.images), columns, settings).save(path, "png")


def _svg(cells: Cells, path: Path, settings: ExportSettings) -> None:
    """One embedded image a cell, so that a drawing program can move each."""
    tiles = [[tile(image, settings) for image in row] for row in cells.images]
    (width, height), gap = tiles[0][0].size, settings.gap
    rows, columns = cells.images.shape[:2]
    whole = columns * (width + gap) - gap, rows * (height + gap) - gap
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole[0]}" height="{whole[1]}" '
        f'viewBox="0 0 {whole[0]} {whole[1]}">',
        f'<rect width="{whole[0]}" height="{whole[1]}" fill="white"/>',
    ]
    for row, line in enumerate(tiles):
        for column, picture in enumerate(line):
            stream = io.BytesIO()
            picture.save(stream, "png")
            data = base64.b64encode(stream.getvalue()).decode("ascii")
            lines.append(
                f'<image id="cell-{row + 1}-{column + 1}" x="{column * (width + gap)}" y="{row * (height + gap)}" '
                f'width="{width}" height="{height}" href="data:image/png;base64,{data}"/>'
            )
    path.write_text("\n".join([*lines, "</svg>", ""]), encoding="utf-8")


def _npz(cells: Cells, path: Path, settings: ExportSettings) -> None:
    latents = cells.latents.astype(np.float32)
    np.savez(path, allow_pickle=False, latents=latents, images=cells.images, meta=np.array(cells.story))


for _name, _writer in {
    "png": GridWriter("PNG picture", ".png", _png),
    "svg": GridWriter("SVG drawing", ".svg", _svg),
    "npz": GridWriter("NumPy arrays", ".npz", _npz),
}.items():
    GRID_WRITERS.register(_name)(_writer)
