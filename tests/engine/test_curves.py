"""Fixed paths, time grids and curve bases (SPEC secs. 4 and 7)."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from interp_explorer.engine.curves import CURVES, NetworkCurve, spline
from interp_explorer.engine.curves.fixed import bilinear, great_circles, linear, spherical
from interp_explorer.engine.curves.pace import evened
from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.methods import Geodesic
from interp_explorer.engine.parameters import describe
from interp_explorer.engine.times import through_anchors, time_grid

TIMES = torch.linspace(0, 1, 21, dtype=torch.float64)
ENDS = torch.tensor([0.0, 1.0], dtype=torch.float64)


def slerp(a, b):
    return spherical(torch.tensor([a, b], dtype=torch.float64), ENDS, TIMES)


def test_linear_is_the_convex_combination():
    a, b = torch.tensor([1.0, 2.0]), torch.tensor([-3.0, 5.0])
    path = linear(torch.stack([a, b]), ENDS, TIMES)
    torch.testing.assert_close(path, torch.lerp(a, b, TIMES[:, None].float()))
    assert torch.equal(path[0], a) and torch.equal(path[-1], b)


def test_slerp_turns_uniformly_on_the_sphere():
    path, note = slerp([2.0, 0.0, 0.0], [0.0, 2.0, 0.0])
    angle = TIMES * math.pi / 2
    expected = 2 * torch.stack([angle.cos(), angle.sin(), torch.zeros_like(angle)], 1)
    torch.testing.assert_close(path, expected)
    assert note == ""


def test_slerp_is_whites_formula_for_ends_of_different_norm():
    a, b = torch.tensor([3.0, 0.0], dtype=torch.float64), torch.tensor([1.0, 1.0], dtype=torch.float64)
    w = math.pi / 4
    expected = (torch.sin((1 - TIMES) * w)[:, None] * a + torch.sin(TIMES * w)[:, None] * b) / math.sin(w)
    torch.testing.assert_close(slerp(a.tolist(), b.tolist())[0], expected)


def test_slerp_of_nearly_parallel_ends_is_the_line():
    path, note = slerp([1.0, 0.0], [1.0, 1e-9])
    torch.testing.assert_close(path, torch.lerp(path[0], path[-1], TIMES[:, None]), atol=1e-15, rtol=0)
    assert note == ""


def test_slerp_of_opposite_ends_is_a_half_circle_and_says_so():
    path, note = slerp([1.0, 2.0, 0.0], [-2.0, -4.0, 0.0])
    assert "opposite" in note
    torch.testing.assert_close(path.norm(dim=1), math.sqrt(5) * (1 + TIMES))
    assert path[0].tolist() == [1.0, 2.0, 0.0] and path[-1].tolist() == [-2.0, -4.0, 0.0]


def test_slerp_from_zero_is_the_line_and_says_so():
    path, note = slerp([0.0, 0.0], [1.0, 1.0])
    torch.testing.assert_close(path, TIMES[:, None] * torch.ones(2, dtype=torch.float64))
    assert "zero norm" in note


def test_fixed_paths_meet_their_control_points():
    anchors = torch.tensor([[1.0, 0.0], [0.0, 3.0], [-1.0, -1.0]], dtype=torch.float64)
    at = torch.tensor([0.0, 0.3, 1.0], dtype=torch.float64)
    times = torch.as_tensor(time_grid(20, (0.3,)))
    index = int(torch.where(times == 0.3)[0])
    assert torch.equal(linear(anchors, at, times)[index], anchors[1])
    torch.testing.assert_close(spherical(anchors, at, times)[0][index], anchors[1])


def test_bilinear_grid_has_its_corners_and_the_mean_in_the_middle():
    corners = torch.randn(2, 2, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    grid = bilinear(corners, 5, 7)
    assert grid.shape == (5, 7, 4)
    torch.testing.assert_close(grid[[0, 0, -1, -1], [0, -1, 0, -1]], corners.reshape(4, 4))
    torch.testing.assert_close(grid[2, 3], corners.mean((0, 1)))
    torch.testing.assert_close(grid[1:] - grid[:-1], (grid[-1] - grid[0])[None].expand(4, 7, 4) / 4)


@settings(max_examples=60, deadline=None)
@given(
    points=st.integers(3, 120),
    controls=st.lists(st.integers(1, 99), unique=True, max_size=6).map(sorted),
)
def test_a_time_grid_is_increasing_has_its_size_and_holds_every_control_time(points, controls):
    wanted = tuple(c / 100 for c in controls)
    if len(wanted) + 1 > points - 1:
        with pytest.raises(ExplorerError):
            time_grid(points, wanted)
        return
    grid = time_grid(points, wanted)
    assert len(grid) == points and grid[0] == 0 and grid[-1] == 1
    assert (np.diff(grid) > 0).all()
    assert all(np.any(grid == t) for t in wanted)


def test_a_time_grid_without_controls_is_uniform_and_bad_controls_are_named():
    np.testing.assert_allclose(time_grid(11), np.linspace(0, 1, 11))
    for bad in ((0.5, 0.5), (0.7, 0.2), (1.0,), (0.0,), (math.nan,)):
        with pytest.raises(ExplorerError, match="Control points"):
            time_grid(20, bad)


def test_a_path_bent_through_anchors_meets_them_and_stays_elsewhere():
    times = np.linspace(0, 1, 11)
    path = np.stack([times, times**2], 1)
    anchors = np.array([[0.0, 0.0], [0.5, 2.25], [1.0, 1.0]])
    moved = through_anchors(path, times, anchors, np.array([0.0, 0.5, 1.0]), times)
    np.testing.assert_allclose(moved[[0, 5, 10]], anchors)
    np.testing.assert_allclose(moved - path, np.outer(1 - np.abs(2 * times - 1), [0.0, 2.0]), atol=1e-12)


def test_every_curve_that_is_offered_can_be_made():
    [offered] = [p.choices for p in describe(Geodesic) if p.name == "curve"]
    assert set(offered) == set(CURVES)


@pytest.mark.parametrize("name", list(CURVES))
def test_a_curve_meets_its_anchors_whatever_its_variables(name):
    times, anchor_times = time_grid(40, (0.25, 0.7)), np.array([0.0, 0.25, 0.7, 1.0])
    anchors = torch.randn(2, 4, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    curve = CURVES[name](anchors, anchor_times, times, 5)
    variables = curve.start(torch.zeros(2, 40, 3, dtype=torch.float64), times)
    variables = variables + torch.randn(variables.shape, generator=torch.Generator().manual_seed(1))
    points = curve.at(times)(variables, torch.arange(2))
    assert points.shape == (2, 40, 3)
    torch.testing.assert_close(points[:, np.searchsorted(times, anchor_times)], anchors, atol=1e-9, rtol=0)
    # Some of the paths alone are the same paths.
    torch.testing.assert_close(curve.at(times)(variables[1:], torch.tensor([1])), points[1:])


@pytest.mark.parametrize("name", list(CURVES))
def test_a_curve_starts_at_a_straight_path(name):
    times, anchor_times = np.linspace(0, 1, 30), np.array([0.0, 1.0])
    anchors = torch.tensor([[[1.0, -2.0], [3.0, 0.5]]])
    path = linear(anchors[0], torch.as_tensor(anchor_times), torch.as_tensor(times))[None]
    curve = CURVES[name](anchors, anchor_times, times, 5)
    points = curve.at(times)(curve.start(path, times), torch.arange(1))
    torch.testing.assert_close(points, path, atol=2e-2 if name == "network" else 1e-6, rtol=0)


def test_a_network_with_tied_ends_is_the_printed_formula():
    """FG eq. 9: g(t) = (1 - t) (z0 - f(0)) + t (z1 - f(1)) + f(t)."""
    ends = torch.tensor([[[1.0, -2.0], [3.0, 0.5]]], dtype=torch.float64)
    curve = NetworkCurve(ends, np.array([0.0, 1.0]))
    variables = curve.start(ends, np.array([0.0, 1.0])) * 30
    untied = NetworkCurve(torch.zeros_like(ends), np.array([0.0, 1.0]))
    times = np.array([0.0, 0.2, 0.9, 1.0])
    rows, t = torch.arange(1), torch.as_tensor(times)[:, None]
    # With zero anchors the curve is f less the line between f's ends, so that the anchors' line is what is added.
    expected = untied.at(times)(variables, rows)[0] + (1 - t) * ends[0, 0] + t * ends[0, 1]
    torch.testing.assert_close(curve.at(times)(variables, rows)[0], expected)
    assert float((expected[1] - torch.lerp(ends[0, 0], ends[0, 1], t[1])).norm()) > 1e-3


def test_the_spline_is_twice_continuously_differentiable():
    from scipy.interpolate import CubicSpline

    times, anchor_times = np.linspace(0, 1, 2001), np.array([0.0, 0.4, 1.0])
    basis = spline(torch.zeros(1, 3, 1), anchor_times, times, 4)
    knots = len(basis.coefficient_times)
    curve = basis.matrix(times) @ np.random.default_rng(1).normal(size=knots)
    second = np.diff(curve, 2) / (times[1] - times[0]) ** 2
    # A jump in the second derivative would not shrink with the step; that of a C2 cubic does.
    assert np.abs(np.diff(second)).max() < 0.02 * np.abs(second).max()
    expected = CubicSpline(basis.coefficient_times, np.eye(knots), bc_type="natural")(times)
    np.testing.assert_allclose(basis.matrix(times), expected)


def test_a_spline_with_a_knot_at_every_point_is_still_no_polygon():
    times, ends = np.linspace(0, 1, 9), np.array([0.0, 1.0])
    middles = (times[1:] + times[:-1]) / 2
    polygon, smooth = (CURVES[name](torch.zeros(1, 2, 1), ends, times, 7) for name in ("free-points", "spline"))
    np.testing.assert_allclose(polygon.matrix(times), np.eye(9), atol=1e-12)
    np.testing.assert_allclose(smooth.matrix(times), np.eye(9), atol=1e-12)
    assert np.abs(polygon.matrix(middles) - smooth.matrix(middles)).max() > 0.05


def test_a_path_walked_evenly_stays_on_its_way_and_at_its_anchors():
    times = time_grid(21, (0.3,))
    anchor_times = np.array([0.0, 0.3, 1.0])
    way = torch.as_tensor(times[:, None] ** 2 * [3.0, 4.0])[None]
    even = evened(way, (way[:, 1:] - way[:, :-1]).norm(dim=-1), times, anchor_times)
    rows = np.searchsorted(times, anchor_times)
    assert torch.equal(even[:, rows], way[:, rows])
    torch.testing.assert_close(even[0, :, 0] * 4, even[0, :, 1] * 3)
    steps = (even[0, 1:] - even[0, :-1]).norm(dim=-1)
    for first, last in zip(rows, rows[1:]):
        torch.testing.assert_close(steps[first:last], steps[first].expand(last - first))
    standing = torch.ones(1, 21, 2)
    assert torch.equal(evened(standing, torch.zeros(1, 20), times, anchor_times), standing)


def test_great_circles_of_many_pairs_are_those_of_each():
    sources, targets = torch.randn(2, 6, 5, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    targets[0] = 2 * sources[0]
    times = torch.linspace(0, 1, 7, dtype=torch.float64)
    many = great_circles(sources.requires_grad_(), targets, times[:, None, None])
    for pair in range(6):
        anchors = torch.stack([sources[pair].detach(), targets[pair]])
        expected = spherical(anchors, torch.tensor([0.0, 1.0], dtype=torch.float64), times)[0]
        torch.testing.assert_close(many[:, pair].detach(), expected)
    many.square().sum().backward()
    assert sources.grad.isfinite().all() and sources.grad.abs().min() > 0
