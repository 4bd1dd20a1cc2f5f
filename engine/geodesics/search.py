"""What stays the same while geodesics are sought: the energy, the anchors and the grid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import torch
from scipy.interpolate import PchipInterpolator
from torch import Tensor

from ..curves import CURVES, Curve, LinearCurve
from ..curves.fixed import linear
from ..curves.pace import evened
from ..errors import ExplorerError
from ..progress import Progress
from ..scoring import Scorer
from ..times import through_anchors, time_grid
from .lbfgs import minimise
from .objective import Objective
from .preconditioner import make_preconditioner

if TYPE_CHECKING:
    from ..methods.geodesic import Geodesic


@dataclass(frozen=True)
class Found:
    """paths (P, n, D), their costs (P,), and what share of it the search's last steps took off, (P,): 0 where it
    came to an end of its own."""

    paths: Tensor
    cost: Tensor
    fell: Tensor


@dataclass(frozen=True)
class Search:
    """P searches at once, through anchors (P, k, D) at `anchor_times` (k,), read at `times` (n,).

    `sketch` is the scorer with a sketch in the decoder's place, where the model has one.
    """

    method: Geodesic
    scorer: Scorer
    anchors: Tensor
    anchor_times: np.ndarray
    times: np.ndarray
    sketch: Scorer | None = None

    @cached_property
    def straight(self) -> Tensor:
        """The polylines through the anchors, (P, n, D)."""
        return self.by_columns(
            lambda anchors: linear(anchors, torch.as_tensor(self.anchor_times), torch.as_tensor(self.times)),
            self.anchors,
        )

    @cached_property
    def straight_costs(self) -> Tensor:
        """What these polylines cost, (P,)."""
        return self.costs(self.straight, self.times)

    def curve(self, times: np.ndarray) -> Curve:
        """The method's curve through the anchors, made for the grid `times` (m,)."""
        return CURVES[self.method.curve](self.anchors, self.anchor_times, times, self.method.knots)

    def grid(self, points: int) -> np.ndarray:
        """Times of a coarser grid with about so many points, the anchors' among them."""
        points = min(max(points, 2 * len(self.anchor_times) + 1), len(self.times))
        return time_grid(points, tuple(float(t) for t in self.anchor_times[1:-1]))

    def evened(self, paths: Tensor, times: np.ndarray, scorer: Scorer) -> Tensor:
        """Paths walked at the pace at which they are shortest in the metric: the steps weigh the same."""
        with torch.no_grad():
            middles, moments = (paths[:, 1:] + paths[:, :-1]) / 2, torch.as_tensor(times).to(paths)
            weights = scorer.energy.weights(scorer.log_regularised, paths, middles, moments)
            lengths = (weights * scorer.distances(scorer.embed(paths))).sqrt()
        return evened(paths, lengths, times, self.anchor_times)

    def costs(self, paths: Tensor, times: np.ndarray) -> Tensor:
        """The energies of polylines, (P,); infinite where they are not finite."""
        with torch.no_grad():
            return self.scorer.cost(paths, torch.as_tensor(times)).nan_to_num(nan=torch.inf, posinf=torch.inf)

    def better(self, first: Tensor, second: Tensor, times: np.ndarray) -> Tensor:
        """Of each two paths the one that costs less, the first where they are equal, (P, n, D)."""
        shorter = self.costs(second, times) < self.costs(first, times)
        return torch.where(shorter[:, None, None], second, first)

    def better_than_straight(self, paths: Tensor) -> Tensor:
        """The paths, or straight ones where these cost less, (P, n, D)."""
        shorter = self.costs(paths, self.times) < self.straight_costs
        return torch.where(shorter[:, None, None], paths, self.straight)

    def descend(
        self,
        paths: Tensor,
        times: np.ndarray,
        iterations: int,
        tolerance: float,
        progress: Progress,
        scorer: Scorer | None = None,
    ) -> Found:
        """Minimise from paths (P, m, D) at `times` (m,) over the curve's variables.

        Partial results are the paths after each iteration. Raises Cancelled.
        """
        scorer = scorer or self.scorer
        curve = self.curve(times)
        objective = Objective(scorer, curve, times)

        def on_step(iteration: int, variables: Tensor) -> None:
            progress.report((iteration + 1) / iterations)
            progress.partial(objective.points(variables))

        progress.check()
        start = curve.start(paths, times)
        if isinstance(curve, LinearCurve):
            geometry = self.sketch or scorer
            precondition = make_preconditioner(
                geometry, curve, objective.points(start), times, everywhere=geometry is self.sketch
            )
        else:
            precondition = _unscaled
        found = minimise(objective.evaluate, start, precondition, iterations, tolerance, on_step)
        return Found(self.pinned(objective.points(found.variables), times), found.cost, found.fell)

    def upsampled(self, paths: Tensor, times: np.ndarray) -> Tensor:
        """Paths (P, m, D) at coarser times read on the full grid by shape-preserving cubics, (P, n, D)."""
        if len(times) == len(self.times):
            return paths

        def read(columns: Tensor) -> Tensor:
            return torch.as_tensor(PchipInterpolator(times, columns.double().cpu().numpy())(self.times))

        return self.by_columns(read, paths)

    def full(self, paths: Tensor, times: np.ndarray) -> Tensor:
        """Paths at coarser times read on the full grid, through the anchors exactly, (P, n, D)."""
        return self.pinned(self.upsampled(paths, times), self.times)

    def moved(self, paths: Tensor) -> Tensor:
        """Paths on the full grid, or on uniform ones of another size, bent through the anchors on the full grid."""
        own_times = self.times if paths.shape[1] == len(self.times) else np.linspace(0, 1, paths.shape[1])
        flat = self.anchors.double().cpu().transpose(0, 1).flatten(1).numpy()

        def bend(columns: Tensor) -> Tensor:
            values = columns.double().cpu().numpy()
            return torch.as_tensor(through_anchors(values, own_times, flat, self.anchor_times, self.times))

        return self.pinned(self.by_columns(bend, paths), self.times)

    def pinned(self, paths: Tensor, times: np.ndarray) -> Tensor:
        """Paths that meet the anchors to the last bit, (P, m, D)."""
        paths = paths.to(self.anchors)
        paths[:, np.searchsorted(times, self.anchor_times - 1e-9)] = self.anchors
        return paths

    def repeated(self, ways: int) -> Search:
        """The search for `ways` paths through each path's anchors, one after the other."""
        return self if ways == 1 else replace(self, anchors=self.anchors.repeat_interleave(ways, 0))

    def cheapest(self, paths: Tensor) -> Tensor:
        """Of the S candidates of each path, (P, S, n, D), the one that costs least, (P, n, D)."""
        count, ways = paths.shape[:2]
        if ways == 1:
            return paths[:, 0]
        best = self.costs(paths.flatten(0, 1), self.times).reshape(count, ways).argmin(1)
        return paths[torch.arange(count, device=best.device), best]

    def by_columns(self, read: Callable[[Tensor], Tensor], paths: Tensor) -> Tensor:
        """Apply a map of (m, columns) to (w, columns) to paths (P, m, D): (P, w, D)."""
        count, _, dimension = paths.shape
        values = read(paths.transpose(0, 1).flatten(1)).to(paths)
        return values.reshape(-1, count, dimension).transpose(0, 1).contiguous()

    def check_start(self, paths: Tensor, costs: Tensor) -> None:
        """Raise ExplorerError naming the cause if the energy is not finite along a path."""
        if torch.isfinite(costs).all():
            return
        with torch.no_grad():
            if not torch.isfinite(self.scorer.embed(paths)).all():
                raise ExplorerError(
                    "The decoder returns NaN or infinity on the path: choose other ends or another model."
                )
        raise ExplorerError(
            "The quality is zero somewhere on the path, so its energy is infinite: raise epsilon above 0."
        )


def _unscaled(gradient: Tensor) -> Tensor:
    """A first step of length one hundredth; afterwards the descent knows the scale itself."""
    return 0.01 * gradient / gradient.norm(dim=-1, keepdim=True).clamp_min(1e-30)
