"""PNG strips."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..files import atomic_write
from ..progress import Progress
from ..request import PathResult
from .base import writer
from .pictures import grid, rows
from .settings import ExportSettings


@writer("strip", "PNG strip", ".png", ("size", "scaling", "strip_frames", "gap"))
def write_strip(results: Sequence[PathResult], path: Path, settings: ExportSettings, progress: Progress) -> None:
    """One picture: the frames of a path side by side, a row for each path. It shows no more frames than were solved."""
    paths = rows(results)
    count = len(paths[0])
    indices = np.linspace(0, count - 1, min(settings.strip_frames, count)).round().astype(int).tolist()
    with atomic_write(path) as temporary:
        progress.report(0.0, "Strip")
        picture = grid(paths, indices, settings)
        progress.check()
        picture.save(temporary)
