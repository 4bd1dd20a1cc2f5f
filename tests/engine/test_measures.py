"""Measures along a path."""

import numpy as np
import pytest
import torch

from interp_explorer.engine.measures import MEASURES, log_path_quality, measure
from interp_explorer.engine.methods import Linear
from interp_explorer.engine.metric import Metric
from interp_explorer.engine.request import PathRequest
from interp_explorer.engine.scoring import make_scorer
from interp_explorer.engine.solve import solve


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


def decoded(frames, times=None, quality=1.0, ends=None, epsilon=0.0):
    """The measures of a path of images (n, F) between its first and last one, or between other ends."""
    frames = np.asarray(frames, np.float32)
    times = np.linspace(0, 1, len(frames)) if times is None else np.asarray(times)
    steps = np.square(np.diff(frames, axis=0)).sum(1)
    ends = frames[[0, -1]] if ends is None else np.asarray(ends, np.float32)
    quality = np.broadcast_to(np.asarray(quality, np.float32), times.shape)
    found = measure(times, frames[:, None, None], steps, quality, ends[:, None, None], epsilon)
    return {name: float(value) for name, value in found.items()}


def test_a_straight_line_of_images_is_admissible():
    line = np.linspace((0.0, 0.0, 0.0, 0.0), (0.5, 0.5, 0.5, 0.5), 33)  # of length 1, and exact in 32 bits
    found = decoded(line, quality=0.5)
    assert found["boundary-error"] == found["monotonicity-violations"] == 0
    assert found["image-length"] == pytest.approx(1)
    assert found["lipschitz-constant"] == pytest.approx(1)
    assert found["credibility"] == 0.5
    assert found["length"] == pytest.approx(np.log(2))
    assert found["energy"] == pytest.approx(np.log(2) ** 2)
    assert found["path-quality"] == pytest.approx(0.5)


def test_a_linear_decoder_makes_a_straight_line_admissible(make_toy):
    images = torch.randn(3, 30, generator=torch.Generator().manual_seed(0))
    model = make_toy(lambda z: z @ images, 3)
    found = solve(PathRequest("toy", Linear(), (1.0, 0.0, -1.0), (0.0, 2.0, 1.0), 200), model).measures
    assert found["monotonicity-violations"] == 0
    assert found["boundary-error"] == 0
    distance = float((torch.tensor([-1.0, 2.0, 2.0]) @ images).norm())
    assert found["image-length"] == pytest.approx(distance, rel=1e-5)
    assert found["lipschitz-constant"] == pytest.approx(distance, rel=1e-3)


def test_a_path_that_goes_back_is_not_monotone():
    # Of 5 steps one goes back, and by both distances: towards the source and away from the target.
    found = decoded([[0.0], [0.4], [0.3], [0.6], [0.8], [1.0]])
    assert found["monotonicity-violations"] == pytest.approx(1 / 5)
    # Overshooting comes back to the target: three steps, the last one nearer to the source, the second further from
    # the target.
    found = decoded([[0.0], [1.0], [1.5], [1.0]])
    assert found["monotonicity-violations"] == pytest.approx(2 / 6)
    # A detour in another direction may be monotone for the source and not for the target.
    found = decoded([[0.0, 0.0], [0.0, 0.5], [1.0, 0.0]])
    assert found["monotonicity-violations"] == pytest.approx(1 / 4)


def test_the_boundary_error_is_the_larger_gap():
    found = decoded([[0.0, 0.1], [0.5, 0.5], [1.0, 0.7]], ends=[[0.0, 0.0], [0.6, 1.0]])
    assert found["boundary-error"] == pytest.approx(0.5)


def test_the_lipschitz_constant_is_the_largest_speed():
    found = decoded([[0.0], [0.1], [0.4], [0.5]], times=[0.0, 0.25, 0.5, 1.0])
    assert found["lipschitz-constant"] == pytest.approx(1.2)


def test_epsilon_regularises_all_but_the_credibility():
    found = decoded([[0.0], [0.5], [1.0]], quality=[1.0, 0.0, 1.0], epsilon=0.1)
    assert found["credibility"] == 0
    assert found["length"] == pytest.approx(-(np.log(0.1) + np.log(0.9)) / 2)
    bare = decoded([[0.0], [0.5], [1.0]], quality=[1.0, 0.0, 1.0])
    assert bare["length"] == bare["energy"] == np.inf and bare["path-quality"] == 0


def test_every_draw_is_measured():
    frames = np.random.default_rng(0).random((3, 5, 1, 2, 2), np.float32)
    steps = np.square(np.diff(frames, axis=1)).sum((2, 3, 4))
    quality = np.full((3, 5), 0.5)
    times = np.linspace(0, 1, 5)
    all_three = measure(times, frames, steps, quality, frames[0, [0, -1]], 0.1)
    second = measure(times, frames[1], steps[1], quality[1], frames[0, [0, -1]], 0.1)
    assert list(all_three) == list(MEASURES)
    for name, value in all_three.items():
        assert value.shape == (3,) and value[1] == second[name]


def test_theorem_1(curved):
    """exp(-length) in A_z = log^2 Q J^T J, with J by differentiation, is Q(gamma) of the path's points."""
    source, target = (1.5, 0.0, -1.0, 0.5), (-1.0, 1.0, 1.0, -0.5)
    metric = Metric(epsilon=0.05)
    found = solve(PathRequest("toy", Linear(), source, target, points=400, metric=metric), curved).measures
    z0, z1 = torch.tensor([source, target], dtype=torch.float64)
    # Simpson's rule on a grid of its own.
    t = torch.linspace(0, 1, 801, dtype=torch.float64)[:, None]
    z, v = (z0 + t * (z1 - z0)).float(), (z1 - z0).expand(len(t), 4).float()
    _, pushed = torch.func.jvp(curved.decode, (z,), (v,))
    speed = pushed.flatten(1).norm(dim=1).double()
    weights = -make_scorer(curved, metric).log_regularised(z).double()
    simpson = torch.tensor([1.0, *[4.0, 2.0] * 399, 4.0, 1.0], dtype=torch.float64) / 2400
    length = float((simpson * weights * speed).sum())
    assert found["length"] == pytest.approx(length, rel=1e-3)
    assert found["path-quality"] == pytest.approx(np.exp(-length), rel=1e-3)
    assert found["energy"] == pytest.approx(float((simpson * (weights * speed).square()).sum()), rel=1e-3)
    assert found["energy"] > found["length"] ** 2


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.12345, "0.123"), (3.5, "3.50"), (123.4, "123"), (7.7e-19, "7.7e-19"), (np.inf, "∞"), (np.nan, "–")],
)
def test_values_are_written_in_three_digits(value, text):
    assert MEASURES["length"].written(value) == text


def test_shares_are_written_in_percent():
    assert MEASURES["monotonicity-violations"].written(4 / 49) == "8.2 %"
