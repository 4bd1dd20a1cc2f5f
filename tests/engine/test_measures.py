"""Measures along a path."""

import numpy as np
import pytest

from interp_explorer.engine.measures import log_path_quality


@pytest.mark.parametrize(
    ("quality", "steps", "expected"),
    [
        ([0.5, 0.5, 0.5], [4.0, 1.0], 3 * np.log(0.5)),
        ([0.0, 0.5, 0.5], [4.0, 1.0], -np.inf),
        ([0.0, 0.5, 0.5], [0.0, 1.0], np.log(0.5)),
        ([0.0, 0.0, 0.0], [0.0, 0.0], 0.0),
    ],
)
def test_a_step_of_no_length_adds_nothing_to_the_log_quality_of_a_path(quality, steps, expected):
    assert log_path_quality(np.array(quality), np.array(steps)) == pytest.approx(expected)
    stacked = log_path_quality(np.array([quality, quality]), np.array([steps, steps]))
    assert stacked == pytest.approx([expected, expected])
