"""How good the images between two images are (NI tables 1, 5 and 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ...engine.errors import ExplorerError
from ...engine.model import Model
from ...engine.parameters import parameter, to_dict
from ...engine.progress import Progress
from .compared import SUPPORTS, images_of, summarise, words
from .interpolants import FEWEST_STEPS, PRIOR, distances
from .joinings import JOININGS, need_encoder
from .pairs import PairsProtocol
from .protocol import PROTOCOLS
from .report import Report, Row

EVERY = "all"
METHODS = (PRIOR, "neurint", "linear", "spherical")


@PROTOCOLS.register("frechet")
@dataclass(frozen=True)
class FrechetProtocol(PairsProtocol):
    """NI tables 1, 5 and 7: random pairs of images, two inner points of the path of each, their distance from real
    images; and that of as many samples of the prior.

    Every repeat draws other pairs, the same for each model. Real images are the same for each support, as the
    paper's rows for the prior, which do not depend on it, imply.
    """

    methods: str = parameter(
        EVERY, "Methods", f"Some of {', '.join(METHODS)}; 'all' takes what each model can do.", kind="names"
    )
    support: str = parameter(
        EVERY, "Support", "Where the pairs come from.", choices={**SUPPORTS, EVERY: "Each of them in turn"}
    )
    steps: int = parameter(32, "Steps", "Of the solver, and of the grid of times.", low=FEWEST_STEPS, high=1000)

    summary: ClassVar[str] = "Frechet distance of images between two images from real ones (NI tables 1, 5 and 7)."

    def run(self, device: str, progress: Progress) -> Report:
        """Join, decode and compare."""
        models = self.open_models(device)
        methods = [self._methods(model) for model in models]
        data, space = self.open_images(models, device, progress)
        supports = list(SUPPORTS) if self.support == EVERY else [self.support]
        rows: list[Row] = []
        for index, (model, asked) in enumerate(zip(models, methods)):
            known: dict[str, list[float]] = {}
            for place, support in enumerate(supports):
                done = index + place / len(supports)
                part = progress.within(done / len(models), (done + 1 / len(supports)) / len(models))
                # The prior knows nothing of the support, and is measured once.
                found = {PRIOR: known[PRIOR]} if PRIOR in known else {}
                wanted = [method for method in asked if method not in found]
                images = images_of(data, support)
                for repeat in range(self.repeats if wanted else 0):
                    stage = part.within(repeat / self.repeats, (repeat + 1) / self.repeats)
                    values = distances(
                        model, images, wanted, space, self.pairs, self.steps, self.seed + repeat, stage
                    )  # fmt: skip
                    for method, value in values.items():
                        found.setdefault(method, []).append(value)
                known = {method: found[method] for method in asked}
                label = f"{space.measure}, {support} pairs"
                rows += summarise(model.name, {(method, label): values for method, values in known.items()})
        settings = {**to_dict(self), "features": space.name}
        return Report("frechet", settings, tuple(rows), plus_minus="spread")

    def _methods(self, model: Model) -> Sequence[str]:
        """What to do with a model. Raises ExplorerError for an unknown method, or one that the model cannot do."""
        if self.methods == EVERY:
            joined = [name for name in METHODS[1:] if model.has_dynamics or not JOININGS[name].learned]
            return [PRIOR, *(joined if model.has_encoder else [])]
        asked = words(self.methods, "methods")
        for name in asked:
            if name not in METHODS:
                raise ExplorerError(f"There is no method {name!r} here; choose of: {', '.join(METHODS)}, or all.")
            if name == PRIOR:
                continue
            need_encoder(model)
            if JOININGS[name].learned:
                model.dynamics()
        return asked
