"""What classifiers see on frames, in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from interp_explorer.app.explore.seen import frame_labels
from interp_explorer.engine.methods import Linear
from interp_explorer.engine.metric import Metric
from interp_explorer.engine.request import PathRequest, PathResult, Seen

PROBABILITIES = np.array([[0.9, 0.1, 0.0], [0.3, 0.4, 0.3], [0.0, 0.2, 0.8]], np.float32)


def result(attribute: str = "", **seen: object) -> PathResult:
    metric = Metric(quality="attribute", attribute=attribute) if attribute else Metric()
    request = PathRequest("toy", Linear(), (0.0,), (1.0,), 3, metric=metric)
    return PathResult(
        request, "final", np.linspace(0, 1, 3), np.zeros((3, 1)), np.zeros((3, 1, 2, 2)),
        seen=Seen(("a", "b", "c"), PROBABILITIES, **seen),  # pyright: ignore[reportArgumentType]
    )  # fmt: skip


def test_every_frame_has_its_class_and_doubt_shows() -> None:
    labels = frame_labels(result())
    assert [(label.text, label.sure) for label in labels] == [("a", True), ("b", False), ("c", True)]
    assert labels[0].tip == "Seen as a (0.90)"
    assert not any(label.marked for label in labels)


def test_what_was_asked_for_is_marked_and_the_judge_has_a_say() -> None:
    labels = frame_labels(result("not a", judge="other", judge_probabilities=PROBABILITIES[::-1]))
    assert [label.marked for label in labels] == [False, True, True]
    assert labels[0].tip == "Seen as a (0.90); second classifier c (0.80)"


def test_of_joint_classes_the_parts_asked_for_are_shown() -> None:
    classes = ("plain", "hat + beard + smile", "beard")
    labels = frame_labels(replace(result("hat or smile"), seen=Seen(classes, PROBABILITIES)))
    assert [label.text for label in labels] == ["\N{EN DASH}", "hat + smile", "\N{EN DASH}"]
    assert [label.sure for label in labels] == [True, False, True]
    # 0.4 of one and 0.3 of another without a hat: it is sure that there is none.
    surely = frame_labels(replace(result("hat"), seen=Seen(("hat", "beard", "beard + smile"), PROBABILITIES)))
    assert [label.text for label in surely] == ["hat", "\N{EN DASH}", "\N{EN DASH}"]
    assert all(label.sure for label in surely)
    assert labels[1].tip == "Seen as hat + beard + smile (0.40)"
    assert [label.text for label in frame_labels(replace(result(), seen=Seen(classes, PROBABILITIES)))][2] == "beard"


def test_frames_nobody_has_classified_have_no_labels() -> None:
    assert frame_labels(replace(result(), seen=None)) == ()
    assert frame_labels(replace(result(), frames=np.zeros((2, 1, 2, 2)))) == ()
