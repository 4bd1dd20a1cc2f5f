"""How often interpolations show an attribute that they were asked to pass by (FG sec. 6, tables 1 and 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import torch
from torch import Tensor

from ...engine.curves.fixed import linear, spherical
from ...engine.energies import ENERGY_LABELS
from ...engine.errors import ExplorerError
from ...engine.geodesics.solve import solve_geodesics
from ...engine.judges import Judge, find_judge, load_judge
from ...engine.kernels import KERNEL_LABELS
from ...engine.methods import Geodesic
from ...engine.model import load_model
from ...engine.parameters import parameter, to_dict
from ...engine.progress import Progress
from ...engine.qualities.attribute_words import Attribute, Clause, askable, parse_attribute
from ...engine.request import MAXIMUM_POINTS, MINIMUM_POINTS
from ...engine.seeing import classify_all
from ...engine.solve import decode_all
from ...engine.times import time_grid
from .protocol import PROTOCOLS
from .report import Report, Row

if TYPE_CHECKING:
    from ...engine.model import Model

DRAWN = 512
MOST_DRAWS = 100
BATCH = 4
"""Pairs that are solved together: each takes some 100 MB, and one core is busy with a single one already."""
EVERY = "all"


@PROTOCOLS.register("attribute")
@dataclass(frozen=True)
class AttributeProtocol:
    """FG table 1: pairs of prior samples without an attribute, joined by paths that are asked to show it.

    For each attribute ('class True') and its denial ('class False', where there is one) the share of a
    path's points that the model's classifier gives it, and those that a second classifier does.

    FG minimises eq. 6 in its table and eq. 8 in its Algorithm 1. By the first a path may stand still for nothing
    where the attribute is missing, and a short curve of free points does just that; by the second it pays. The
    Gaussian kernel bounds what a detour can cost.
    """

    model: str = parameter("digits-gan-normal", "Model", "Name of a model with a classifier, or a model file.")
    attribute: str = parameter(
        EVERY, "Attribute", "What to ask for, such as '3' or '3 or 8'; 'all' asks for every class in turn."
    )
    paths: int = parameter(200, "Paths", "Pairs of ends for each attribute.", low=1, high=100_000)
    points: int = parameter(50, "Points", "Points on a path.", low=MINIMUM_POINTS, high=MAXIMUM_POINTS)
    seed: int = parameter(0, "Seed", "Seed of the ends.", low=0)
    judge: str = parameter(
        "", "Judge", "Name or file of the second classifier; by default the first one installed that fits the model."
    )
    energy: str = parameter("fg-8", "Energy", "The geodesic's energy.", choices=ENERGY_LABELS)
    kernel: str = parameter("gaussian", "Kernel", "The kernel whose distance is used.", choices=KERNEL_LABELS)
    gamma: float = parameter(
        0.003, "Gamma", "Of the Gaussian kernel (FG eq. 14).", low=1e-5, high=100.0, scale="log",
        when=("kernel", ("gaussian",)),
    )  # fmt: skip
    epsilon: float = parameter(0.1, "Epsilon", "Regularises Q (FG eq. 10).", low=0.0, high=0.5)
    iterations: int = parameter(16, "Iterations", "Most steps of the solver at full resolution.", low=1, high=500)
    over_time: bool = parameter(True, "Midway", "Ask for the attribute in the middle of the path, as Q_t of FG sec. 6.")

    summary: ClassVar[str] = "Share of a path's points that show an attribute it was asked to pass by (FG table 1)."

    def run(self, device: str, progress: Progress) -> Report:
        """Solve and classify every path."""
        model = load_model(self.model, device)
        if not model.has_classifier:
            raise ExplorerError(f"{model.name} came without a classifier: choose a model that has one.")
        judge = load_judge(self.judge, model) if self.judge else find_judge(model)
        asked = list(self._attributes(model.header.classes))
        rows: list[Row] = []
        for position, (attribute, wanted) in enumerate(asked):
            part = progress.within(position / len(asked), (position + 1) / len(asked))
            rows += self._rows(model, judge, attribute, wanted, part)
        settings = {**to_dict(self), "judge": judge.name if judge else "", "classifier": model.name}
        return Report("attribute", settings, tuple(rows))

    def _attributes(self, classes: tuple[str, ...]) -> Iterator[tuple[Attribute, bool]]:
        """What is asked for, each with its class, True or False."""
        if self.attribute == EVERY and EVERY not in classes:
            given = [Attribute((Clause(having),), classes) for having in askable(classes).values()]
        else:
            given = [parse_attribute(self.attribute, classes)]
        for attribute in given:
            yield attribute, True
            if attribute.complement is not None:
                yield attribute.complement, False

    def _rows(
        self, model: Model, judge: Judge | None, attribute: Attribute, wanted: bool, progress: Progress
    ) -> Iterator[Row]:
        geodesic = Geodesic(
            quality="attribute", attribute=str(attribute), energy=self.energy, kernel=self.kernel, gamma=self.gamma,
            epsilon=self.epsilon, over_time=self.over_time, iterations=self.iterations,
        )  # fmt: skip
        judges = {"classifier": model.classify} | ({} if judge is None else {"second classifier": judge.classify})
        ends = ends_without(model, attribute, 2 * self.paths, self.seed, progress).unflatten(0, (-1, 2))
        shares: dict[tuple[str, str], list[float]] = {}
        for first in range(0, self.paths, BATCH):
            pairs = ends[first : first + BATCH]
            last = first + len(pairs)
            doing = f"{attribute}: paths {first + 1} to {last} of {self.paths}"
            part = progress.within(first / self.paths, last / self.paths, doing)
            part.report(0.0)
            for name, paths in joined(model, geodesic, pairs, self.points, part).items():
                with torch.no_grad():
                    frames = decode_all(model, paths, progress)
                    seen = {who: classify_all(classify, frames, progress).cpu() for who, classify in judges.items()}
                for who, probabilities in seen.items():
                    shares.setdefault((who, name), []).extend(attribute.seen(probabilities.numpy()).mean(-1).tolist())
        for (who, name), values in shares.items():
            spread = float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
            measure = f"{attribute} (class {wanted}), {who}"
            yield Row(model.name, name, measure, float(np.mean(values)), spread, len(values))


def joined(model: Model, geodesic: Geodesic, pairs: Tensor, points: int, progress: Progress) -> dict[str, Tensor]:
    """Paths (P, points, D) between pairs of ends (P, 2, D), by the geodesic and by the two it is compared with.

    Raises ExplorerError and Cancelled.
    """
    end_times, times = np.array([0.0, 1.0]), time_grid(points)
    fixed = torch.as_tensor(end_times), torch.as_tensor(times)
    # Its partial results are not shown.
    quiet = Progress(progress.on_report, cancelled=progress.cancelled)
    return {
        "geodesic": solve_geodesics(geodesic, model, pairs, end_times, times, quiet).paths,
        "spherical": torch.stack([spherical(pair, *fixed)[0] for pair in pairs]),
        "linear": torch.stack([linear(pair, *fixed) for pair in pairs]),
    }


def ends_without(model: Model, attribute: Attribute, count: int, seed: int, progress: Progress) -> Tensor:
    """`count` prior samples (count, D) whose images the model's classifier denies the attribute, in order of drawing.

    Raises ExplorerError where too few are found, and Cancelled.
    """
    generator = torch.Generator().manual_seed(seed)
    kept: list[Tensor] = []
    found = 0
    for _ in range(MOST_DRAWS):
        samples = model.prior.sample(DRAWN, generator).to(model.device)
        with torch.no_grad():
            probabilities = classify_all(model.classify, model.decode_checked(samples), progress).cpu().numpy()
        kept.append(samples[torch.as_tensor(~attribute.seen(probabilities), device=samples.device)])
        found += len(kept[-1])
        if found >= count:
            return torch.cat(kept)[:count]
    raise ExplorerError(
        f"Only {found} of {MOST_DRAWS * DRAWN} prior samples of {model.name} lack the attribute '{attribute}', "
        f"and {count} ends are needed: ask for fewer paths or for another attribute."
    )
