"""Projections are orthogonal, drags are exact, fallbacks are told (SPEC sec. 8)."""

import numpy as np
import pytest

from interp_explorer.engine.projection import common_axis, make_projection, principal_axes

RANDOM = np.random.default_rng(0)
Z0, Z1 = RANDOM.normal(size=(2, 8))
CLOUD = RANDOM.normal(size=(300, 8)) * np.linspace(3, 0.5, 8)


def projection(name, z0=Z0, z1=Z1):
    return make_projection(name, z0, z1, lambda: CLOUD)


def test_the_plane_has_the_ends_as_its_units_and_the_least_squares_coordinates():
    plane = projection("plane")
    np.testing.assert_allclose(plane.to_view(np.stack([Z0, Z1])), np.eye(2), atol=1e-12)
    z = RANDOM.normal(size=8)
    expected, *_ = np.linalg.lstsq(np.stack([Z0, Z1], 1), z, rcond=None)
    np.testing.assert_allclose(plane.to_view(z), expected)


@pytest.mark.parametrize("name", ["plane", "isometric", "pca-2", "pca-3"])
def test_what_is_left_after_projecting_is_orthogonal_to_the_picture(name):
    shown = projection(name)
    z = RANDOM.normal(size=(20, 8))
    left = z - shown.to_latent(shown.to_view(z))
    np.testing.assert_allclose(left @ shown.up.T, 0, atol=1e-10)


def test_a_drag_moves_along_the_ends_and_leaves_the_rest_alone():
    plane = projection("plane")
    z = RANDOM.normal(size=8)
    moved = plane.dragged(z, plane.to_view(z) + np.array([0.3, -0.2]))
    np.testing.assert_allclose(moved, z + 0.3 * Z0 - 0.2 * Z1)


@pytest.mark.parametrize("name", ["isometric", "pca-2", "pca-3"])
def test_lengths_on_the_picture_are_true(name):
    shown = projection(name)
    a, b = RANDOM.normal(size=(2, shown.down.shape[1]))
    assert np.linalg.norm(shown.to_latent(a) - shown.to_latent(b)) == pytest.approx(np.linalg.norm(a - b))
    assert shown.aspect_locked


def test_a_latent_space_of_two_dimensions_is_shown_as_it_is():
    shown, z = projection("pca-2", Z0[:2], Z1[:2]), RANDOM.normal(size=(5, 2))
    np.testing.assert_array_equal(shown.to_view(z), z)
    np.testing.assert_array_equal(shown.to_latent(z), z)


def test_isometric_and_plane_are_the_same_plane():
    iso, plane = projection("isometric"), projection("plane")
    np.testing.assert_allclose(iso.up.T @ iso.up, np.linalg.pinv(plane.up) @ plane.up, atol=1e-10)


@pytest.mark.parametrize(("z1", "word"), [(Z0, "equal"), (2 * Z0, "one line"), (-Z0, "one line"), (0 * Z0, "one line")])
@pytest.mark.parametrize("name", ["plane", "isometric"])
def test_ends_that_span_no_plane_fall_back_to_pca_and_say_so(name, z1, word):
    shown = projection(name, Z0, z1)
    assert word in shown.note and "PCA" in shown.note
    np.testing.assert_allclose(shown.down, projection("pca-2").down)


def test_principal_axes_are_those_of_the_covariance():
    axes = principal_axes(CLOUD, 3)
    values, vectors = np.linalg.eigh(np.cov(CLOUD.T))
    np.testing.assert_allclose(axes.explained, values[::-1][:3] / values.sum())
    for k in range(3):
        assert abs(axes.up[k] @ vectors[:, -1 - k]) == pytest.approx(1)


def test_a_pca_of_fewer_directions_than_axes_is_filled_up():
    line = np.outer(np.linspace(-1, 1, 9), [1.0, 2.0])
    axes = principal_axes(line, 3)
    assert axes.to_view(line).shape == (9, 3)
    assert axes.explained[0] == pytest.approx(1)
    assert np.ptp(axes.to_view(line)[:, 2]) == 0


def test_residual_is_the_share_off_the_plane():
    plane = projection("plane")
    on = 0.2 * Z0 + 0.7 * Z1
    off = RANDOM.normal(size=8)
    off -= plane.to_latent(plane.to_view(off))
    off *= np.linalg.norm(on) / np.linalg.norm(off)
    assert plane.residual(on[None]) == pytest.approx(0, abs=1e-12)
    assert plane.residual((on + off)[None]) == pytest.approx(0.5)


def test_the_common_axis_of_lines_is_theirs_and_keeps_them_apart():
    times, along = np.linspace(0, 1, 11), np.array([1.0, 2.0, 2.0]) / 3
    one, draws = 6 * times[:, None] * along, np.stack([9 * times[:, None] * along, -3 * times[:, None] * along])
    axis = common_axis([one, draws])
    assert axis.explained == pytest.approx((1.0,))
    np.testing.assert_allclose(axis.to_view(one)[-1] - axis.to_view(one)[0], [6.0])
    np.testing.assert_allclose(axis.to_view(draws)[:, -1, 0] - axis.to_view(draws)[:, 0, 0], [9.0, -3.0])
