"""How much of a path shows what was asked for, by two classifiers (FG sec. 6, table 1). NumPy only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .metric import own_metric
from .qualities.attribute_words import Attribute, parse_attribute
from .request import PathRequest, PathResult, Seen


@dataclass(frozen=True)
class AttributeShare:
    """Shares of a path's points, in [0, 1], that have the attribute, as the model's classifier sees them and as
    the judge does, where there is one."""

    attribute: str
    share: float
    judge: str = ""
    judge_share: float | None = None

    def __str__(self) -> str:
        second = "" if self.judge_share is None else f" (second classifier {self.judge_share:.2f})"
        return f"Share of frames with the attribute: {self.share:.2f}{second}"


def asked_attribute(request: PathRequest, classes: Sequence[str]) -> Attribute | None:
    """The attribute over these classes that a path is made, or measured, for; None where there is none, or not yet."""
    metric = own_metric(request.method) or request.metric
    asked = metric.quality == "attribute" and metric.attribute.strip() and classes
    return parse_attribute(metric.attribute, classes) if asked else None


def unseen(request: PathRequest, seen: Seen | None) -> str:
    """A sentence where a path that was made for an attribute shows it, to the model's classifier, on no frame."""
    attribute = None if seen is None else asked_attribute(request, seen.classes)
    if seen is None or attribute is None or own_metric(request.method) is None:
        return ""
    if attribute.seen(seen.probabilities).any():
        return ""
    return f"No frame shows {attribute}: try a Gaussian kernel, a control point that does, or other ends."


def attribute_share(result: PathResult) -> AttributeShare | None:
    """The share of a solved path, over all its draws, that has the attribute asked for; None where none was."""
    seen = result.seen
    attribute = None if seen is None else asked_attribute(result.request, seen.classes)
    if seen is None or attribute is None:
        return None
    share = float(np.mean(attribute.seen(seen.probabilities)))
    judged = None if seen.judge_probabilities is None else float(np.mean(attribute.seen(seen.judge_probabilities)))
    return AttributeShare(str(attribute), share, seen.judge, judged)
