"""Geodesics against exact answers (SPEC sec. 4), and what a solver must never do."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from interp_explorer.engine.errors import Cancelled, ExplorerError
from interp_explorer.engine.geodesics.lbfgs import minimise
from interp_explorer.engine.geodesics.objective import POINTS_AT_ONCE
from interp_explorer.engine.geodesics.optimisers import OPTIMISERS
from interp_explorer.engine.geodesics.optimisers.algorithm_1 import stratified
from interp_explorer.engine.geodesics.pullback import pullback_gram
from interp_explorer.engine.geodesics.solve import make_search, solve_geodesics
from interp_explorer.engine.methods import Geodesic, Linear
from interp_explorer.engine.metric import Metric
from interp_explorer.engine.priors import semicircle
from interp_explorer.engine.progress import Progress
from interp_explorer.engine.request import ControlPoint, PathRequest
from interp_explorer.engine.scoring import make_scorer
from interp_explorer.engine.solve import solve

HALF = {"quality": "constant", "level": 0.5}
CURVES = ["free-points", "spline"]


def length(result):
    return float(np.sqrt(result.step_distances.astype(float)).sum())


@pytest.mark.parametrize("curve", CURVES)
def test_example_1_the_plane_gives_the_segment(flat, curve):
    result = solve(PathRequest("toy", Geodesic(curve=curve, **HALF), (0.0, 1.0), (1.0, 0.0)), flat)
    np.testing.assert_allclose(result.latents, np.stack([result.times, 1 - result.times], 1), atol=1e-5)
    # Q' = 0.1 + 0.8 / 2 = 1/2, and a segment of length sqrt(2) at constant speed.
    assert result.cost == pytest.approx(math.log(2) ** 2 * 2, rel=1e-5)


@pytest.mark.parametrize("curve", CURVES)
def test_example_2_the_half_sphere_gives_the_great_circle(half_sphere, curve):
    result = solve(PathRequest("toy", Geodesic(curve=curve, **HALF), (0.0, 1.0), (1.0, 0.0)), half_sphere)
    assert length(result) == pytest.approx(math.pi / 3, rel=1e-4)
    np.testing.assert_allclose(result.latents.sum(1), 1, atol=1e-3)
    speeds = np.sqrt(result.step_distances)
    assert speeds.std() / speeds.mean() < 0.02


@pytest.mark.parametrize("energy", ["fg-5", "ri-3"])
def test_a_linear_decoder_with_constant_quality_gives_the_straight_line(make_toy, energy):
    matrix = torch.randn(3, 10, generator=torch.Generator().manual_seed(0))
    model = make_toy(lambda z: z @ matrix, 3)
    source, target = (1.0, 0.0, -1.0), (-0.5, 2.0, 1.0)
    result = solve(PathRequest("toy", Geodesic(energy=energy, **HALF), source, target), model)
    line = solve(PathRequest("toy", Linear(), source, target), model)
    np.testing.assert_allclose(result.latents, line.latents, atol=2e-4)


def test_equation_8_adds_the_time_that_passes(flat):
    result = solve(PathRequest("toy", Geodesic(energy="fg-8", **HALF), (0.0, 1.0), (1.0, 0.0)), flat)
    assert result.cost == pytest.approx(math.log(2) ** 2 * (1 + 2), rel=1e-5)
    loop = solve(PathRequest("toy", Geodesic(energy="fg-8", **HALF), (0.0, 1.0), (0.0, 1.0)), flat)
    assert loop.cost == pytest.approx(math.log(2) ** 2, rel=1e-6)
    np.testing.assert_allclose(loop.latents, np.tile([0.0, 1.0], (50, 1)), atol=1e-4)


def test_the_energy_is_the_printed_sum(curved):
    metric = Metric(epsilon=0.2, kernel="gaussian", gamma=0.05)
    scorer = make_scorer(curved, metric)
    points = torch.randn(6, 4, generator=torch.Generator().manual_seed(3))
    times = torch.tensor([0.0, 0.1, 0.3, 0.6, 0.7, 1.0], dtype=torch.float64)
    images = curved.decode(points).flatten(1)
    rank = make_scorer(curved, Metric()).log_quality
    fg = ri = 0.0
    for i in range(5):
        d2 = 2 - 2 * math.exp(-0.05 * float((images[i + 1] - images[i]).square().sum()))
        q = [0.2 + 0.6 * math.exp(float(rank(z))) for z in ((points[i] + points[i + 1]) / 2, points[i], points[i + 1])]
        fg += math.log(q[0]) ** 2 * d2 / float(times[i + 1] - times[i])
        ri += math.log((q[1] + q[2]) / 2) ** 2 * d2
    assert float(scorer.cost(points[None], times)[0]) == pytest.approx(fg, rel=1e-4)
    other = make_scorer(curved, Metric(energy="ri-3", epsilon=0.2, kernel="gaussian", gamma=0.05))
    assert float(other.cost(points[None], times)[0]) == pytest.approx(ri, rel=1e-4)


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("energy", ["fg-5", "ri-3"])
def test_control_points_are_met_exactly(curved, curve, energy):
    controls = (ControlPoint(0.31, (0.5, 0.1, -0.2, 0.3)), ControlPoint(0.7, (-1.0, 0.2, 0.4, 1.0)))
    request = PathRequest("toy", Geodesic(curve=curve, energy=energy), (1.0,) * 4, (-1.0,) * 4, controls=controls)
    result = solve(request, curved)
    for point in (ControlPoint(0.0, request.source), *controls, ControlPoint(1.0, request.target)):
        row = result.latents[np.flatnonzero(result.times == point.time)[0]]
        np.testing.assert_array_equal(row, np.array(point.latent, np.float32))


def test_a_path_of_nothing_but_control_points_is_what_it_is(curved):
    times = [i / 4 for i in range(1, 4)]
    controls = tuple(ControlPoint(t, (t, -t, t, 0.0)) for t in times)
    request = PathRequest("toy", Geodesic(), (0.0,) * 4, (1.0, -1.0, 1.0, 0.0), points=5, controls=controls)
    np.testing.assert_allclose(solve(request, curved).latents[:, 0], [0, *times, 1])


def test_a_geodesic_has_constant_weighted_speed(curved):
    """The minimiser of FG eq. 5 spreads log^2 Q d^2 / dt evenly: its square root is the metric's speed."""
    method = Geodesic(iterations=200, tolerance=1e-7)
    result = solve(PathRequest("toy", method, (1.5, 0.0, -1.0, 0.5), (-1.0, 1.0, 1.0, -0.5), points=100), curved)
    scorer = make_scorer(curved, method)
    points = torch.from_numpy(result.latents)
    weights = scorer.log_regularised((points[1:] + points[:-1]) / 2).square()
    speed = (weights.numpy() * result.step_distances) ** 0.5
    assert speed.std() / speed.mean() < 0.03


def test_the_quality_of_a_path_is_exp_of_minus_its_length(curved):
    """Theorem 1: cost at constant speed is the squared length, and Q(gamma) = exp(-length)."""
    method = Geodesic(iterations=300, tolerance=1e-7)
    result = solve(PathRequest("toy", method, (1.5, 0.0, -1.0, 0.5), (-1.0, 1.0, 1.0, -0.5), points=200), curved)
    scorer = make_scorer(curved, method)
    points = torch.from_numpy(result.latents)
    log_q = scorer.log_regularised((points[1:] + points[:-1]) / 2).numpy()
    log_quality_of_path = float((log_q * np.sqrt(result.step_distances)).sum())
    assert log_quality_of_path == pytest.approx(-math.sqrt(result.cost), rel=1e-3)


def test_more_points_approach_one_cost(curved):
    costs = [
        solve(
            PathRequest("toy", Geodesic(iterations=300, tolerance=1e-7), (1.5,) * 4, (-1.5,) * 4, points=n), curved
        ).cost
        for n in (25, 50, 100, 200)
    ]
    gaps = np.abs(np.diff(costs))
    assert gaps[1] < gaps[0] and gaps[2] < gaps[1]


def test_a_smaller_epsilon_keeps_to_likely_points(make_toy):
    """Between two arms of the semicircle the straight line leaves the support; the geodesic goes around."""
    model = make_toy(lambda z: z, 2, semicircle(2))
    ends = ((4.0, 7.0), (4.0, -7.0))
    least = [
        solve(PathRequest("toy", Geodesic(epsilon=e, iterations=200), *ends), model).quality.min() for e in (0.3, 0.03)
    ]
    line = solve(PathRequest("toy", Linear(), *ends), model).quality.min()
    assert line < least[0] < least[1]


def test_equal_ends_stay_where_they_are(curved):
    here = (0.3, 0.2, -0.1, 0.5)
    result = solve(PathRequest("toy", Geodesic(), here, here), curved)
    np.testing.assert_allclose(result.latents, np.tile(here, (50, 1)), atol=1e-5)
    assert result.cost == pytest.approx(0, abs=1e-9)


def test_the_same_request_gives_the_same_numbers(curved):
    request = PathRequest("toy", Geodesic(), (1.0,) * 4, (-1.0, 0.5, 0.2, 1.0))
    one, two = solve(request, curved), solve(request, curved)
    np.testing.assert_array_equal(one.latents, two.latents)


def test_partial_results_come_in_order_and_cancelling_ends_the_solve(curved):
    stages, request = [], PathRequest("toy", Geodesic(), (1.0,) * 4, (-1.0, 0.5, 0.2, 1.0))
    solve(request, curved, Progress(on_partial=lambda result: stages.append(result.stage)))
    assert stages[0] == "preview" and stages[-1] == "path"
    progress = Progress(on_partial=lambda result: progress.cancel())
    with pytest.raises(Cancelled):
        solve(request, curved, progress)


def test_a_warm_start_from_the_answer_stays_there(curved):
    request = PathRequest("toy", Geodesic(iterations=200, tolerance=1e-7), (1.0,) * 4, (-1.0, 0.5, 0.2, 1.0))
    cold = solve(request, curved)
    warm = solve(PathRequest(**{**vars(request), "warm": cold.latents, "preview": True}), curved)
    # A preview lives on a coarse grid, which costs it a little.
    assert warm.cost <= cold.cost * 1.005
    assert np.abs(warm.latents - cold.latents).max() < 0.05


@pytest.mark.parametrize(
    ("method", "source", "cause"),
    [
        (Geodesic(epsilon=0.0, quality="constant", level=0.0), (1.0,) * 4, "quality is zero"),
        (Geodesic(epsilon=0.7), (1.0,) * 4, "epsilon"),
        (Geodesic(kernel="cubic"), (1.0,) * 4, "kernel"),
        (Geodesic(), (1.0,) * 3, "latent coordinates"),
        (Geodesic(), (math.nan, 0.0, 0.0, 0.0), "not finite"),
    ],
)
def test_bad_requests_are_refused_with_their_cause(curved, method, source, cause):
    with pytest.raises(ExplorerError, match=cause):
        solve(PathRequest("toy", method, source, (0.0,) * 4), curved)


def test_a_decoder_that_returns_nan_is_named(make_toy):
    model = make_toy(lambda z: z / (z.norm(dim=1, keepdim=True) > 0.5), 2)
    for method in (Linear(), Geodesic(quality="constant")):
        with pytest.raises(ExplorerError, match=r"decoder return(ed|s)"):
            solve(PathRequest("toy", method, (1.0, 0.0), (-1.0, 0.0), points=51), model)


def test_pullback_gram_is_the_jacobians_and_falls_back_to_differences(curved):
    z = torch.randn(3, 4, generator=torch.Generator().manual_seed(0))

    def embed(x):
        return curved.decode(x).flatten(1)

    exact = pullback_gram(embed, z)
    for point, gram in zip(z, exact, strict=True):
        jacobian = torch.autograd.functional.jacobian(lambda x: embed(x[None])[0], point)
        torch.testing.assert_close(gram, jacobian.T @ jacobian, rtol=1e-4, atol=1e-4)

    class NoForwardMode(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1.0

        @staticmethod
        def backward(ctx, g):
            return g

    torch.testing.assert_close(pullback_gram(lambda x: NoForwardMode.apply(embed(x)), z), exact, rtol=1e-2, atol=1e-2)


def test_lbfgs_solves_many_quadratics_at_once_each_to_its_own_minimum():
    generator = torch.Generator().manual_seed(0)
    roots = torch.randn(3, 12, 12, generator=generator, dtype=torch.float64)
    matrices = roots @ roots.mT + 0.1 * torch.eye(12, dtype=torch.float64)
    centers = torch.randn(3, 12, generator=generator, dtype=torch.float64)

    def evaluate(x, rows):
        offset = x - centers[rows]
        gradient = torch.einsum("pij,pj->pi", matrices[rows], offset)
        return 0.5 * (offset * gradient).sum(-1), gradient

    start = torch.zeros(3, 12, dtype=torch.float64)
    plain = minimise(evaluate, start, lambda g: g / 20, 200, 1e-14, lambda i, x: None)
    torch.testing.assert_close(plain.variables, centers, atol=1e-4, rtol=0)
    exact = minimise(evaluate, start, lambda g: torch.linalg.solve(matrices, g), 5, 1e-14, lambda i, x: None)
    torch.testing.assert_close(exact.variables, centers)
    assert exact.evaluations.max() <= 4


def test_lbfgs_stays_at_the_start_where_the_cost_is_not_finite():
    start = torch.ones(1, 2)
    found = minimise(
        lambda x, rows: (x.sum(-1) * math.nan, torch.ones_like(x)), start, lambda g: g, 5, 1e-6, lambda i, x: None
    )
    assert torch.equal(found.variables, start)


def pairs(count, dimension=4, seed=5):
    return 1.5 * torch.randn(count, 2, dimension, generator=torch.Generator().manual_seed(seed))


def solve_pairs(method, model, anchors, points=50):
    times = np.linspace(0, 1, points)
    return solve_geodesics(method, model, anchors, np.array([0.0, 1.0]), times, Progress())


@pytest.mark.parametrize("curve", CURVES)
def test_a_batch_of_pairs_is_solved_as_each_alone(curved, curve):
    anchors = pairs(3)
    method = Geodesic(curve=curve, iterations=100, tolerance=1e-6)
    together = solve_pairs(method, curved, anchors)
    for i in range(3):
        alone = solve_pairs(method, curved, anchors[i : i + 1])
        assert float(together.cost[i]) == pytest.approx(float(alone.cost[0]), rel=2e-3)


def test_many_pairs_are_decoded_in_parts_of_bounded_size(curved):
    most = 0

    def decode(z):
        nonlocal most
        most = max(most, len(z))
        return curved.decode(z)

    model = replace(curved, decode=decode)
    search = make_search(Geodesic(iterations=2), model, pairs(64), np.array([0.0, 1.0]), np.linspace(0, 1, 50))
    search.descend(search.straight, search.times, 2, 1e-6, Progress())
    # The preconditioner looks at a few anchors of all paths at once, the descent at no more than this.
    assert most <= max(POINTS_AT_ONCE, 64 * 50)


def sketched(model, embed):
    """The toy with a sketch, and a count of the points that its decoder sees."""
    seen = [0]

    def decode(z):
        seen[0] += len(z)
        return model.decode(z)

    copy = replace(model, decode=decode)
    copy.sketch = embed
    return copy, seen


def test_a_true_sketch_saves_decoding_and_a_false_one_does_no_harm(curved):
    anchors, method = pairs(6), Geodesic(iterations=8)
    patient = solve_pairs(Geodesic(iterations=200, tolerance=1e-7), curved, anchors).cost
    plain, plain_seen = sketched(curved, None)
    exact, exact_seen = sketched(curved, lambda z: curved.decode(z).flatten(1))
    false, _ = sketched(curved, lambda z: z[:, :2] * torch.tensor([3.0, -1.0]))
    without, with_sketch = solve_pairs(method, plain, anchors).cost, solve_pairs(method, exact, anchors).cost
    assert exact_seen[0] < plain_seen[0]
    assert float((with_sketch / patient).median()) <= float((without / patient).median()) * 1.001
    assert (with_sketch <= patient * 1.02).all()
    line = make_search(method, curved, anchors, np.array([0.0, 1.0]), np.linspace(0, 1, 50))
    assert (solve_pairs(method, false, anchors).cost <= line.costs(line.straight, line.times) * (1 + 1e-5)).all()


def test_a_preview_in_a_sketch_follows_a_moved_end(curved):
    model, seen = sketched(curved, lambda z: 1.1 * curved.decode(z).flatten(1))
    request = PathRequest("toy", Geodesic(iterations=200, tolerance=1e-7), (1.0,) * 4, (-1.0, 0.5, 0.2, 1.0))
    known = solve(request, model)
    moved = replace(request, target=(-1.2, 0.6, 0.0, 1.1))
    full = solve(moved, model).cost
    seen[0] = 0
    quick = solve(replace(moved, preview=True, warm=known.latents), model)
    # Two looks at the coarse grid to compare, and the frames.
    assert seen[0] <= 2 * 19 + 50
    bent = make_search(
        moved.method, model, torch.tensor([[moved.source, moved.target]]), np.array([0.0, 1.0]), known.times
    )
    start = float(bent.costs(bent.moved(torch.from_numpy(known.latents)[None]), known.times)[0])
    assert quick.cost - full < 0.25 * (start - full)


@pytest.mark.parametrize("optimiser", ["fg-algorithm-1", "ri-descent"])
@pytest.mark.parametrize("curve", ["free-points", "network"])
def test_the_papers_optimisers_come_to_the_great_circle(half_sphere, optimiser, curve):
    # Points off the segment are pulled in; a straight start would be the answer already.
    rate = 2e-2 if curve == "free-points" else 2e-3
    # Plain descent needs about as many steps as the square of the number of points.
    points = 50 if optimiser == "fg-algorithm-1" else 14
    method = Geodesic(optimiser=optimiser, curve=curve, steps=400, rate=rate, **HALF)
    ends = torch.tensor([[[0.0, 1.0], [1.0, 0.0]]])
    search = make_search(method, half_sphere, ends, np.array([0.0, 1.0]), np.linspace(0, 1, points))
    bow = 0.4 * torch.sin(torch.linspace(0, math.pi, points))[:, None] * torch.ones(2)
    found = OPTIMISERS[optimiser](search, (search.straight + bow)[:, None], Progress())
    images = half_sphere.decode(found.paths[0]).flatten(1)
    assert float((images[1:] - images[:-1]).norm(dim=1).sum()) == pytest.approx(math.pi / 3, rel=1e-2)


def test_algorithm_1_repeats_itself_with_its_seed_and_not_with_another(curved):
    def latents(seed):
        method = Geodesic(optimiser="fg-algorithm-1", steps=20, seed=seed, rate=1e-2)
        return solve(PathRequest("toy", method, (1.0,) * 4, (-1.0, 0.5, 0.2, 1.0)), curved).latents

    np.testing.assert_array_equal(latents(3), latents(3))
    assert np.abs(latents(3) - latents(4)).max() > 1e-6


@settings(max_examples=30, deadline=None)
@given(points=st.integers(3, 200), seed=st.integers(0, 10**6))
def test_stratified_times_never_coincide(points, seed):
    times = stratified(points, torch.Generator().manual_seed(seed))
    assert len(times) == points and times[0] == 0 and times[-1] == 1
    assert np.diff(times).min() >= 0.19 / (points - 1)


def test_plain_descent_never_raises_the_cost(curved):
    costs = []
    method = Geodesic(optimiser="ri-descent", steps=30)
    search = make_search(method, curved, pairs(2), np.array([0.0, 1.0]), np.linspace(0, 1, 30))
    progress = Progress(on_partial=lambda paths: costs.append(search.costs(paths, search.times)))
    OPTIMISERS["ri-descent"](search, search.straight[:, None], progress)
    steps = torch.stack(costs)
    assert (steps[1:] <= steps[:-1] * (1 + 1e-6)).all() and (steps[-1] < 0.99 * steps[0]).all()
