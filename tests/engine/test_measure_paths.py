"""Interpolation between measures (FG eq. 13)."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from interp_explorer.engine.errors import Cancelled, ExplorerError
from interp_explorer.engine.manifolds.measures.pairs import PAIRS
from interp_explorer.engine.manifolds.measures.solve import path_cost, set_distance, solve_measures
from interp_explorer.engine.manifolds.measures.task import Draws, MeasurePath, MeasureTask, drawn_task, even_sizes
from interp_explorer.engine.progress import Progress

FEW = Draws(points=16)
SHORT = MeasurePath(steps=4, iterations=40)
KERNELS = [
    *(MeasurePath(gamma=gamma) for gamma in (1 / 8, 1 / 4, 1 / 16, 1 / 64)),
    *(MeasurePath(kernel="inverse-multiquadric", offset=offset) for offset in (0.01, 10.0, 100.0)),
]


def shorter(method):
    return replace(method, steps=4, iterations=30)


@pytest.mark.parametrize("method", KERNELS)
def test_the_distance_is_the_printed_one(method):
    random = torch.Generator().manual_seed(0)
    first, second = torch.randn(2, 7, 2, dtype=torch.float64, generator=random)

    def k(a, b):
        r2 = (a[:, None] - b[None]).square().sum(-1)
        values = (-method.gamma * r2).exp() if method.kernel == "gaussian" else (r2 + method.offset).rsqrt()
        return float(values.mean())

    printed = k(first, first) - 2 * k(first, second) + k(second, second)
    assert float(set_distance(first, second, method)) == pytest.approx(printed, rel=1e-9)
    sets = torch.stack([first, second, first])
    assert float(path_cost(sets, method)) == pytest.approx(2 * printed, rel=1e-9)


@pytest.mark.parametrize("name", list(PAIRS))
@pytest.mark.parametrize("method", KERNELS)
def test_the_cost_is_between_the_bound_and_the_straight_lines(name, method):
    result = solve_measures(drawn_task(name, FEW, shorter(method)))
    assert result.least * (1 - 1e-9) <= result.cost < result.start_cost
    costs = [step.cost for step in result.steps]
    assert all(after <= before * (1 + 1e-9) for before, after in zip(costs, costs[1:], strict=False))
    task = result.task
    np.testing.assert_array_equal(np.sort(result.sets[0], axis=0), np.sort(np.array(task.source), axis=0))
    np.testing.assert_array_equal(np.sort(result.sets[-1], axis=0), np.sort(np.array(task.target), axis=0))


def test_equal_sets_cost_nothing():
    points = drawn_task("two-to-two", FEW).source
    result = solve_measures(MeasureTask(points, points, SHORT))
    assert result.cost == pytest.approx(0.0, abs=1e-12) and result.least == pytest.approx(0.0, abs=1e-12)
    for one in result.sets:
        np.testing.assert_allclose(np.sort(one, axis=0), np.sort(np.array(points), axis=0), atol=1e-9)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_the_order_of_the_points_does_not_matter(seed):
    task = drawn_task("one-to-two", Draws(points=12), replace(SHORT, iterations=5))
    order = np.random.default_rng(seed).permutation(12)
    shuffled = replace(task, source=tuple(task.source[k] for k in order))
    one, two = solve_measures(task), solve_measures(shuffled)
    assert two.cost == pytest.approx(one.cost, rel=1e-9)
    for a, b in zip(one.sets, two.sets, strict=True):
        np.testing.assert_allclose(a[np.lexsort(a.T)], b[np.lexsort(b.T)], atol=1e-8)


def test_small_distances_do_not_cancel():
    points = torch.randn(20, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    method = MeasurePath()
    near, far = (float(set_distance(points, points + shift, method)) for shift in (1e-4, 1e-3))
    # To first order the distance is the square of the shift.
    assert far / near == pytest.approx(100, rel=1e-3)


def test_a_seed_draws_the_same_sets_and_another_one_others():
    assert drawn_task("one-to-two", Draws(seed=3)) == drawn_task("one-to-two", Draws(seed=3))
    assert drawn_task("one-to-two", Draws(seed=3)).source != drawn_task("one-to-two", Draws(seed=4)).source
    assert len(drawn_task("one-to-two").source) == 100


def test_a_mixture_has_its_means():
    points = np.array(drawn_task("one-to-diagonal", Draws(points=400)).target)
    upper = points[points.sum(axis=1) > 0]
    assert len(upper) == 200
    np.testing.assert_allclose(upper.mean(axis=0), [5, 5], atol=0.3)


def test_painted_sets_are_made_even():
    first, second = even_sizes(((0.0, 0.0), (1.0, 0.0)), tuple((float(k), 1.0) for k in range(4)))
    assert first == ((0.0, 0.0), (0.0, 0.0), (1.0, 0.0), (1.0, 0.0)) and len(second) == 4
    with pytest.raises(ExplorerError, match="two points"):
        even_sizes(((0.0, 0.0),), second)


@pytest.mark.parametrize(
    ("task", "cause"),
    [
        (MeasureTask(((0.0, 0.0),), ((1.0, 0.0),)), "two points"),
        (MeasureTask(((0.0, 0.0),) * 2, ((1.0, 0.0),) * 3), "same number"),
        (MeasureTask(((0.0, float("nan")),) * 2, ((1.0, 0.0),) * 2), "not finite"),
        (MeasureTask(((0.0, 0.0),) * 2, ((1.0, 0.0),) * 2, MeasurePath(gamma=-1.0)), "gamma"),
    ],
)
def test_bad_sets_are_refused_with_their_cause(task, cause):
    with pytest.raises(ExplorerError, match=cause):
        solve_measures(task)


def test_partial_results_come_and_cancelling_ends_the_solve():
    shown = []
    solve_measures(drawn_task("one-to-two", FEW, SHORT), Progress(on_partial=shown.append))
    assert shown and not shown[0].finished
    progress = Progress(on_partial=lambda result: progress.cancel())
    with pytest.raises(Cancelled):
        solve_measures(drawn_task("one-to-two", FEW, SHORT), progress)


def test_a_warm_start_from_the_answer_stays_there():
    task = drawn_task("one-to-two", FEW, replace(SHORT, iterations=200))
    cold = solve_measures(task)
    warm = solve_measures(task, warm=cold.sets)
    assert warm.start_cost == pytest.approx(cold.cost, rel=1e-6) and warm.cost <= cold.cost * (1 + 1e-9)
