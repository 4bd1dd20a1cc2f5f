"""Where Q is 1 and epsilon 0 no path is shorter than another."""

import numpy as np
import pytest
import torch

from interp_explorer.engine.costless import EVERY_PATH, THIS_PATH
from interp_explorer.engine.methods import Geodesic
from interp_explorer.engine.request import ControlPoint, PathRequest
from interp_explorer.engine.solve import solve

NOT_B = {"quality": "attribute", "attribute": "not b", "epsilon": 0.0}


@pytest.mark.parametrize("over_time", [False, True])
@pytest.mark.parametrize("energy", ["fg-5", "fg-8", "ri-3"])
def test_far_from_what_is_shunned_the_path_is_straight_and_says_why(classified, energy, over_time):
    method = Geodesic(**NOT_B, energy=energy, over_time=over_time)
    controls = (ControlPoint(0.5, (-3.0, -2.0)),)
    result = solve(PathRequest("toy", method, (-2.0, 0.0), (-2.0, -3.0), 9, controls), classified)
    assert result.note == EVERY_PATH
    assert result.cost == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(result.latents[[0, 2, 4, 8]], [[-2, 0], [-2.5, -1], [-3, -2], [-2, -3]])


def test_a_loop_that_nothing_drives_away_stands_still_and_says_why(classified):
    request = PathRequest("toy", Geodesic(**NOT_B, energy="fg-8"), (-2.0, 0.0), (-2.0, 0.0), 9)
    result = solve(request, classified)
    assert result.note == EVERY_PATH and (result.latents == result.latents[0]).all()


@pytest.mark.parametrize(
    "changed", [{"epsilon": 0.1}, {"attribute": "b"}, {"attribute": "not a"}, {"quality": "constant", "level": 0.9}]
)
def test_where_a_path_costs_something_nothing_is_said(classified, changed):
    method = Geodesic(**{**NOT_B, **changed})
    result = solve(PathRequest("toy", method, (-2.0, 0.0), (-2.0, -3.0), 9), classified)
    assert result.cost > 1e-3 and "costs nothing" not in result.note


def test_a_way_around_what_is_shunned_costs_nothing_either_and_says_so(make_toy):
    def logits(x):
        near = 20 * (1 - x.square().sum(1))
        return torch.stack([torch.zeros_like(near), near, torch.full_like(near, -50.0)], 1)

    model = make_toy(lambda z: z, 2, logits=logits)
    result = solve(PathRequest("toy", Geodesic(**NOT_B), (-3.0, 0.5), (3.0, 0.5), 21), model)
    assert result.note == THIS_PATH
    assert result.cost < 1e-4 and np.linalg.norm(result.latents, axis=1).min() > 1
