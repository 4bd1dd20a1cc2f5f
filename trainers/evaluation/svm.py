"""How well a linear classifier reads an encoder (NI table 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ...engine.errors import ExplorerError
from ...engine.parameters import parameter, to_dict
from ...engine.progress import Progress
from ..datasets import Dataset, Images
from .compared import DATA_HELP, MODELS_HELP, open_images, open_models, summarise
from .encoder_features import encoder_features
from .joinings import need_encoder
from .protocol import PROTOCOLS
from .report import Report, Row

PENALTIES = (0.01, 0.1, 1.0, 10.0)
"""Values of the SVM's C among which the validation images choose."""
METHOD, MEASURE = "linear SVM", "test error"


@PROTOCOLS.register("svm")
@dataclass(frozen=True)
class SVMProtocol:
    """NI table 2: the share of test images given a wrong class by a linear SVM on the encoder's output and last hidden
    layer, for several random training sets with as many images of each class.

    The penalty is chosen by held-out training images, once.
    """

    models: str = parameter("digits-neurint", "Models", MODELS_HELP, kind="names")
    data: str = parameter("", "Data", DATA_HELP)
    images: int = parameter(10_000, "Images", "In each training set; 60,000 in the paper.", low=2, high=10_000_000)
    validation: int = parameter(5000, "Validation", "Training images held out to choose C.", low=1, high=10_000_000)
    repeats: int = parameter(10, "Repeats", "Training sets.", low=1, high=1000)
    seed: int = parameter(0, "Seed", "Of the training sets.", low=0, high=2**31)

    summary: ClassVar[str] = "Test error of a linear SVM on an encoder's features (NI table 2)."

    def run(self, device: str, progress: Progress) -> Report:
        """Encode, fit and count."""
        models = open_models(self.models, device)
        for model in models:
            need_encoder(model)
        data = open_images(self.data, models[0])
        held, sets = self._sets(data)
        rows: list[Row] = []
        chosen: list[str] = []
        for index, model in enumerate(models):
            stage = progress.within(index / len(models), (index + 1) / len(models))
            stage.report(0.0, f"{model.name}: encoding")
            train = encoder_features(model, data.train.images, stage), data.train.labels
            test = encoder_features(model, data.test.images, stage), data.test.labels
            first = _at(train, sets[0])
            errors = {c: _error(first, _at(train, held), c, self.seed, stage) for c in PENALTIES}
            best = min(errors, key=lambda c: errors[c])
            chosen.append(f"{best:g}")
            found: list[float] = []
            for repeat, places in enumerate(sets):
                stage.report((repeat + 1) / (len(sets) + 1), f"{model.name}: SVM {repeat + 1} of {len(sets)}")
                found.append(_error(_at(train, places), test, best, self.seed, stage))
            rows += summarise(model.name, {(METHOD, MEASURE): found})
        return Report("svm", {**to_dict(self), "C": ",".join(chosen)}, tuple(rows), plus_minus="spread")

    def _sets(self, data: Dataset) -> tuple[np.ndarray, list[np.ndarray]]:
        """Places of the validation images, and of each training set. Raises ExplorerError where there are too few."""
        if len(data.classes) < 2:
            raise ExplorerError(f"{data.name} has no classes to tell apart: an SVM needs labelled images.")
        chance = np.random.default_rng(self.seed)
        order = chance.permutation(len(data.train))
        held, rest = order[: self.validation], order[self.validation :]
        return held, [balanced(data.train, rest, self.images, data.classes, chance) for _ in range(self.repeats)]


Labelled = tuple[np.ndarray, np.ndarray]


def balanced(
    images: Images, places: np.ndarray, count: int, classes: tuple[str, ...], chance: np.random.Generator
) -> np.ndarray:
    """`count` of these places, as many of each class up to one. Raises ExplorerError where a class has too few."""
    labels = images.labels[places]
    chosen = []
    for index, name in enumerate(classes):
        wanted = count // len(classes) + (index < count % len(classes))
        found = places[labels == index]
        if len(found) < wanted:
            raise ExplorerError(
                f"{wanted} images of class {name!r} are needed and {len(found)} are left: ask for fewer --images, or "
                "for a smaller --validation."
            )
        chosen.append(chance.permutation(found)[:wanted])
    return np.concatenate(chosen)


def _at(examples: Labelled, places: np.ndarray) -> Labelled:
    return examples[0][places], examples[1][places]


def _error(train: Labelled, test: Labelled, penalty: float, seed: int, progress: Progress) -> float:
    """The share of test examples that a linear SVM fitted to the others gets wrong. Raises Cancelled."""
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import LinearSVC

    progress.check()
    primal: Any = False  # there are more images than features
    machine = make_pipeline(StandardScaler(), LinearSVC(C=penalty, dual=primal, random_state=seed, max_iter=5000))
    machine.fit(*train)
    return float(np.mean(machine.predict(test[0]) != test[1]))
