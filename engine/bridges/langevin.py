"""Langevin bridges of any prior by Crank-Nicolson moves on whole paths (SPEC sec. 6; BP eqs. 1, 2).

Against a Brownian bridge of the same diffusivity, dX = sqrt(2) dW given both ends, the bridge of
dX = grad log f dt + sqrt(2) dW has a density proportional to exp(-integral of `potential` dt). A move that
leaves the Brownian bridge's law as it is, X' = sqrt(1 - a^2) X + a B around the straight line, is therefore
right if it is accepted with probability min(1, exp(potential's integral before - after)), however fine
the grid is (preconditioned Crank-Nicolson: Cotter, Roberts, Stuart and White 2013).

One move of a long path would hardly ever be accepted. Given some of its points, the knots, the parts
between them are independent, so that each is moved, and accepted, on its own; the knots are laid anew for
every move. Control points are knots that stay.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from ..curves.fixed import linear
from ..priors import Prior
from ..progress import Progress
from ..request import OwnSeeds
from .knots import Knots
from .noise import DrawNoise

TARGET_ACCEPTANCE = 0.27
"""Between the best rates of random walks in few and in many dimensions (0.44 and 0.23)."""
STEPS_PER_RELAXATION = 10
"""Grid steps in one relaxation time: the trapezoidal rule then errs by about 0.1 % in the variance."""
RATE_SAMPLES = 512
PARTIALS = 10
"""Partial results in burn-in, and again while sampling."""


def potential(prior: Prior, paths: Tensor) -> Tensor:
    """|grad U|^2 / 4 - Laplacian(U) / 2 with U = -log f, at paths (..., D): (...)."""
    return prior.score(paths).square().sum(-1) / 4 + prior.laplacian(paths) / 2


def relaxation_time(prior: Prior) -> float:
    """How long the diffusion remembers: D / E|grad log f|^2, which is v for the prior N(0, v I)."""
    z = prior.sample(RATE_SAMPLES, torch.Generator().manual_seed(0)).double()
    return prior.dimension / float(prior.score(z).square().sum(-1).mean())


@dataclass(frozen=True)
class Anchored:
    """What the paths have in common.

    times (n,): the diffusion's own time from 0 to T, float64; anchor_rows (k,): the rows that stay, the
    first and the last among them; anchors (k, D); block: the time between movable knots.
    """

    times: Tensor
    anchor_rows: Tensor
    anchors: Tensor
    block: float

    def knots(self, offset: float) -> Knots:
        """The anchors and a knot every `block`, the first of these at `offset` blocks, 0 to 1."""
        count = math.ceil(float(self.times[-1]) / self.block)
        wanted = (torch.arange(count, dtype=self.times.dtype) + offset) * self.block
        movable = torch.searchsorted(self.times, wanted).clamp(max=len(self.times) - 1)
        return Knots(self.times, torch.cat([self.anchor_rows, movable]).unique())

    def start(self, noise: DrawNoise, draws: int) -> Tensor:
        """Straight lines with short Brownian bridges on them, (draws, n, D): as rough as the answer, and near it."""
        straight = linear(self.anchors, self.times[self.anchor_rows], self.times)
        return straight + self.knots(0.0).pin(self.brownian(noise, draws))

    def brownian(self, noise: DrawNoise, draws: int) -> Tensor:
        """Brownian motions of variance 2 t from zero, (draws, n, D)."""
        # Single precision is ample for noise and several times as fast.
        increments = noise.normal_(torch.empty(draws, len(self.times) - 1, self.anchors.shape[1])).to(self.times.dtype)
        increments *= (2 * self.times.diff()).sqrt()[:, None]
        return torch.nn.functional.pad(increments.cumsum(1), (0, 0, 1, 0))


class Chains:
    """Markov chains of paths, one a draw, that agree on where the knots are and on nothing else."""

    def __init__(
        self,
        prior: Prior,
        anchored: Anchored,
        draws: int,
        generator: torch.Generator,
        start: Tensor | None = None,
        own_seeds: OwnSeeds = (),
    ) -> None:
        """Chains from `start` (draws, n, D) or from a start of their own; `generator` seeds all but `own_seeds`."""
        self.prior, self.anchored = prior, anchored
        self._layout = DrawNoise(1, generator)
        self._noise = DrawNoise(draws, generator, own_seeds)
        self.paths = anchored.start(self._noise, draws) if start is None else start.clone()
        self._potential = potential(prior, self.paths)
        self.size = torch.full((draws,), 0.5, dtype=torch.float64)
        """The size a of each chain's moves, in (0, 1]."""
        self.moves = 0
        """Moves since burn-in."""
        self._accepted = 0.0

    def move(self) -> Tensor:
        """Move every block of every chain once: each chain's mean acceptance probability, (draws,)."""
        anchored, draws = self.anchored, len(self.paths)
        knots = anchored.knots(float(self._layout.uniform_(torch.empty(1, 1))))
        size = self.size[:, None, None]
        change = anchored.brownian(self._noise, draws) * size - self.paths * (1 - (1 - size.square()).sqrt())
        proposal = self.paths + knots.pin(change)
        after = potential(self.prior, proposal)
        gain = knots.integrals(self._potential - after, anchored.times.diff())
        chance = gain.clamp(max=0).exp()
        accepted = self._noise.uniform_(torch.empty(chance.shape, dtype=chance.dtype)) < chance
        rows = accepted[:, knots.block]
        self.paths = torch.where(rows[..., None], proposal, self.paths)
        self._potential = torch.where(rows, after, self._potential)
        return chance.mean(1)

    def burn_in(self, moves: int, progress: Progress) -> None:
        """Move, adapting the size of each chain's moves towards TARGET_ACCEPTANCE (Robbins and Monro)."""
        for i in range(moves):
            self._tell(i, moves, progress, "Burn-in")
            rate = self.move()
            self.size = (self.size * ((rate - TARGET_ACCEPTANCE) * 2 / (1 + i) ** 0.6).exp()).clamp(1e-4, 1.0)

    @property
    def acceptance(self) -> float:
        """The mean acceptance probability of all moves since burn-in."""
        return self._accepted / max(self.moves, 1)

    def run(self, moves: int, progress: Progress) -> None:
        """Move with the sizes as they are. Cancelled between two moves, the chains can go on later."""
        for i in range(moves):
            self._tell(i, moves, progress, "Sampling")
            self._accepted += float(self.move().mean())
            self.moves += 1

    def _tell(self, i: int, moves: int, progress: Progress, what: str) -> None:
        """Report how far the chains are, and hand out their paths every now and then. Raises Cancelled."""
        progress.report(i / moves, what)
        if i % math.ceil(moves / PARTIALS) == 0:
            progress.partial(self.paths)
