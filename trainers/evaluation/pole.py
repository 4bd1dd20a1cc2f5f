"""How steadily a way departs from its source and nears its target in the numbers behind the images (AE fig. 8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ...engine.errors import ExplorerError
from ...engine.factors import Factor, between
from ...engine.figures import Curve, Panel
from ...engine.parameters import parameter
from ...engine.progress import Progress
from .comparison import BY_ENDS, MAIN, OTHER, QUIET, by_ends, side_by_side
from .nearest import Nearest
from .protocol import PROTOCOLS
from .report import Report, Row
from .views import Views
from .views_protocol import DATA_HELP, ViewsProtocol
from .ways import in_parts


@PROTOCOLS.register("pole")
@dataclass(frozen=True)
class PoleProtocol(ViewsProtocol):
    """AE fig. 8: of each interpolated image the nearest true one, and how far its factors are from both ends'.

    Distances are in the plane of azimuth and elevation (of all factors that are numbers of one unit), azimuths the
    shorter way round. The ideal is the straight way at constant speed; the truth is the view nearest to it.
    """

    data: str = parameter("pole", "Data", DATA_HELP)
    pairs: int = parameter(500, "Pairs", "Of images of one object, drawn.", low=1, high=100_000)
    points: int = parameter(17, "Points", "On each way.", low=3, high=1000)
    longest: float = parameter(
        80.0, "Longest", "Way round that the ends may be apart; other factors may differ at will.", low=0.0, high=180.0,
        unit="°",
    )  # fmt: skip
    seed: int = parameter(0, "Seed", "Of the pairs, and of what is drawn on the way.", low=0, high=2**31 - 1)

    summary: ClassVar[str] = "Distance of interpolated images from both ends in the factors (AE fig. 8)."
    legend: ClassVar[str] = (
        "The view is the true one that is nearest to a frame. error: its distance from the one nearest to the straight "
        "way, mean over all positions but both ends; distances from the ideal: how much its distances to both ends "
        "differ from those on the straight way; steps back: share of steps towards the source or away from the target; "
        f"{BY_ENDS}."
    )
    figure: ClassVar[str] = "mean distance to source and target by position for each model"

    def run(self, device: str, progress: Progress) -> Report:
        """Measure every model, the cross-dissolve and the truth."""
        comparison = self.compare(device, progress.within(0.0, 0.2))
        views = comparison.views
        plane = _Plane(views)
        ends = plane.pairs(self.pairs, self.longest, self.seed)
        times = np.linspace(0, 1, self.points)
        index = plane.nearest_way(ends, times)
        reach = plane.distance(index[:, :1], index[:, -1:])
        ideal = reach * times, reach * times[::-1]
        nearest = Nearest(views)
        rows: list[Row] = []
        details: list[Row] = []
        departures: list[np.ndarray] = []
        arrivals: list[np.ndarray] = []
        for way, stage in comparison.stages(progress.within(0.2, 1.0)):
            seen = np.empty(index.shape, int)
            for part, places in in_parts(index, stage, f"{way.model}: nearest views"):
                seen[part] = nearest.find(way.frames(places), places)
            source, target = plane.distance(index[:, :1], seen), plane.distance(seen, index[:, -1:])
            wrong = plane.distance(index, seen)[:, 1:-1].mean(1)
            uneven = (np.abs(source - ideal[0]) + np.abs(target - ideal[1]))[:, 1:-1].mean(1) / 2
            back = np.concatenate([np.diff(source) < -1e-9, np.diff(target) > 1e-9], axis=1).mean(1)
            rows.append(way.row("error of the view", wrong))
            rows.append(way.row("distances from the ideal", uneven))
            rows.append(way.row("steps back", back))
            rows += [way.row(f"error of the view, {name}", wrong[chosen]) for name, chosen in by_ends(views, index)]
            departures.append(source.mean(0))
            arrivals.append(target.mean(0))
            for name, distances in (("source", source), ("target", target)):
                details += [way.row(f"to the {name} at {t:.3g}", column) for t, column in zip(times, distances.T)]
        straight = ideal[0].mean(0), ideal[1].mean(0)
        panels = tuple(
            Panel(
                line.name, "alpha", f"mean distance ({plane.unit})" if plane.unit else "mean distance",
                (line.curve(times, departures, MAIN, "to the source"),
                 line.curve(times, arrivals, OTHER, "to the target"),
                 Curve("ideal", times, straight[0], QUIET), Curve("ideal, target", times, straight[1], QUIET, "")),
                y_range=(0.0, max(map(np.max, departures + arrivals))), legend=place == 0,
            )
            for place, line in enumerate(comparison.lines)
        )  # fmt: skip
        return comparison.report(self, {"unit": plane.unit}, rows, details, side_by_side(panels))


class _Plane:
    """The factors that are numbers, and distances in them."""

    def __init__(self, views: Views) -> None:
        self.columns = [k for k, f in enumerate(views.described) if f.kind in ("continuous", "circular")]
        self.factors: list[Factor] = [views.described[k] for k in self.columns]
        units = {factor.unit for factor in self.factors}
        if len(units) != 1 or (len(self.factors) > 1 and units == {""}):
            said = ", ".join(sorted(filter(None, units))) or "none"
            raise ExplorerError(
                f"{views.name} has factors of different units or none ({said}), between which there is no distance: "
                "take pole, or images with angles."
            )
        self.unit = units.pop()
        self.values = views.factors[:, self.columns]
        self.views = views

    def distance(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """L2 distance in the factors of views at places a and b, which broadcast."""
        a, b = np.broadcast_arrays(a, b)
        return _length(self.factors, self.values[a], self.values[b])

    def pairs(self, count: int, longest: float, seed: int) -> np.ndarray:
        """Places (count, 2) of different views of one object, no further around than `longest`.

        Raises ExplorerError where there are none.
        """
        chance = np.random.default_rng(seed)
        circular = [k for k, factor in enumerate(self.factors) if factor.kind == "circular"]
        found: list[np.ndarray] = []
        total = 0
        for _ in range(1000):
            drawn = chance.integers(len(self.values), size=(max(64, 4 * count), 2))
            a, b = drawn.T
            apart = [np.abs(self.factors[k].difference(self.values[a, k], self.values[b, k])) for k in circular]
            fits = (a != b) & (self.views.object[a] == self.views.object[b])
            for angle in apart:
                fits &= angle <= longest + 1e-6
            found.append(drawn[fits])
            total += int(fits.sum())
            if total >= count:
                return np.concatenate(found)[:count]
        raise ExplorerError(f"{self.views.name} has hardly two views of one object within {longest:g}: allow more.")

    def nearest_way(self, ends: np.ndarray, times: np.ndarray) -> np.ndarray:
        """Places (A, P) of the views whose factors are nearest to the straight way; at its ends the ends themselves."""
        way = np.empty((len(ends), len(times)), int)
        for row, (a, b) in enumerate(ends):
            straight = between(self.factors, self.values[a], self.values[b], times)
            same = np.flatnonzero(self.views.object == self.views.object[a])
            apart = _length(self.factors, straight[:, None], self.values[same][None])
            way[row] = same[apart.argmin(1)]
        way[:, 0], way[:, -1] = ends.T
        return way


def _length(factors: list[Factor], a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """L2 distance of values (..., F), circular ones the shorter way round."""
    parts = [factor.difference(a[..., k], b[..., k]) for k, factor in enumerate(factors)]
    return np.sqrt(np.square(parts).sum(0))
