"""Encoded data: grid lines by factor, how far a point is from them; and the truth between two images."""

import numpy as np

from interp_explorer.engine.encoded import Encoded, grid_lines
from interp_explorer.engine.factors import Factor
from interp_explorer.engine.model_file import Gallery, ModelHeader
from interp_explorer.engine.rendering import make_rendering
from interp_explorer.engine.scene import End
from interp_explorer.engine.truth import known_factors, squared_errors, story, true_path

RING, HEIGHT = Factor("azimuth", "circular", 0, 360, "°"), Factor("elevation", "continuous", 45, 80, "°")


def test_lines_follow_one_factor_in_its_order_while_others_stay():
    values = make_rendering("pole:azimuths=8,elevations=3").values()
    shuffled = np.random.default_rng(0).permutation(len(values))
    lines = grid_lines((RING, HEIGHT), values[shuffled])
    assert [name for name, _ in lines] == ["azimuth"] * 3 + ["elevation"] * 8
    for name, index in lines:
        line = values[shuffled][index]
        own, other = (0, 1) if name == "azimuth" else (1, 0)
        assert len(np.unique(line[:, other])) == 1
        grown = line[:-1, own] if name == "azimuth" else line[:, own]
        assert (np.diff(grown) > 0).all()
        assert (index[0] == index[-1]) == (name == "azimuth")


def test_half_a_ring_stays_open_and_choices_and_single_images_have_no_line():
    half = np.stack([np.linspace(0, 180, 7), np.full(7, 50.0)], 1)
    [(name, index)] = grid_lines((RING, HEIGHT), half)
    assert name == "azimuth" and index.tolist() == list(range(7))
    objects = (Factor("object", "choice", 0, 4, choices=tuple("abcde")), RING)
    assert grid_lines(objects, np.stack([np.arange(5.0), np.zeros(5)], 1)) == ()
    assert grid_lines((RING, HEIGHT), np.random.default_rng(0).random((20, 2))) == ()


def test_of_very_many_lines_every_so_many_are_drawn():
    values = make_rendering("pole").values()
    lines = grid_lines((RING, HEIGHT), values)
    columns = [values[index][0, 0] for name, index in lines if name == "elevation"]
    assert np.diff(columns).tolist() == [15] * 23 and len(lines) == 8 + 24


def plane_grid(side=6, spacing=2.0):
    axis = spacing * np.arange(side)
    return np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2).astype(np.float32)


def test_distance_is_in_units_of_the_spacing_of_the_data():
    encoded = Encoded.of("grid", plane_grid(8))
    reaches = encoded.reaches.reshape(8, 8)
    np.testing.assert_allclose(reaches[1:-1], 2.0, atol=1e-6)  # three neighbours at one spacing, at the edge too
    np.testing.assert_allclose(reaches[0, 0], 2 * np.sqrt(2), atol=1e-6)  # two, and the next across
    points = np.array([[4.0, 4.0], [5.0, 5.0], [6.0, -1.9], [6.0, -2.1]])
    known = [0, np.sqrt(2) / 2, 0.95, 1.05]
    np.testing.assert_allclose(encoded.distance(points), known, atol=1e-6)
    assert encoded.off(points).tolist() == [False, False, False, True]
    # Everything twice as large is as far off.
    double = Encoded.of("grid", 2 * plane_grid(8))
    np.testing.assert_allclose(double.distance(2 * points), encoded.distance(points), atol=1e-6)


def test_sparse_data_are_judged_by_their_own_spacing():
    fine, coarse = plane_grid(8, 0.1), plane_grid(8, 2.0) + 100
    encoded = Encoded.of("both", np.concatenate([fine, coarse]))
    between_fine, between_coarse, beside_fine = [0.35, 0.35], [105.0, 105.0], [-0.5, 0.3]
    np.testing.assert_allclose(encoded.distance(np.array([between_fine, between_coarse])), np.sqrt(2) / 2, rtol=1e-4)
    assert encoded.off(np.array([between_fine, between_coarse, beside_fine])).tolist() == [False, False, True]


def test_images_that_are_there_several_times_are_on_the_manifold_and_nothing_else():
    encoded = Encoded.of("same", np.ones((9, 2), np.float32))
    assert encoded.off(np.array([[1.0, 1.0], [1.0, 1.5]])).tolist() == [False, True]


def test_too_few_data_say_nothing():
    assert not Encoded.of("none", np.zeros((0, 2), np.float32)).off(np.ones((3, 2))).any()


HEADER = ModelHeader(
    "pole", "", "", {}, None, (1, 16, 16), 0, (), {}, {"name": "pole", "spec": "pole:azimuths=8,elevations=3"}
)


def gallery(header=HEADER):
    rendering = make_rendering("pole:azimuths=8,elevations=3")
    values = rendering.values()[[0, 7, 23]]
    return Gallery(rendering.render(values, 16), np.zeros(3, np.int64), np.zeros((3, 2), np.float32), values)


def test_only_pictures_of_a_rendered_set_have_known_factors():
    known = gallery()
    assert known_factors(End((0.0, 0.0), "gallery:1"), HEADER, known).tolist() == [315, 45]
    assert known_factors(End((0.0, 0.0), "draw:4:gallery:1"), HEADER, known).tolist() == [315, 45]
    assert known_factors(End((0.0, 0.0), "random:1"), HEADER, known) is None
    assert known_factors(End((0.0, 0.0), "gallery:9"), HEADER, known) is None
    other = ModelHeader("d", "", "", {}, None, (1, 16, 16), 0, (), {}, {"name": "mnist"})
    assert known_factors(End((0.0, 0.0), "gallery:1"), other, known) is None


def test_the_truth_is_exact_at_the_ends_and_goes_the_shorter_way():
    known = gallery()
    start, end = known.factors[0], known.factors[1]
    frames = true_path(HEADER, start, end, np.linspace(0, 1, 5))
    np.testing.assert_allclose(frames[[0, 4]], known.images[:2] / 255, atol=1e-7)
    halfway = make_rendering("pole").render(np.array([[-22.5, 45.0]]), 16)
    np.testing.assert_allclose(frames[2], halfway[0] / 255, atol=1e-7)
    assert story((RING, HEIGHT), start, end) == "azimuth 0 → 315°"
    assert (squared_errors(frames, frames) == 0).all()
    np.testing.assert_allclose(squared_errors(frames, frames + 0.5), 0.25, atol=1e-6)
