"""What every bridge keeps to."""

import math
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from interp_explorer.engine.bridges.chain import refine
from interp_explorer.engine.errors import Cancelled, ExplorerError
from interp_explorer.engine.methods import GPBridge, LangevinBridge, OUBridge
from interp_explorer.engine.priors import semicircle
from interp_explorer.engine.progress import Progress
from interp_explorer.engine.request import ControlPoint
from interp_explorer.engine.solve import solve

from .helpers import FAST, METHODS, problem, request


@pytest.mark.parametrize("method", METHODS)
def test_ends_and_control_points_are_met_exactly(flat, method):
    controls = (ControlPoint(0.31, (0.5, 0.1)), ControlPoint(1 / 3, (-1.1, 0.2)), ControlPoint(0.8, (0.0, 2.0)))
    asked = request(method, controls=controls)
    result = solve(asked, flat)
    assert result.latents.shape == (4, 23, 2) and result.latents.dtype == np.float32
    for point in (ControlPoint(0.0, asked.source), *controls, ControlPoint(1.0, asked.target)):
        rows = result.latents[:, np.flatnonzero(result.times == point.time)[0]]
        np.testing.assert_array_equal(rows, np.tile(np.array(point.latent, np.float32), (4, 1)))
    assert np.ptp(result.latents[:, 1], 0).min() > 0


@pytest.mark.parametrize("method", METHODS)
def test_a_path_of_nothing_but_anchors_is_these(flat, method):
    result = solve(request(method, points=3, controls=(ControlPoint(0.4, (0.5, 0.1)),)), flat)
    expected = np.array([(1.0, 0.3), (0.5, 0.1), (-1.0, 0.7)], np.float32)
    np.testing.assert_array_equal(result.latents, np.tile(expected, (4, 1, 1)))


@pytest.mark.parametrize("method", METHODS)
def test_seeds_reproduce_bit_for_bit_and_draws_do_not_depend_on_their_number(flat, method):
    one, two, other = (solve(request(method, seed=seed), flat).latents for seed in (5, 5, 6))
    np.testing.assert_array_equal(one, two)
    assert np.abs(one - other).max() > 0.1
    fewer = solve(request(method, draws=2), flat).latents
    np.testing.assert_allclose(one[:2], fewer, rtol=0, atol=1e-6)
    assert np.abs(one[0] - one[1]).max() > 0.1


@pytest.mark.parametrize("method", METHODS)
def test_a_draw_with_a_seed_of_its_own_leaves_the_others_alone(flat, method):
    shared = solve(request(method), flat).latents
    own = solve(request(method, own_seeds=((2, 77),)), flat).latents
    np.testing.assert_array_equal(own[[0, 1, 3]], shared[[0, 1, 3]])
    assert np.abs(own[2] - shared[2]).max() > 0.1
    if not isinstance(method, LangevinBridge):
        # Chains share their knots; in all other methods it is what its seed gives on its own.
        np.testing.assert_array_equal(own[2], solve(request(method, draws=None, seed=77), flat).latents)
    with pytest.raises(ExplorerError, match="draws are 1 to 4"):
        solve(request(method, own_seeds=((4, 77),)), flat)


def test_parts_of_many_draws_are_joined_in_order(monkeypatch):
    asked = problem([[1.0, 0.0], [0.0, 1.0]], [0, 1], np.linspace(0, 1, 20), 7)
    whole = OUBridge().solve(asked, Progress()).latents
    monkeypatch.setattr("interp_explorer.engine.bridges.chain.NUMBERS_AT_ONCE", 2 * 20 * 3)
    assert torch.equal(
        OUBridge().solve(replace(asked, generator=torch.Generator().manual_seed(0)), Progress()).latents, whole
    )
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        OUBridge().solve(asked, progress)


def test_a_refined_grid_keeps_its_times():
    times = torch.tensor([0.0, 0.1, 0.31, 1.0], dtype=torch.float64)
    fine = refine(times, 7)
    assert torch.equal(fine[::7], times) and (fine.diff() > 0).all() and len(fine) == 22


@pytest.mark.parametrize("duration", [0.01, 100.0])
@pytest.mark.parametrize("method", [*METHODS[::2], GPBridge(alpha=2.0), GPBridge(kernel="periodic", period=0.09)])
def test_short_and_long_bridges_are_finite(flat, method, duration):
    result = solve(request(replace(method, T=duration)), flat)
    assert np.isfinite(result.latents).all()
    assert np.abs(result.latents).max() < 8


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("duration", [0.0, -1.0, math.nan])
def test_a_duration_that_is_not_positive_is_refused(flat, method, duration):
    with pytest.raises(ExplorerError, match=r"\bT\b"):
        solve(request(replace(method, T=duration)), flat)


def test_other_priors_are_named_and_the_langevin_bridge_needs_a_score(make_toy):
    model = make_toy(lambda z: z, 2, semicircle(2))
    for method in (OUBridge(), GPBridge()):
        assert "the model's is semicircle" in solve(request(method), model).note
    assert "semicircle" not in solve(request(FAST), model).note
    with pytest.raises(ExplorerError, match="no score"):
        solve(request(FAST), make_toy(lambda z: z, 2, SimpleNamespace(name="box", dimension=2)))


def test_the_parameters_of_bridges_are_known_without_torch():
    code = (
        "import sys; from interp_explorer.engine.methods import GPBridge; GPBridge(); assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_preview_of_a_large_fan_is_its_curves_alone(flat):
    asked = request(OUBridge(), draws=50)
    preview = solve(replace(asked, preview=True), flat)
    assert preview.stage == "path" and preview.frames is None
    whole = solve(replace(asked, draws=8, preview=True), flat)
    assert whole.stage == "final" and whole.frames is not None
    np.testing.assert_array_equal(preview.latents[:8], whole.latents)
