"""Static figures of solved paths, as the papers print them: one kind a file. Matplotlib is loaded when one is drawn."""

from __future__ import annotations

from pathlib import Path

from ..errors import ExplorerError
from ..files import atomic_write, check_file
from ..parameters import check
from ..progress import Progress
from .base import FIGURES, Curve, Figure, Panel, Picture
from .components import COMPONENTS
from .epsilon import EPSILON, EPSILONS
from .palette import Palette
from .projection import PROJECTION
from .settings import FigureSettings
from .steps import STEPS
from .table import as_csv

__all__ = [
    "EPSILONS",
    "FIGURES",
    "FORMS",
    "Curve",
    "Figure",
    "FigureSettings",
    "Palette",
    "Panel",
    "Picture",
    "as_csv",
    "check_figure_file",
    "form_of",
    "write_figure",
]

for _name, _figure in {"steps": STEPS, "epsilon": EPSILON, "projection": PROJECTION, "components": COMPONENTS}.items():
    FIGURES.register(_name)(_figure)

FORMS = {"svg": "SVG drawing", "png": "PNG picture", "csv": "CSV table"}
"""Ending of a file -> what it holds."""


def form_of(path: str | Path) -> str:
    """The form that a file's ending asks for. Raises ExplorerError."""
    form = Path(path).suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise ExplorerError(f"{path}: a figure's file ends in one of {', '.join(f'.{name}' for name in FORMS)}.")
    return form


def check_figure_file(path: str | Path) -> None:
    """Raise ExplorerError if no figure can go to `path`; to be asked before the paths are computed."""
    form_of(path)
    check_file(path)


def write_figure(
    picture: Picture, path: str | Path, settings: FigureSettings, palette: Palette, progress: Progress | None = None
) -> None:
    """Write a picture in the form of the file's ending, whole or not at all. Raises ExplorerError and Cancelled."""
    progress = progress or Progress()
    check(settings, "Figure settings")
    check_figure_file(path)
    progress.report(0.1, "Drawing")
    with atomic_write(path) as temporary:
        if (form := form_of(path)) == "csv":
            temporary.write_text(as_csv(picture), encoding="utf-8", newline="")
        else:
            from .drawing import draw

            temporary.write_bytes(draw(picture, form, settings, palette))
        progress.check()
