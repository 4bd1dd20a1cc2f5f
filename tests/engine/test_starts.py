"""Starting paths lead where the straight line has no slope (FG sec. 6)."""

import pytest
import torch

from interp_explorer.engine.metric import Metric
from interp_explorer.engine.scoring import make_scorer
from interp_explorer.engine.starts import SAMPLES, starting_paths, waypoint

TIMES = torch.linspace(0, 1, 21, dtype=torch.float64)
ENDS = torch.tensor([[0.0, -1.0], [0.0, 1.0]])
ATTRIBUTE = Metric(quality="attribute", attribute="b", epsilon=0.01, energy="fg-8", over_time=True)


def starts(model, metric, anchors=ENDS, anchor_times=(0.0, 1.0)):
    times = torch.tensor(anchor_times, dtype=torch.float64)
    return starting_paths(make_scorer(model, metric), model.prior, anchors, times, TIMES)


def sees(model, path):
    return model.classify(model.decode(path)).argmax(1)


def test_the_straight_line_is_the_first_and_the_only_one_where_it_can_be_bent(classified):
    only = starts(classified, Metric())
    torch.testing.assert_close(only, torch.lerp(ENDS[0], ENDS[1], TIMES.float()[:, None])[None])
    torch.testing.assert_close(starts(classified, ATTRIBUTE)[:1], only)


def test_for_an_attribute_the_others_join_the_ends_by_way_of_it(classified):
    straight, by, held, at_once = starts(classified, ATTRIBUTE)
    assert not (sees(classified, straight) == 1).any()
    for path in (by, held, at_once):
        torch.testing.assert_close(path[[0, -1]], ENDS)
        assert sees(classified, path)[10] == 1
    # The last one is there all the time but at the ends.
    assert torch.equal(at_once[1:-1], at_once[10].expand(19, 2))


def test_the_waypoint_is_a_good_sample_and_near(classified):
    scorer = make_scorer(classified, Metric(quality="attribute", attribute="b"))
    way = waypoint(scorer, classified.prior, ENDS)
    samples = classified.prior.sample(SAMPLES, torch.Generator().manual_seed(0))
    certain = classified.classify(classified.decode(samples))[:, 1]
    detours = (samples[:, None] - ENDS).square().sum((-1, -2))
    [chosen] = (samples == way).all(1).nonzero()[0].tolist()
    # No other is both surer and nearer, and there is something to choose from.
    assert certain[chosen] > 0.5 and (certain > 0.5).sum() > 2
    assert not ((certain > certain[chosen]) & (detours < detours[chosen])).any()


def test_a_loop_leaves_its_image_and_comes_back_by_the_same_start_every_time(classified):
    ends = ENDS[[0, 0]]
    first, again = starts(classified, ATTRIBUTE, ends), starts(classified, ATTRIBUTE, ends)
    assert torch.equal(first, again)
    assert (first[:, 10] - ends[0]).norm(dim=-1).min() > 0.5
    torch.testing.assert_close(first[:, [0, -1]], ends.expand(4, 2, 2))
    # Those that take their time have a slope, where standing still has hardly any.
    scorer = make_scorer(classified, ATTRIBUTE)
    path = torch.cat([first, ends[:1].expand(1, 21, 2)]).requires_grad_()
    (slope,) = torch.autograd.grad(scorer.cost(path, TIMES).sum(), path)
    steepest = slope[:, 1:-1].norm(dim=-1).amax(1)
    assert float(steepest[:3].min()) > 50 * float(steepest[4])


def test_where_standing_still_costs_nothing_a_loop_has_nowhere_to_go(classified):
    standing = starts(classified, Metric(energy="fg-5"), ENDS[[0, 0]])
    assert torch.equal(standing, ENDS[:1].expand(1, 21, 2))


@pytest.mark.parametrize("energy", ["fg-5", "fg-8", "ri-3"])
@pytest.mark.parametrize("quality", ["attribute", "density-rank"])
def test_paths_of_one_metric_have_equally_many_starts_and_so_can_share_a_batch(classified, energy, quality):
    metric = Metric(energy=energy, quality=quality, attribute="b")
    assert starts(classified, metric).shape == starts(classified, metric, ENDS[[0, 0]]).shape


def test_control_points_are_waypoints_enough(classified):
    anchors = torch.tensor([[0.0, -1.0], [1.0, 0.0], [0.0, 1.0]])
    assert len(starts(classified, ATTRIBUTE, anchors, (0.0, 0.3, 1.0))) == 1


def test_samples_without_a_number_are_passed_over(make_toy):
    model = make_toy(lambda z: torch.where(z[:, :1] > 0, z, torch.nan), 2, logits=lambda x: 3 * x)
    way = waypoint(make_scorer(model, Metric(quality="attribute", attribute="b")), model.prior, ENDS.abs() + 1)
    assert way[0] > 0
