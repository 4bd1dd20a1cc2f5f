"""What classifiers see on the frames of a path, in words."""

from __future__ import annotations

import numpy as np

from ...engine.attribute_share import asked_attribute
from ...engine.request import PathResult
from ...widgets.strip_row import FrameLabel

UNSURE = 0.5
"""What is less probable than this is shown as doubtful."""


def frame_labels(result: PathResult) -> tuple[FrameLabel, ...]:
    """One label a frame of a path without draws, marked where it has what was asked for; none without classifier.

    Of joint classes, whose names are long, the parts that were asked for are shown, and the whole in the tool tip.
    """
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
    shown = [name if attribute is None else attribute.spoken_of(name) for name in seen.classes]
    sure = np.stack([seen.probabilities[:, [text == each for each in shown]].sum(1) for text in shown], axis=1)
    return tuple(
        FrameLabel(
            shown[index],
            f"Seen as {seen.classes[index]} ({p:.2f}){more}",
            bool(mark),
            bool(sure[place, index] >= UNSURE),
        )
        for place, (index, p, mark, more) in enumerate(zip(most, likely, marked, judged))
    )
