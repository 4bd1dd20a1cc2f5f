"""Whatever is asked of the geodesic solver, it answers no worse than the straight line, or says what is wrong."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interp_explorer.engine.energies import ENERGIES
from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.kernels import KERNELS
from interp_explorer.engine.methods import Geodesic, Linear
from interp_explorer.engine.methods.geodesic import CURVES, OPTIMISERS
from interp_explorer.engine.metric import SPACES
from interp_explorer.engine.priors import GaussianMixture, Normal, semicircle
from interp_explorer.engine.request import ControlPoint, PathRequest
from interp_explorer.engine.solve import solve

PRIORS = {
    "normal": Normal,
    "semicircle": semicircle,
    "mixture": lambda d: GaussianMixture([0.3, 0.7], [[4.0] * d, [-1.0] * d], [np.eye(d) * 0.01, np.eye(d) * 5]),
}
DECODERS = {
    "smooth": lambda z, matrix: torch.sigmoid(z @ matrix),
    "kinked": lambda z, matrix: torch.relu(z @ matrix),
    "steep": lambda z, matrix: torch.sigmoid(30 * z @ matrix),
    "constant": lambda z, matrix: 0 * (z @ matrix) + 0.5,
    "NaN beyond 3": lambda z, matrix: torch.sigmoid(z @ matrix) * (9 - z.square()).clamp_max(0.0).add(1).sqrt()[:, :1],
}
QUALITIES = [
    {"quality": "density-rank"},
    {"quality": "density-rank", "alpha": 0.3},
    {"quality": "constant", "level": 0.0},
    {"quality": "constant", "level": 1.0},
    {"quality": "attribute", "attribute": "b"},
    {"quality": "attribute", "attribute": "not b", "over_time": True},
    {"quality": "attribute", "attribute": "a or c, not a", "times_rank": True},
]
ENDS = ["apart", "equal", "opposite", "parallel", "zero", "far"]
CONTROLS = [(), (0.5,), (0.6, 0.2), (1e-7,), (0.25, 0.5, 0.75)]
BAD_CONTROLS = [(0.5, 0.5), (0.31, 0.31 + 1e-12), (1.5,), (0.0,), (math.nan,)]
CLEAR = r"quality is zero|decoder return|ontrol points need|smaller rate"


def make_ends(kind, samples):
    """Two latent points of a kind from two samples (2, D)."""
    first, second = samples.double().numpy()
    return {
        "apart": (first, second),
        "equal": (first, first),
        "opposite": (first, -first),
        "parallel": (first, 2 * first),
        "zero": (0 * first, second),
        "far": (40 * first, second),
    }[kind]


def solved_or_named(request, model):
    """The result, or None where the fault is named in one clear sentence."""
    try:
        return solve(request, model)
    except ExplorerError as error:
        assert re.search(CLEAR, str(error)) and str(error).endswith("."), error
        return None


metrics = st.fixed_dictionaries(
    {
        "epsilon": st.sampled_from([0.0, 1e-6, 1e-3, 0.1, 0.4, 0.5]),
        "energy": st.sampled_from(list(ENERGIES)),
        "kernel": st.sampled_from(list(KERNELS)),
        "space": st.sampled_from(list(SPACES)),
        "gamma": st.sampled_from([1e-5, 0.1, 100.0]),
    }
)


@pytest.mark.parametrize("optimiser", list(OPTIMISERS))
@pytest.mark.parametrize("curve", list(CURVES))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    decoder=st.sampled_from(list(DECODERS)),
    prior=st.sampled_from(list(PRIORS)),
    dimension=st.integers(2, 6),
    metric=metrics,
    quality=st.sampled_from(QUALITIES),
    knots=st.sampled_from([1, 6, 40]),
    seed=st.integers(0, 10**6),
    points=st.integers(3, 30),
    ends=st.sampled_from(ENDS),
    control_times=st.sampled_from(CONTROLS * 4 + BAD_CONTROLS),
    on_top=st.booleans(),
)
def test_a_path_costs_no_more_than_the_straight_one_or_the_fault_is_named(
    make_toy,
    curve,
    optimiser,
    decoder,
    prior,
    dimension,
    metric,
    quality,
    knots,
    seed,
    points,
    ends,
    control_times,
    on_top,
):
    generator = torch.Generator().manual_seed(seed)
    matrix, body = torch.randn(dimension, 12, generator=generator), torch.randn(12, 3, generator=generator) * 4
    model = make_toy(lambda z: DECODERS[decoder](z, matrix), dimension, PRIORS[prior](dimension), lambda x: x @ body)
    method = Geodesic(
        **metric, **quality, curve=curve, optimiser=optimiser, knots=knots, iterations=3, steps=4, rate=0.05
    )
    samples = model.prior.sample(2 + len(control_times), generator)
    source, target = (tuple(end) for end in make_ends(ends, samples[:2]))
    places = [source] * len(control_times) if on_top else [tuple(row) for row in samples[2:].tolist()]
    controls = tuple(ControlPoint(time, place) for time, place in zip(control_times, places))
    request = PathRequest("toy", method, source, target, points, controls)
    result = solved_or_named(request, model)
    if result is None:
        return
    assert np.isfinite(result.latents).all() and np.isfinite(result.frames).all()
    for time, place in ((0.0, source), *((point.time, point.latent) for point in controls), (1.0, target)):
        [row] = np.flatnonzero(np.isclose(result.times, time, rtol=0, atol=1e-9))
        np.testing.assert_array_equal(result.latents[row], np.float32(place))
    line = solve(replace(request, method=Linear(), metric=method), model)
    assert result.cost <= line.cost * (1 + 1e-5) + 1e-9
    # A path bent from one that ran the other way may lead where the decoder has no image.
    preview = solved_or_named(replace(request, preview=True, warm=result.latents[::-1].copy()), model)
    assert preview is None or np.isfinite(preview.latents).all()
