"""The plane view alone: three paths over a bent cloud of samples. Arguments: `--dark`, `--space` for three dimensions.

Start it with `python -m interp_explorer.widgets.examples.plane`.
"""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QApplication

from ..plane_view import Curve, PlaneView
from ..theme import DARK, LIGHT, Theme

Z0, Z1 = np.array([0.35, 1.0]), np.array([0.45, -1.0])
CLOUDS = ((np.array([0.0, 0.95]), 0.42), (np.array([-0.62, 0.0]), np.pi / 2), (np.array([0.05, -0.95]), -0.48))
LONG, SHORT = 0.62, 0.17
TIMES = np.linspace(0.0, 1.0, 50)


def density(points: np.ndarray) -> np.ndarray:
    """The density, up to a factor, of a mixture of three long clouds that form an arc; points (..., 2)."""
    total = np.zeros(points.shape[:-1])
    for center, angle in CLOUDS:
        along = np.array([np.cos(angle), np.sin(angle)])
        across = np.array([-along[1], along[0]])
        offset = points - center
        total += np.exp(-((offset @ along / LONG) ** 2 + (offset @ across / SHORT) ** 2) / 2)
    return total


def samples(count: int, seed: int = 0) -> np.ndarray:
    """Points (count, 2) of the mixture."""
    random = np.random.default_rng(seed)
    points = np.empty((count, 2))
    for i, which in enumerate(random.integers(len(CLOUDS), size=count)):
        center, angle = CLOUDS[which]
        x, y = random.normal(size=2) * (LONG, SHORT)
        turned = x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)
        points[i] = np.add(center, turned)
    return points


def density_rank(points: np.ndarray) -> np.ndarray:
    """The share of samples that are less dense than each of the points (..., 2)."""
    return np.searchsorted(np.sort(density(samples(4000, seed=1))), density(points)) / 4000.0


def heat_map(rect: tuple[float, float, float, float]) -> np.ndarray:
    """The density rank on a grid over (x0, y0, x1, y1)."""
    x0, y0, x1, y1 = rect
    return density_rank(np.stack(np.meshgrid(np.linspace(x0, x1, 96), np.linspace(y0, y1, 64)), axis=-1))


def through(points: np.ndarray, times: np.ndarray) -> np.ndarray:
    """A smooth curve (50, 2) through points at times: the polynomial of least degree."""
    return np.stack([np.polyval(np.polyfit(times, axis, len(times) - 1), TIMES) for axis in points.T], axis=1)


class Scene:
    """Three paths, and the answers to what is done to them."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.selected = "geodesic"
        self.times = np.array([0.2, 0.4, 0.6, 0.8])
        self.controls = np.array([[-0.32, 0.62], [-0.68, 0.2], [-0.66, -0.22], [-0.2, -0.66]])

    def curves(self) -> list[Curve]:
        """The three paths as they are now."""
        line = Z0 + TIMES[:, None] * (Z1 - Z0)
        bulge = np.sin(np.pi * TIMES)[:, None] * (0.95, 0.05)
        knots = np.concatenate([Z0[None], self.controls, Z1[None]])
        geodesic = through(knots, np.concatenate([[0.0], self.times, [1.0]]))
        curves = [
            Curve("linear", line, TIMES, self.theme.path_style(0)),
            Curve("spherical", line + bulge, TIMES, self.theme.path_style(1)),
            Curve(
                "geodesic", geodesic, TIMES, self.theme.path_style(2),
                controls=self.controls, control_times=self.times,
            ),
        ]  # fmt: skip
        return [replace(curve, selected=curve.id == self.selected) for curve in curves]

    def add(self, time: float, x: float, y: float) -> None:
        """A control point more."""
        order = np.argsort(np.append(self.times, time))
        self.times = np.append(self.times, time)[order]
        self.controls = np.vstack([self.controls, [x, y]])[order]

    def move(self, index: int, x: float, y: float) -> None:
        """A control point elsewhere."""
        self.controls = self.controls.copy()
        self.controls[index] = x, y

    def remove(self, index: int) -> None:
        """A control point less."""
        self.times, self.controls = np.delete(self.times, index), np.delete(self.controls, index, axis=0)


def picture(x: float, y: float) -> QPixmap:
    """Some image that depends on the place."""
    row, column = np.mgrid[-1:1:32j, -1:1:32j]
    ring = np.exp(-(((np.hypot(column - x / 3, row + y / 3) - 0.5 - x / 5) / 0.15) ** 2))
    gray = np.ascontiguousarray(255 * ring, dtype=np.uint8)
    return QPixmap.fromImage(QImage(gray.tobytes(), 32, 32, 32, QImage.Format.Format_Grayscale8))


def plane(theme: Theme) -> PlaneView:
    """A view on the scene that answers like the program does."""
    view, scene = PlaneView(), Scene(theme)

    def show() -> None:
        view.set_curves(scene.curves())

    def select(name: str, time: float) -> None:
        scene.selected = name
        view.set_playhead(time)
        show()

    def add(name: str, time: float, x: float, y: float) -> None:
        if name == "geodesic":
            scene.add(time, x, y)
            show()

    def move(_name: str, index: int, x: float, y: float) -> None:
        scene.move(index, x, y)
        show()

    def remove(_name: str, index: int) -> None:
        scene.remove(index)
        show()

    def hover(x: float, y: float) -> None:
        view.set_hover_card(picture(x, y), f"Q {float(density_rank(np.array([x, y]))):.2f}")

    def heat(*rect: float) -> None:
        x0, y0, x1, y1 = rect
        view.set_heat_map(heat_map((x0, y0, x1, y1)), (x0, y0, x1, y1))

    view.set_theme(theme)
    view.set_samples(samples(500))
    view.set_ends(Z0, Z1)
    view.set_note("residual off plane 3.1 %")
    view.curve_clicked.connect(select)
    view.control_pulled_out.connect(add)
    view.control_added.connect(add)
    view.control_dragged.connect(move)
    view.control_removed.connect(remove)
    view.hovered.connect(hover)
    view.view_changed.connect(heat)
    view.set_playhead(0.62)
    show()
    return view


def space(theme: Theme) -> PlaneView:
    """The same paths, bent into a third dimension."""

    def lift(points: np.ndarray) -> np.ndarray:
        return np.column_stack([points, 0.6 * points[:, 0] ** 2 - 0.3 * points[:, 1]])

    view = PlaneView()
    view.set_theme(theme)
    cloud = samples(500)
    noise = 0.1 * np.random.default_rng(2).normal(size=(500, 3))
    view.set_samples(lift(cloud) + noise)
    z0, z1 = lift(np.stack([Z0, Z1]))
    view.set_ends(z0, z1)
    view.set_axis_names(("PC 1", "PC 2", "PC 3"))
    view.set_note("PCA of the shown paths: 71 %, 18 %, 6 %")
    view.set_playhead(0.62)
    view.set_curves(
        [replace(curve, points=lift(curve.points), controls=lift(curve.controls)) for curve in Scene(theme).curves()]
    )
    return view


def main() -> None:
    """Open the example."""
    application = QApplication(sys.argv)
    theme = DARK if "--dark" in sys.argv else LIGHT
    view = space(theme) if "--space" in sys.argv else plane(theme)
    view.resize(868, 580)
    view.show()
    application.exec()


if __name__ == "__main__":
    main()
