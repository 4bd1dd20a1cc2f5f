"""A second classifier: paths that were optimised against one are judged by another, trained apart from it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import torch
from torch import Tensor, nn

from .errors import ExplorerError
from .model import load_classifier
from .model_library import available_models
from .networks import fold_batch_norm

if TYPE_CHECKING:
    from .model import Model

_found: WeakKeyDictionary[nn.Module, Judge | None] = WeakKeyDictionary()
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Judge:
    """A classifier of the same images into the same classes as a model's own, with other weights."""

    name: str
    classifier: nn.Module

    def classify(self, images: Tensor) -> Tensor:
        """Class probabilities (N, classes) of images (N, C, H, W)."""
        return self.classifier(images).softmax(1)


def find_judge(model: Model) -> Judge | None:
    """The first installed classifier, those that come alone before those of other models, that can judge a model.

    None where there is none, or where the model has no classifier to differ from. What is found is kept
    for as long as the model is.
    """
    if model.classifier is None:
        return None
    if model.classifier not in _found:
        _found[model.classifier] = _search(model)
    return _found[model.classifier]


def load_judge(name_or_path: str, model: Model) -> Judge:
    """The classifier of that name or file as a judge. Raises ExplorerError where it cannot be one of this model."""
    header, classifier = load_classifier(name_or_path)
    if header.image_shape != model.header.image_shape:
        sizes = ["x".join(map(str, shape)) for shape in (header.image_shape, model.header.image_shape)]
        raise ExplorerError(
            f"The classifier {header.name} is for images of {sizes[0]}, and {model.name} makes {sizes[1]}: "
            "choose another judge."
        )
    if header.classes != model.header.classes:
        raise ExplorerError(
            f"The classifier {header.name} tells apart other classes ({', '.join(header.classes)}) than "
            f"{model.name}'s own: choose another judge."
        )
    judge = Judge(header.name, fold_batch_norm(classifier).to(model.device))
    if model.classifier is not None and _same_weights(judge.classifier, model.classifier):
        raise ExplorerError(
            f"The classifier {header.name} is {model.name}'s own: a judge must be trained apart from it."
        )
    return judge


def _search(model: Model) -> Judge | None:
    own = model.header
    fitting = [
        h for h in available_models("classifier") if (h.image_shape, h.classes) == (own.image_shape, own.classes)
    ]
    for header in sorted(fitting, key=lambda header: "decoder" in header.networks):
        try:
            return load_judge(header.name, model)
        except ExplorerError as error:
            _log.info("%s", error)
    return None


def _same_weights(one: nn.Module, other: nn.Module) -> bool:
    mine, theirs = one.state_dict(), other.state_dict()
    return mine.keys() == theirs.keys() and all(
        mine[name].shape == theirs[name].shape and torch.equal(mine[name], theirs[name]) for name in mine
    )
