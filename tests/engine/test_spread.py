"""Mean and 90 % band of random paths: exact where they can be, and true of the draws."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from interp_explorer.engine.methods import GPBridge, LangevinBridge, OUBridge
from interp_explorer.engine.projection import isometric, plane, principal_axes
from interp_explorer.engine.request import ControlPoint, PathRequest
from interp_explorer.engine.solve import solve
from interp_explorer.engine.spread import FEWEST_DRAWS, SHARE, Law, component_band, norm_band, tube, view_moments

METHODS = [OUBridge(T=2.0), OUBridge(T=1.0, sampler="euler-maruyama", steps=2), GPBridge(T=1.5, alpha=1.3)]
DRAWS = 1000
SOURCE, TARGET = (1.0, 0.3, -0.5), (-1.0, 0.7, 0.8)


def bridges(make_toy, method, draws=DRAWS, **values):
    model = make_toy(lambda z: z[:, :1], 3)
    return solve(PathRequest("toy", method, SOURCE, TARGET, draws=draws, **{"points": 15, **values}), model)


@pytest.mark.parametrize("method", METHODS)
def test_the_law_is_that_of_the_draws(make_toy, method):
    controls = (ControlPoint(0.4, (0.5, 0.1, 1.0)),)
    result = bridges(make_toy, method, controls=controls)
    deviation = np.sqrt(result.law.variance)[:, None]
    assert np.all(np.abs(result.latents.mean(0) - result.law.mean) <= 5 * deviation / np.sqrt(DRAWS) + 1e-5)
    spread = result.latents.std(0).mean(1)
    np.testing.assert_allclose(spread, deviation[:, 0], rtol=0.06, atol=1e-5)
    for time, point in ((0.0, SOURCE), (0.4, controls[0].latent), (1.0, TARGET)):
        [row] = np.flatnonzero(result.times == time)
        assert result.law.variance[row] == 0
        np.testing.assert_allclose(result.law.mean[row], point, rtol=1e-6)


def test_the_ornstein_uhlenbeck_band_is_the_papers(make_toy):
    """SPEC sec. 6: at T = 2, t = 0.7 from 1.3 to -0.4 the mean is 0.525100 and the variance 0.710458."""
    model = make_toy(lambda z: z, 1)
    result = solve(PathRequest("toy", OUBridge(T=2.0), (1.3,), (-0.4,), points=21), model)
    row = np.abs(result.times - 0.35).argmin()
    np.testing.assert_allclose(result.law.mean[row], 0.525100, atol=5e-7)
    np.testing.assert_allclose(result.law.variance[row], 0.710458, atol=5e-7)


def inside(polygons, points):
    """Whether each of points (m, 2) is in one of the convex polygons (k, corners, 2), counterclockwise."""
    starts, edges = polygons, np.roll(polygons, -1, axis=1) - polygons
    to = points[:, None, None] - starts
    left = edges[..., 0] * to[..., 1] - edges[..., 1] * to[..., 0] >= -1e-9
    return left.all(-1).any(-1)


@pytest.mark.parametrize("project", [plane, isometric])
@pytest.mark.parametrize("exact", [True, False])
def test_nine_in_ten_draws_are_in_the_tube_at_each_time(make_toy, project, exact):
    result = bridges(make_toy, OUBridge(T=2.0))
    projection = project(np.array(SOURCE), np.array(TARGET), lambda: np.zeros((1, 3)))
    law = result.law if exact else None
    mean, covariance = view_moments(law, result.latents, projection)
    view = projection.to_view(result.latents)
    offsets = view - mean
    inner = slice(1, -1)
    distances = np.einsum("dni,nij,dnj->dn", offsets[:, inner], np.linalg.inv(covariance[inner]), offsets[:, inner])
    shares = (distances <= -2 * np.log(1 - SHARE)).mean(0)
    np.testing.assert_allclose(shares, SHARE, atol=4 * np.sqrt(SHARE * (1 - SHARE) / DRAWS))
    polygons = tube(mean, covariance)
    # The hull over time holds all that the ellipse of any one time holds.
    for row in (4, 7):
        within = distances[:, row - 1] <= -2 * np.log(1 - SHARE) * 0.98
        assert inside(polygons, view[within, row]).all()
    far = mean.mean(0) + 50 * (mean[-1] - mean[0])
    assert not inside(polygons, far[None]).any()


def test_a_tube_of_no_width_is_the_line(make_toy):
    mean = np.stack([np.linspace(0, 1, 5), np.linspace(0, 2, 5)], 1)
    polygons = tube(mean, np.zeros((5, 2, 2)))
    np.testing.assert_allclose(polygons[..., 1], 2 * polygons[..., 0], atol=1e-9)
    assert polygons.min() >= -1e-9 and polygons.max() <= 2 + 1e-9


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("band", ["norm", "component"])
def test_nine_in_ten_draws_are_in_the_bands_at_each_time(make_toy, exact, band):
    result = bridges(make_toy, GPBridge(T=3.0, alpha=1.0))
    law = result.law if exact else None
    axis = principal_axes(result.latents.reshape(-1, 3), 1)
    if band == "norm":
        values, (low, high) = np.linalg.norm(result.latents, axis=-1), norm_band(law, result.latents)
    else:
        values, (low, high) = axis.to_view(result.latents)[..., 0], component_band(law, result.latents, axis)
    shares = ((values >= low) & (values <= high)).mean(0)[1:-1]
    np.testing.assert_allclose(shares, SHARE, atol=4 * np.sqrt(SHARE * (1 - SHARE) / DRAWS) + 0.005)
    np.testing.assert_allclose([low[0], high[0]], values[0, 0], atol=1e-4)


@pytest.mark.parametrize("dimension", [3, 8, 20, 256])
@pytest.mark.parametrize("distance", [0.0, 1.0, 10.0])
def test_the_band_of_the_norm_holds_from_three_dimensions_up(dimension, distance):
    mean = np.zeros((1, dimension))
    mean[0, 0] = distance
    z = torch.randn(100_000, dimension, generator=torch.Generator().manual_seed(0)).numpy() * 0.7 + mean
    low, high = norm_band(Law(mean, np.array([0.49])), z[:1])
    norms = np.linalg.norm(z, axis=1)
    assert abs((norms < low).mean() - (1 - SHARE) / 2) < 0.007
    assert abs((norms > high).mean() - (1 - SHARE) / 2) < 0.007


def test_few_draws_and_single_paths_without_a_law_have_no_band(make_toy):
    method = LangevinBridge(steps=3, burn_in=3)
    axis = principal_axes(np.array([SOURCE, TARGET]), 1)
    for draws, known in ((None, False), (FEWEST_DRAWS - 1, False), (FEWEST_DRAWS, True)):
        result = bridges(make_toy, method, draws)
        assert result.law is None
        found = [view_moments(None, result.latents, axis), norm_band(None, result.latents),
                 component_band(None, result.latents, axis)]  # fmt: skip
        assert all((one is not None) == known for one in found)
    one = bridges(make_toy, OUBridge(), None)
    assert view_moments(one.law, one.latents, axis) is not None
    assert replace(one, law=None).law is None


def test_the_quadratic_variation_of_a_rough_path_is_two_t_in_every_coordinate(make_toy):
    from interp_explorer.engine.measures import quadratic_variation, series

    result = bridges(make_toy, OUBridge(T=3.0), draws=2, points=2000)
    variation = quadratic_variation(result.latents)
    assert variation.shape == (2, 2000)
    np.testing.assert_allclose(variation[:, -1], 2 * 3.0 * 3, rtol=5 * np.sqrt(2 / 6000))
    np.testing.assert_allclose(variation[:, 999], variation[:, -1] / 2, rtol=0.12)
    smooth = bridges(make_toy, GPBridge(T=3.0, alpha=2.0), draws=2, points=2000)
    assert quadratic_variation(smooth.latents)[:, -1].max() < 0.1
    np.testing.assert_array_equal(series(result.draw(1))["variation"][1], variation[1])
