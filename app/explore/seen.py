"""What classifiers see on the frames of a path, in words."""

from __future__ import annotations

import numpy as np

from ...engine.attribute_share import asked_attribute
from ...engine.request import PathResult
from ...widgets.strip_row import FrameLabel

UNSURE = 0.5
"""A class less probable than this is shown with a question mark."""


def frame_labels(result: PathResult) -> tuple[FrameLabel, ...]:
    """One label a frame of a path without draws, marked where it has what was asked for; none without classifier."""
    seen = result.seen
    if seen is None or result.frames is None or len(seen.probabilities) != len(result.frames):
        return ()
    attribute = asked_attribute(result.request, seen.classes)
    count = len(seen.probabilities)
    marked = np.zeros(count, bool) if attribute is None else attribute.seen(seen.probabilities)
    most, likely = seen.probabilities.argmax(1).tolist(), seen.probabilities.max(1).tolist()
    judged = [""] * count
    if seen.judge_probabilities is not None:
        second, certain = seen.judge_probabilities.argmax(1).tolist(), seen.judge_probabilities.max(1).tolist()
        judged = [f"; second classifier {seen.classes[c]} ({p:.2f})" for c, p in zip(second, certain)]
    names = [seen.classes[index] for index in most]
    return tuple(
        FrameLabel(name if p >= UNSURE else f"{name}?", f"Seen as {name} ({p:.2f}){more}", bool(mark))
        for name, p, mark, more in zip(names, likely, marked, judged)
    )
