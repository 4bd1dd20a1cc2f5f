"""Kernel distances are k(a,a) - 2 k(a,b) + k(b,b), also where that formula cancels (SPEC sec. 3)."""

import math

import pytest
import torch

from interp_explorer.engine.kernels import KERNELS
from interp_explorer.engine.metric import Metric

METRIC = Metric(gamma=0.3, offset=2.0)
SIMILARITY = {
    "gaussian": lambda a, b: torch.exp(-0.3 * (a - b).square().sum(-1)),
    "inverse-multiquadric": lambda a, b: 1 / torch.sqrt((a - b).square().sum(-1) + 2.0),
    "linear": lambda a, b: (a * b).sum(-1),
}


@pytest.mark.parametrize("name", list(KERNELS))
def test_distance_is_the_kernel_formula(name):
    generator = torch.Generator().manual_seed(0)
    a, b = torch.randn(2, 20, 5, generator=generator, dtype=torch.float64)
    k = SIMILARITY[name]
    expected = k(a, a) - 2 * k(a, b) + k(b, b)
    torch.testing.assert_close(KERNELS[name].distance((a - b).square().sum(-1), METRIC), expected)


@pytest.mark.parametrize("name", list(KERNELS))
def test_small_distances_do_not_cancel_and_the_slope_is_the_derivative(name):
    kernel = KERNELS[name]
    slope_at_zero = {"linear": 1.0, "gaussian": 0.6, "inverse-multiquadric": 2.0**-1.5}[name]
    tiny = torch.tensor([1e-20, 1e-12], dtype=torch.float32)
    torch.testing.assert_close(kernel.distance(tiny, METRIC) / tiny, torch.full((2,), slope_at_zero))
    r2 = torch.tensor([0.0, 0.5, 10.0], dtype=torch.float64, requires_grad=True)
    (derivative,) = torch.autograd.grad(kernel.distance(r2, METRIC).sum(), r2)
    torch.testing.assert_close(kernel.slope(r2.detach(), METRIC), derivative)


def test_bounded_kernels_forget_far_points():
    far = torch.tensor(1e12, dtype=torch.float64)
    assert float(KERNELS["gaussian"].distance(far, METRIC)) == pytest.approx(2)
    assert float(KERNELS["inverse-multiquadric"].distance(far, METRIC)) == pytest.approx(2 / math.sqrt(2), rel=1e-5)
