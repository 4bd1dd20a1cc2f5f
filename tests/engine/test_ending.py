"""What is said of how a search ended is true, and silence means that there is nothing to say."""

import re

import numpy as np
import pytest
import torch

from interp_explorer.engine.geodesics.falling import STILL_FALLING, fall, last_steps
from interp_explorer.engine.geodesics.solve import solve_geodesics
from interp_explorer.engine.methods import Geodesic, Linear
from interp_explorer.engine.metric import Metric
from interp_explorer.engine.progress import Progress
from interp_explorer.engine.request import PathRequest
from interp_explorer.engine.solve import solve

ENDS = ((-1.5, 0.2), (1.5, 0.3))
BY_B = {"quality": "attribute", "attribute": "b", "epsilon": 0.01}


@pytest.fixture
def curved(make_toy):
    """A decoder that is steep in the middle, so that the shortest way is no line."""
    return make_toy(lambda z: torch.cat([z, 3 * torch.exp(-z.square().sum(1, keepdim=True))], 1), 2)


def note(model, method, ends=ENDS, **more):
    return solve(PathRequest("toy", method, ends[0], ends[1], 21, **more), model).note


def costs(model, method, ends=ENDS):
    anchors = torch.tensor([ends])
    return float(solve_geodesics(method, model, anchors, np.array([0.0, 1.0]), np.linspace(0, 1, 21), Progress()).cost)


@pytest.mark.parametrize(
    ("few", "many", "name"),
    [
        ({"iterations": 1}, {"iterations": 100}, "iterations"),
        ({"optimiser": "ri-descent", "steps": 8}, {"optimiser": "ri-descent", "steps": 800}, "steps"),
        ({"optimiser": "fg-algorithm-1", "steps": 20, "rate": 0.01}, None, "steps"),
    ],
)
def test_a_search_that_was_cut_short_says_so_and_one_that_was_not_is_silent(curved, few, many, name):
    found = re.fullmatch(
        rf"Not converged: the last {name} lowered the cost by (\d+)%, and more may lower it further\.",
        note(curved, Geodesic(quality="constant", **few)),
    )
    assert found is not None and int(found.group(1)) >= 1
    if many is not None:
        assert note(curved, Geodesic(quality="constant", **many)) == ""
        assert costs(curved, Geodesic(quality="constant", **many)) < costs(curved, Geodesic(quality="constant", **few))


def test_the_share_is_what_the_last_quarter_of_the_steps_took_off(curved):
    def method(steps):
        return Geodesic(quality="constant", optimiser="ri-descent", steps=steps)

    share = 1 - costs(curved, method(8)) / costs(curved, method(6))
    assert share > STILL_FALLING
    assert f" {share:.0%}" in note(curved, method(8))


def test_a_path_that_is_no_shorter_than_the_line_says_so(flat, curved):
    none = "No path shorter than the straight line was found."
    assert note(flat, Geodesic(quality="constant")) == none
    # Adam's first step of length 1 leads nowhere.
    assert note(curved, Geodesic(quality="constant", optimiser="fg-algorithm-1", steps=2, rate=1.0)) == none


@pytest.mark.parametrize(
    ("metric", "reason"),
    [
        ({"energy": "fg-5"}, "standing still costs nothing by this energy, so choose FG eq. 8."),
        ({"energy": "fg-8", "quality": "constant"}, "nothing draws it away, so ask for an attribute"),
        ({"energy": "fg-8", **BY_B, "epsilon": 0.45}, "no way out and back was found that costs less"),
    ],
)
def test_a_loop_that_stands_still_says_so_and_what_to_do(classified, metric, reason):
    loop = ((0.0, -1.0), (0.0, -1.0))
    result = solve(PathRequest("toy", Geodesic(**metric), *loop, 21), classified)
    np.testing.assert_allclose(result.latents, np.broadcast_to(loop[0], (21, 2)), atol=1e-3)
    assert result.note.startswith(f"The path has not left its start: {reason}")


def test_a_loop_that_leaves_says_nothing_of_it(classified):
    loop = ((0.0, -1.0), (0.0, -1.0))
    result = solve(PathRequest("toy", Geodesic(energy="fg-8", over_time=True, **BY_B), *loop, 21), classified)
    assert np.linalg.norm(result.latents - result.latents[0], axis=1).max() > 0.5
    assert "left its start" not in result.note and "No frame" not in result.note


def test_a_path_that_never_shows_what_was_asked_for_says_so(classified):
    far, near = ((-2.0, 0.0), (-2.0, -3.0)), ((2.0, 0.0), (2.0, -1.0))
    unseen = "No frame shows b: "
    assert unseen in note(classified, Geodesic(**{**BY_B, "epsilon": 0.45}), far)
    assert unseen not in note(classified, Geodesic(**BY_B), near)
    # A path that was not made for the attribute is only measured by it.
    assert note(classified, Linear(), far, metric=Metric(**BY_B)) == ""


def test_the_share_that_was_taken_off():
    before, after = torch.tensor([4.0, 4.0, 4.0, torch.inf]), torch.tensor([3.0, 4.0, 5.0, 1.0])
    assert fall(before, after).tolist() == [0.25, 0.0, 0.0, 0.0]
    assert [last_steps(n) for n in (1, 4, 5, 16, 300)] == [1, 1, 2, 4, 75]
