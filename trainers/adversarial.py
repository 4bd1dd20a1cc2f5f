"""What discriminator and generator play for: losses on logits (N,), and penalties on the discriminator's gradient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .losses import discriminator_loss, generator_loss

DRIFT = 1e-3
"""Keeps the critic's values near zero (Karras et al. 2018, appendix A.1)."""


@dataclass(frozen=True)
class Game:
    """`discriminator(real, fake)` and `generator(fake)` take logits and are minimised, as is
    `penalty(discriminator, real, fake, chance)`, which takes images; None if there is none."""

    label: str
    discriminator: Callable[[Tensor, Tensor], Tensor]
    generator: Callable[[Tensor], Tensor]
    penalty: Callable[[nn.Module, Tensor, Tensor, torch.Generator], Tensor] | None


def wasserstein_discriminator(real: Tensor, fake: Tensor) -> Tensor:
    """E D(G(z)) - E D(x), and a little of D(x)^2 (Gulrajani et al. 2017, eq. 3; Karras et al. 2018, A.1)."""
    return fake.mean() - real.mean() + DRIFT * real.square().mean()


def wasserstein_generator(fake: Tensor) -> Tensor:
    """-E D(G(z))."""
    return -fake.mean()


def minimax_generator(fake: Tensor) -> Tensor:
    """E log(1 - D(G(z))), as NI, Algorithm 2, prints it; it has little slope while D wins."""
    return -F.softplus(fake).mean()


def gradient_penalty(discriminator: nn.Module, real: Tensor, fake: Tensor, chance: torch.Generator) -> Tensor:
    """E (|grad D| - 1)^2 at random mixtures of real and made images (Gulrajani et al. 2017, eq. 3)."""
    count = min(len(real), len(fake))
    share = torch.rand(count, 1, 1, 1, generator=chance).to(real.device)
    gradients = _gradients(discriminator, torch.lerp(real[:count], fake[:count], share))
    return (gradients.norm(dim=1) - 1).square().mean()


def real_gradient_penalty(discriminator: nn.Module, real: Tensor, fake: Tensor, chance: torch.Generator) -> Tensor:
    """1/2 E |grad D(x)|^2, R1 (Mescheder et al. 2018, eq. 9), whose gamma is the weight."""
    return 0.5 * _gradients(discriminator, real).square().sum(1).mean()


def _gradients(discriminator: nn.Module, images: Tensor) -> Tensor:
    """(N, pixels), for pixels in [-1, 1] as the papers have them: half of that for pixels in [0, 1]."""
    images = images.detach().requires_grad_()
    (gradients,) = torch.autograd.grad(discriminator(images).sum(), images, create_graph=True)
    return 0.5 * gradients.flatten(1)


GAMES = {
    "wgan_gp": Game("Wasserstein with penalty", wasserstein_discriminator, wasserstein_generator, gradient_penalty),
    "ns_logistic_r1": Game("Logistic, not saturating", discriminator_loss, generator_loss, real_gradient_penalty),
    "minimax": Game("Minimax, as printed", discriminator_loss, minimax_generator, None),
}
GAME_LABELS = {name: game.label for name, game in GAMES.items()}
