"""What a static figure is: panels of curves, as plain data that is drawn or written as numbers. NumPy only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ..errors import ExplorerError
from ..registry import Registry
from ..request import PathResult
from ..scene import Layer, Scene

FIGURES = Registry("figure")
"""Name -> `Figure`."""


@dataclass(frozen=True, eq=False)
class Curve:
    """A line through points x, y (n,); `style` indexes the table of path styles.

    The legend says `entry`, or nothing where it is empty; None is the label. `band` is a lower and an upper bound
    (n,) each, between which the ground is tinted.
    """

    label: str
    x: np.ndarray
    y: np.ndarray
    style: int
    entry: str | None = None
    band: tuple[np.ndarray, np.ndarray] | None = None


@dataclass(frozen=True, eq=False)
class Panel:
    """One pair of axes. `dots` (m, 2) lie behind the curves; `marks` are named places (2,) on top of them.

    y_range fixes the vertical axis; `equal` gives both axes the same unit; without `legend` there is none.
    """

    title: str
    x_label: str
    y_label: str
    curves: tuple[Curve, ...]
    dots: tuple[str, np.ndarray] | None = None
    marks: tuple[tuple[str, np.ndarray], ...] = ()
    y_range: tuple[float, float] | None = None
    equal: bool = False
    legend: bool = True


@dataclass(frozen=True)
class Picture:
    """Panels side by side, `columns` of them in a row or all; `aspect` is height over width of the whole.

    With `shared` the legends of the panels stand below them all, and add to the height.
    """

    panels: tuple[Panel, ...]
    aspect: float
    columns: int = 0
    shared: bool = False


Make = Callable[[Scene, Mapping[str, PathResult], np.ndarray], Picture]


@dataclass(frozen=True)
class Figure:
    """A kind of figure. `layers` are the paths it shows where no scene says otherwise.

    `make(scene, results, samples)` takes the solved paths by layer id and prior samples (m, D), and raises
    ExplorerError where they do not make such a figure.
    """

    label: str
    summary: str
    layers: tuple[Layer, ...]
    make: Make


def shown_paths(scene: Scene, results: Mapping[str, PathResult]) -> list[tuple[Layer, PathResult]]:
    """The visible layers that are solved, in the scene's order; of random ones the chosen draw.

    Raises ExplorerError where there is none.
    """
    found = [
        (layer, results[layer.id].draw(layer.chosen))
        for layer in scene.layers
        if layer.visible and layer.id in results and results[layer.id].step_distances is not None
    ]
    if not found:
        raise ExplorerError("There is no solved path to draw: show at least one layer, and wait until it is solved.")
    return found
