"""Toy surfaces against their exact answers (FG sec. 4, SPEC sec. 4)."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from interp_explorer.engine.errors import Cancelled, ExplorerError
from interp_explorer.engine.manifolds.grid_start import at_even_pace, grid_path
from interp_explorer.engine.manifolds.solve import quality_map, solve_surface, surface_scorer
from interp_explorer.engine.manifolds.surfaces import SURFACES, Cube, HalfSphere, Obstacles, Plane, WithoutDisk
from interp_explorer.engine.manifolds.surfaces.shapes import Outline, Stroke
from interp_explorer.engine.manifolds.task import Recording, SurfaceGeodesic, SurfaceTask, printed_task
from interp_explorer.engine.metric import Metric
from interp_explorer.engine.progress import Progress
from interp_explorer.engine.qualities.make import make_quality

TANGENTS_AND_ARC = 2 * math.sqrt(1.3**2 - 1) + math.pi - 2 * math.acos(1 / 1.3)


@pytest.mark.parametrize(
    ("name", "length"),
    [("plane", math.sqrt(2)), ("half-sphere", math.pi / 3), ("without-disk", TANGENTS_AND_ARC), ("cube", 2.0)],
)
def test_the_printed_examples_have_their_exact_length(name, length):
    result = solve_surface(printed_task(name))
    assert result.exact is not None and result.exact.length == pytest.approx(length, rel=1e-9)
    assert result.length == pytest.approx(length, rel=0.01)
    drawn = np.linalg.norm(np.diff(result.exact_embedded, axis=0), axis=1).sum()
    assert drawn == pytest.approx(length, rel=1e-3)
    assert result.steps[-1].cost < result.steps[0].cost


def test_the_disks_length_is_that_of_the_specification():
    assert pytest.approx(3.41660, abs=1e-5) == TANGENTS_AND_ARC


@pytest.mark.parametrize(("surface", "stiffnesses"), [(Cube, (5.0, 15.0, 50.0, 200.0))])
def test_the_length_approaches_its_limit_as_k_grows(surface, stiffnesses):
    found = [
        solve_surface(SurfaceTask(surface(stiffness=k), *surface.ends, recording=Recording(points=200)))
        for k in stiffnesses
    ]
    gaps = [abs(result.difference) for result in found]
    assert all(after < before for before, after in zip(gaps, gaps[1:], strict=False))
    assert gaps[-1] < 0.005


def test_around_the_disk_every_k_gives_the_same_length():
    """A path that leaves the circle inwards pays more than it saves for every K of at least log 2."""
    for stiffness in (5.0, 50.0, 500.0):
        result = solve_surface(SurfaceTask(WithoutDisk(stiffness), *WithoutDisk.ends))
        assert abs(result.difference) < 1e-3


def test_the_answer_follows_the_exact_curve():
    disk = solve_surface(printed_task("without-disk"))
    radii = np.linalg.norm(disk.latents, axis=1)
    assert radii.min() > 0.999
    middle = np.abs(np.degrees(np.arctan2(disk.latents[:, 1], disk.latents[:, 0])) - 90) < 45
    np.testing.assert_allclose(radii[middle], 1.0, atol=2e-3)
    cube = solve_surface(printed_task("cube"))
    np.testing.assert_allclose(np.abs(cube.latents).max(axis=1), 1.0, atol=0.02)
    np.testing.assert_allclose(cube.latents[:, 1], 0.0, atol=1e-6)
    sphere = solve_surface(printed_task("half-sphere"))
    np.testing.assert_allclose(sphere.latents.sum(axis=1), 1.0, atol=1e-3)


def test_the_start_decides_the_side():
    for start, sign in (("left", 1), ("right", -1)):
        result = solve_surface(replace(printed_task("without-disk"), recording=Recording(start=start)))
        assert sign * result.latents[50, 1] > 0.9
    task = SurfaceTask(WithoutDisk(), (-1.3, -0.2), (1.3, -0.2))
    assert solve_surface(task).latents[50, 1] < -0.9


def test_a_grid_finds_the_way_that_no_bow_finds():
    task = printed_task("obstacles")
    grid = grid_path(surface_scorer(task), np.array(task.source), np.array(task.target))
    np.testing.assert_array_equal(grid[[0, -1]], [task.source, task.target])
    length = np.linalg.norm(np.diff(grid, axis=0), axis=1).sum()
    exact = task.surface.exact(task.source, task.target)
    assert exact.length < length < exact.length * 1.08
    bowed = solve_surface(replace(task, recording=Recording(start="shorter")))
    assert solve_surface(task).steps[-1].cost < bowed.steps[-1].cost


def test_even_pace_keeps_the_line_and_its_ends():
    path = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 3.0]])
    read = at_even_pace(path, 9).numpy()
    np.testing.assert_allclose(read[[0, 2, 8]], [[0, 0], [1, 0], [1, 3]])
    np.testing.assert_allclose(np.linalg.norm(np.diff(read, axis=0), axis=1), 0.5)


def test_the_half_sphere_is_the_unit_sphere_and_its_exact_arc_a_straight_latent_line():
    surface = HalfSphere()
    points = torch.randn(20, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0)) * 3
    embedded = surface.embed(points)
    torch.testing.assert_close((embedded - torch.tensor([0.0, 0.0, 1.0])).norm(dim=1), torch.ones(20).double())
    assert (embedded[:, 2] < 1).all()
    exact = surface.exact((0.0, 1.0), (1.0, 0.0))
    np.testing.assert_allclose(exact.latents.sum(axis=1), 1.0, atol=1e-12)
    steps = np.linalg.norm(np.diff(surface.embed(torch.tensor(exact.latents)).numpy(), axis=0), axis=1)
    np.testing.assert_allclose(steps, steps[0])
    assert surface.exact((0.3, 0.3), (0.3, 0.3)).length == 0


def test_the_exact_way_around_the_disk_is_straight_where_nothing_is_in_the_way():
    surface = WithoutDisk()
    assert surface.exact((-2.0, 1.0), (2.0, 1.0)).length == pytest.approx(4.0)
    assert surface.exact((-3.0, 0.0), (-1.0, 0.0)).length == pytest.approx(2.0)
    assert surface.exact((1.0, 0.0), (0.0, 1.0)).length == pytest.approx(math.pi / 2)
    # A little below the middle the shorter way is below.
    assert surface.exact((-1.3, -0.1), (1.3, -0.1)).latents[:, 1].min() < -0.9


def test_quality_is_equation_12():
    z = torch.tensor([[0.0, 0.0], [0.5, 0.0], [2.0, 0.0]])
    scorer = surface_scorer(printed_task("without-disk"))
    expected = [0.5 * math.exp(-5), 0.5 * math.exp(-2.5), 0.5]
    torch.testing.assert_close(scorer.log_quality(z).exp(), torch.tensor(expected))
    rounded = surface_scorer(printed_task("without-disk"), 0.1).log_quality(z)
    assert (rounded >= scorer.log_quality(z)).all()
    assert float(rounded[1]) == pytest.approx(-math.log(2) - 5 * (math.hypot(0.5, 0.1) - 0.1), rel=1e-6)


def test_the_registry_of_qualities_knows_a_models_distance(flat):
    flat.distance, flat.stiffness = (lambda z: z.norm(dim=-1)), 2.0
    quality = make_quality(flat, Metric(quality="manifold"))
    assert float(quality.log_quality(torch.tensor([3.0, 4.0]))) == pytest.approx(-math.log(2) - 10)
    del flat.distance
    with pytest.raises(ExplorerError, match="no manifold"):
        make_quality(flat, Metric(quality="manifold"))


def test_a_quality_map_has_its_rows_upwards():
    found = quality_map(WithoutDisk(), (-2.0, 0.0, 2.0, 4.0), 8, 6)
    assert found.shape == (6, 8)
    assert found[-1].min() == pytest.approx(0.5) and found[0, 4] < 0.1


def test_the_depth_of_painted_shapes_is_exact():
    stroke = Stroke(((0.0, 0.0), (2.0, 0.0)), 0.5)
    points = torch.tensor([[1.0, 0.25], [1.0, 1.0], [3.0, 0.0], [-3.0, -4.0]], dtype=torch.float64)
    torch.testing.assert_close(stroke.depth(points), torch.tensor([0.25, -0.5, -0.5, -4.5], dtype=torch.float64))
    square = Outline(((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)))
    points = torch.tensor([[1.0, 1.0], [0.25, 1.0], [1.0, 3.0], [5.0, 6.0]], dtype=torch.float64)
    torch.testing.assert_close(square.depth(points), torch.tensor([1.0, 0.25, -1.0, -5.0], dtype=torch.float64))


def test_a_painted_disk_gives_what_example_3_gives():
    painted = Obstacles(stiffness=5.0, shapes=(Stroke(((0.0, 0.0),), 1.0),))
    result = solve_surface(SurfaceTask(painted, (-1.3, 0.0), (1.3, 0.0)))
    assert result.length == pytest.approx(TANGENTS_AND_ARC, rel=2e-3)


def test_the_shortest_way_around_shapes_is_the_exact_one():
    disk = Obstacles(shapes=(Stroke(((0.0, 0.0),), 1.0),))
    assert disk.exact((-1.3, 0.0), (1.3, 0.0)).length == pytest.approx(TANGENTS_AND_ARC, rel=3e-4)
    square = Obstacles(shapes=(Outline(((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))),))
    around = square.exact((-2.0, 0.0), (2.0, 0.0))
    assert around.length == pytest.approx(2 * math.sqrt(2) + 2) and len(around.latents) == 4
    # A wall with its ends rounded: two tangents, two arcs and its side.
    wall = Obstacles(shapes=(Stroke(((-1.0, 0.0), (1.0, 0.0)), 0.5),))
    tangents = 2 * math.sqrt(1 - 0.25)
    assert wall.exact((-2.0, 0.0), (2.0, 0.0)).length == pytest.approx(tangents + 2 + math.pi / 6, rel=1e-3)


def test_walled_in_there_is_no_way():
    ring = [(2 * math.cos(a), 2 * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 25)]
    walled = Obstacles(shapes=(Stroke(tuple(ring), 0.3),))
    assert walled.exact((0.0, 0.0), (5.0, 0.0)) is None
    assert walled.exact((0.0, 0.0), (1.0, 0.0)).length == pytest.approx(1.0)


def test_the_path_keeps_out_of_painted_obstacles():
    result = solve_surface(printed_task("obstacles"))
    assert abs(result.difference) < 0.005
    depth = Obstacles().distance(torch.as_tensor(result.latents))
    assert float(depth.max()) < 0.02


def test_without_obstacles_the_segment_is_exact():
    result = solve_surface(SurfaceTask(Obstacles(shapes=()), (0.0, 0.0), (3.0, 4.0)))
    assert result.exact.length == pytest.approx(5.0) and abs(result.difference) < 1e-6


def test_steps_are_kept_from_the_start_to_the_answer():
    task = replace(printed_task("plane"), recording=Recording(every=3))
    shown = []
    result = solve_surface(task, Progress(on_partial=shown.append))
    iterations = [step.iteration for step in result.steps]
    assert iterations[0] == 0 and all(k % 3 == 0 for k in iterations[:-1])
    np.testing.assert_array_equal(result.steps[-1].latents, result.latents)
    assert shown and not shown[0].finished and result.finished
    for step in result.steps:
        np.testing.assert_allclose(step.latents[[0, -1]], [task.source, task.target], atol=1e-12)


def test_a_preview_from_the_answer_stays_there_and_follows_an_end():
    task = printed_task("without-disk")
    answer = solve_surface(task)
    again = solve_surface(task, warm=answer.latents)
    assert again.length == pytest.approx(answer.length, rel=1e-3)
    moved = replace(task, target=(1.4, 0.3))
    warm = solve_surface(moved, warm=answer.latents)
    np.testing.assert_allclose(warm.latents[[0, -1]], [moved.source, moved.target])
    assert warm.length == pytest.approx(warm.exact.length, rel=0.01)


def test_cancelling_ends_the_solve():
    progress = Progress(on_partial=lambda result: progress.cancel())
    with pytest.raises(Cancelled):
        solve_surface(printed_task("cube"), progress)


@pytest.mark.parametrize(
    ("task", "cause"),
    [
        (SurfaceTask(WithoutDisk(), (0.0, 0.5), (2.0, 0.0)), "inside the obstacle"),
        (SurfaceTask(Obstacles(), (0.9, 0.6), (2.0, 0.0)), "inside an obstacle"),
        (SurfaceTask(Cube(), (0.0, 0.0, 0.5), (1.0, 0.0, 0.0)), "not on the surface"),
        (SurfaceTask(Plane(), (math.nan, 0.0), (1.0, 0.0)), "not finite"),
        (SurfaceTask(WithoutDisk(-1.0), (-2.0, 0.0), (2.0, 0.0)), "stiffness"),
        (SurfaceTask(Plane(), (0.0, 0.0), (1.0, 0.0), SurfaceGeodesic(epsilon=0.9)), "epsilon"),
    ],
)
def test_bad_tasks_are_refused_with_their_cause(task, cause):
    with pytest.raises(ExplorerError, match=cause):
        solve_surface(task)


@pytest.mark.parametrize("name", list(SURFACES))
def test_every_surface_survives_epsilon_zero_and_equal_ends(name):
    task = printed_task(name)
    result = solve_surface(replace(task, method=SurfaceGeodesic(epsilon=0.0), recording=Recording(points=40)))
    assert np.isfinite(result.latents).all() and np.isfinite([step.cost for step in result.steps]).all()
    still = solve_surface(replace(task, target=task.source))
    assert still.length == pytest.approx(0.0, abs=1e-6) and still.difference is None


@pytest.mark.parametrize("name", ["half-sphere", "without-disk", "cube"])
def test_algorithm_1_comes_to_the_exact_answer_as_well(name):
    surface = SURFACES[name]()
    method = SurfaceGeodesic(optimiser="fg-algorithm-1", steps=400, rate=1e-2)
    result = solve_surface(SurfaceTask(surface, *surface.ends, method, Recording(points=50, every=50)))
    assert result.length == pytest.approx(result.exact.length, rel=1e-2)
