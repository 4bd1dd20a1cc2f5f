"""When networks grow, and what the discriminator's game is."""

import math

import pytest
import torch
from torch import nn

from interp_explorer.trainers.adversarial import GAMES, gradient_penalty, real_gradient_penalty
from interp_explorer.trainers.growth import GrowthSchedule


class Plane(nn.Module):
    """D(x) = a . x, whose gradient is a everywhere."""

    def __init__(self, slope):
        super().__init__()
        self.slope = nn.Parameter(slope)

    def forward(self, images):
        return (images * self.slope).sum((1, 2, 3))


def test_grids_settle_fade_in_and_settle():
    schedule = GrowthSchedule(levels=2, fade_images=100, stable_images=300)
    stages = [schedule.at(seen) for seen in (0, 299, 300, 350, 400, 699, 700, 750, 1100, 10_000)]
    assert [stage.level for stage in stages] == [0, 0, 1, 1, 1, 1, 2, 2, 2, 2]
    assert [stage.growth for stage in stages] == pytest.approx([0, 0, 0, 0.5, 1, 1, 1, 1.5, 2, 2], abs=1e-5)
    assert [stage.share for stage in stages[::3]] == pytest.approx([0, 50 / 400, 0, 1])


def test_a_grid_may_come_at_once():
    schedule = GrowthSchedule(levels=1, fade_images=0, stable_images=0)
    assert schedule.at(0).growth == 1 and schedule.at(0).level == 1


@pytest.mark.parametrize("name", list(GAMES))
def test_both_sides_want_what_they_should(name):
    game = GAMES[name]
    real, fake = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([0.5, -1.0], requires_grad=True)
    game.discriminator(real, fake).backward()
    assert (real.grad < 0).all() and (fake.grad > 0).all()
    fake.grad = None
    game.generator(fake).backward()
    assert (fake.grad < 0).all()


def test_minimax_is_as_printed():
    real, fake = torch.tensor([0.3, -0.2]), torch.tensor([0.1, 0.7])
    value = (real.sigmoid().log() + (1 - fake.sigmoid()).log()).mean()
    torch.testing.assert_close(GAMES["minimax"].discriminator(real, fake), -value)
    torch.testing.assert_close(GAMES["minimax"].generator(fake), (1 - fake.sigmoid()).log().mean())


def test_the_wasserstein_loss_is_a_difference_of_means_and_drifts():
    real, fake = torch.tensor([3.0, 5.0]), torch.tensor([1.0, 2.0])
    assert GAMES["wgan_gp"].discriminator(real, fake).item() == pytest.approx(1.5 - 4 + 1e-3 * 17)


def test_penalties_are_of_the_gradient_for_pixels_from_minus_one_to_one():
    slope = torch.full((1, 2, 2), 0.7)
    norm = 0.5 * slope.norm().item()
    real, fake, chance = torch.rand(4, 1, 2, 2), torch.rand(4, 1, 2, 2), torch.Generator().manual_seed(0)
    discriminator = Plane(slope)
    assert real_gradient_penalty(discriminator, real, fake, chance).item() == pytest.approx(norm**2 / 2, rel=1e-5)
    penalty = gradient_penalty(discriminator, real, fake, chance)
    assert penalty.item() == pytest.approx((norm - 1) ** 2, rel=1e-5)
    penalty.backward()
    assert discriminator.slope.grad.abs().min() > 0


def test_the_gradient_penalty_looks_between_real_and_made_images():
    seen = []

    class Watching(Plane):
        def forward(self, images):
            seen.append(images)
            return super().forward(images)

    gradient_penalty(
        Watching(torch.ones(1, 2, 2)), torch.zeros(64, 1, 2, 2), torch.ones(64, 1, 2, 2), torch.Generator()
    )
    shares = seen[0].detach()[:, 0, 0, 0]
    assert shares.min() > 0 and shares.max() < 1 and math.isclose(shares.mean().item(), 0.5, abs_tol=0.12)
